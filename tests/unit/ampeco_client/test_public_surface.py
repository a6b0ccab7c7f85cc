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
    """Yield the top-level name of each absolute import of a module, type-only imports left out."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


def test_all_is_sorted_and_each_name_exists() -> None:
    """Each public name is listed once; the package's own names and the records are each in order."""
    assert sorted(set(models.__all__)) == models.__all__
    assert package.__all__[-len(models.__all__) :] == models.__all__
    own = package.__all__[: -len(models.__all__)]
    assert sorted(set(own) - set(models.__all__)) == own
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


@pytest.mark.parametrize("module", [errors, *RESOURCES], ids=lambda module: module.__name__)
def test_every_public_class_is_exported(module: ModuleType) -> None:
    own = {
        name
        for name, member in vars(module).items()
        if inspect.isclass(member) and member.__module__ == module.__name__ and not name.startswith("_")
    }

    assert own - set(package.__all__) == set()


def test_the_package_does_not_import_the_product() -> None:
    """It needs only the standard library and four maintained libraries."""
    names = {name for path in MODULES for name in imported(path)}

    assert names - sys.stdlib_module_names == {"httpx", "pydantic", "pydantic_core", "tenacity"}


def test_only_the_transport_imports_httpx() -> None:
    """All other modules can be tested without a network."""
    assert [path.name for path in MODULES if "httpx" in imported(path)] == ["_transport.py"]


def test_importing_it_builds_no_model() -> None:
    """A cold start builds only the models that it uses."""
    code = (
        "import shared.ampeco_client as a;print(any(m.__pydantic_complete__ for m in (a.Location, a.User, a.Booking)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER.parents[1], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_every_error_is_in_the_documented_tree() -> None:
    """The docstring of the module shows the exception tree."""

    def below(kind: type[Exception]) -> Iterator[str]:
        for child in kind.__subclasses__():
            yield child.__name__
            yield from below(child)

    drawn = str(errors.__doc__)
    assert [name for name in below(errors.AmpecoError) if f"── {name}" not in drawn] == []
