import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import shared.ampeco_client as package
from shared.ampeco_client import errors, models
from shared.ampeco_client.models import availability, booking, booking_request, charge_point, evse, location, user

FOLDER = Path(package.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
RESOURCES = [availability, booking, booking_request, charge_point, evse, location, user]


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level name of each absolute import of a module, but not those for type checking only."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


def test_all_is_sorted_and_real() -> None:
    """What is public is listed once, the package's own names and its records each in order, and exists."""
    assert sorted(set(models.__all__)) == models.__all__
    assert package.__all__[-len(models.__all__) :] == models.__all__
    own = package.__all__[: -len(models.__all__)]
    assert sorted(set(own) - set(models.__all__)) == own
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


@pytest.mark.parametrize("module", [errors, *RESOURCES], ids=lambda module: module.__name__)
def test_every_public_class_is_exported(module: ModuleType) -> None:
    """A new model or error is public the day it is written."""
    own = {
        name
        for name, member in vars(module).items()
        if inspect.isclass(member) and member.__module__ == module.__name__ and not name.startswith("_")
    }

    assert own - set(package.__all__) == set()


def test_the_package_knows_nothing_of_the_product() -> None:
    """It could be published on its own: the standard library and four maintained libraries are all it needs."""
    names = {name for path in MODULES for name in imported(path)}

    assert names - sys.stdlib_module_names == {"httpx", "pydantic", "pydantic_core", "tenacity"}


def test_only_the_transport_touches_httpx() -> None:
    """The protocol needs no network to be tested."""
    assert [path.name for path in MODULES if "httpx" in imported(path)] == ["_transport.py"]


def test_importing_it_builds_no_model() -> None:
    """A cold start pays for the models that it uses, not for all that exist."""
    code = (
        "import shared.ampeco_client as a;print(any(m.__pydantic_complete__ for m in (a.Location, a.User, a.Booking)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER.parents[1], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_every_error_is_in_the_drawn_tree() -> None:
    """The drawing in the docstring is the first thing that a reader believes."""

    def below(kind: type[Exception]) -> Iterator[str]:
        for child in kind.__subclasses__():
            yield child.__name__
            yield from below(child)

    drawn = str(errors.__doc__)
    assert [name for name in below(errors.AmpecoError) if f"── {name}" not in drawn] == []
