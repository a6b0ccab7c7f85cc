"""Package of one function. Files are hard-linked: all packages contain the same libraries."""

import os
import shutil
from pathlib import Path
from typing import Any

from tools.cloudformation import read_document
from tools.package.layers import ROOT, libraries, shared_code
from tools.package.platforms import Platform, compile_all


class UnknownFunctionError(Exception):
    """The template has no function of this name."""


def package(name: str, out: Path, platform: Platform) -> None:
    """Fill `out` with the package of the function `name` of template.yaml, which contains no other function.

    Raises UnknownFunctionError, subprocess.CalledProcessError.
    """
    resource = _resource(name)
    module = _module_of(resource)
    packages = [folder for folder in module.parents if folder.is_relative_to(ROOT / "functions")]
    for source in (module, *(folder / "__init__.py" for folder in packages)):
        target = out / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    compile_all(out / "functions", platform.python)
    # `Libraries` in the metadata names a lock of libraries that only some functions have.
    locks = ["functions", *filter(None, [resource["Metadata"].get("Libraries")])]
    for layer in (*(libraries(lock, platform) for lock in locks), shared_code(platform)):
        shutil.copytree(layer, out, copy_function=_link, dirs_exist_ok=True)


def _resource(name: str) -> dict[str, Any]:
    resource: dict[str, Any] = read_document(ROOT / "template.yaml")["Resources"].get(name, {})
    if resource.get("Type") != "AWS::Serverless::Function":
        raise UnknownFunctionError(f"template.yaml has no function {name}")
    return resource


def _module_of(resource: dict[str, Any]) -> Path:
    dotted, _, _ = resource["Properties"]["Handler"].rpartition(".")
    return ROOT.joinpath(*dotted.split(".")).with_suffix(".py")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copyfile(source, target)
