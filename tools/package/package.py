"""Fill the folder of one function or layer of template.yaml. Files are hard-linked to what was built before."""

import os
import shutil
from pathlib import Path
from typing import Any

from tools.cloudformation import read_document
from tools.package.parts import ROOT, libraries, shared_code
from tools.package.platforms import Platform, compile_all


class UnknownResourceError(Exception):
    """The template has no function and no layer of this name."""


def package(name: str, out: Path, platform: Platform) -> None:
    """Fill `out` with the function or layer `name` of template.yaml.

    A function's package has its own module alone; all that it imports comes from its layers.
    Raises UnknownResourceError, subprocess.CalledProcessError.
    """
    resource = _resources().get(name, {})
    match resource.get("Type"):
        case "AWS::Serverless::Function":
            _fill_function(resource, out, platform)
        case "AWS::Serverless::LayerVersion":
            _fill_layer(resource, out, platform)
        case _:
            raise UnknownResourceError(f"template.yaml has no function and no layer {name}")


def _resources() -> dict[str, dict[str, Any]]:
    resources: dict[str, dict[str, Any]] = read_document(ROOT / "template.yaml")["Resources"]
    return resources


def _fill_function(resource: dict[str, Any], out: Path, platform: Platform) -> None:
    dotted, _, _ = resource["Properties"]["Handler"].rpartition(".")
    module = ROOT.joinpath(*dotted.split(".")).with_suffix(".py")
    packages = [folder for folder in module.parents if folder.is_relative_to(ROOT / "functions")]
    for source in (module, *(folder / "__init__.py" for folder in packages)):
        target = out / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    compile_all(out / "functions", platform.python)


def _fill_layer(resource: dict[str, Any], out: Path, platform: Platform) -> None:
    """Fill `python/`, which Lambda puts on the path of imports as /opt/python.

    `Lock` in the layer's metadata names the lock file of its libraries; a layer without one has `shared`.
    """
    lock = resource["Metadata"].get("Lock")
    built = libraries(lock, platform) if lock else shared_code(platform)
    shutil.copytree(built, out / "python", copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copyfile(source, target)
