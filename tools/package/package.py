"""Package of one function. Files are hard-linked: all packages contain the same libraries."""

import os
import shutil
from pathlib import Path

from tools.cloudformation import read_document
from tools.package.layers import ROOT, libraries, shared_code
from tools.package.platforms import Platform, compile_all


class UnknownFunctionError(Exception):
    """The template has no function of this name."""


def package(name: str, out: Path, platform: Platform) -> None:
    """Fill `out` with the package of the function `name` of template.yaml, which contains no other function.

    Raises UnknownFunctionError, subprocess.CalledProcessError.
    """
    module = _module_of(name)
    packages = [folder for folder in module.parents if folder.is_relative_to(ROOT / "functions")]
    for source in (module, *(folder / "__init__.py" for folder in packages)):
        target = out / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    compile_all(out / "functions", platform.python)
    for layer in (libraries(platform), shared_code(platform)):
        shutil.copytree(layer, out, copy_function=_link, dirs_exist_ok=True)


def _module_of(name: str) -> Path:
    resource = read_document(ROOT / "template.yaml")["Resources"].get(name, {})
    if resource.get("Type") != "AWS::Serverless::Function":
        raise UnknownFunctionError(f"template.yaml has no function {name}")
    dotted, _, _ = resource["Properties"]["Handler"].rpartition(".")
    return ROOT.joinpath(*dotted.split(".")).with_suffix(".py")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copyfile(source, target)
