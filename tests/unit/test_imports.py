"""Import rules: which package may import which, and that every route has a function."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.support.project import PROJECT
from tests.support.template import own_template

_OURS = ("functions", "shared", "local", "tools", "tests", "bench")
_MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "functions": ("shared",),  # not each other: each is deployed by itself
    "shared.http_api": (
        "shared.http_api",
        "shared.mail",
        "shared.ics",
        "shared.domain",
        "shared.infra",
        "shared.ampeco_client",
    ),
    "shared.mail": ("shared.mail", "shared.ics", "shared.domain", "shared.infra", "shared.ampeco_client"),
    "shared.ics": ("shared.ics", "shared.domain", "shared.infra", "shared.ampeco_client"),
    "shared.domain": ("shared.domain", "shared.infra", "shared.ampeco_client"),
    "shared.infra": ("shared.infra", "shared.ampeco_client"),
    "shared.ampeco_client": ("shared.ampeco_client",),
    "tools": ("tools", "shared", "functions"),  # which openapi.yaml is made from
    "local": ("local", "tools", "functions", "shared"),
}
"""What each package may import of ours; so nothing imports `tests` or `bench`, and nothing that is deployed `local`."""

_NEVER_DEPLOYED = ("jinja2", "aiohttp")
_SLOW = ("boto3",)  # 130 ms of a cold start
_MAY_NOT_IMPORT: dict[str, tuple[str, ...]] = {
    "functions": (*_NEVER_DEPLOYED, *_SLOW),
    "shared.http_api": _NEVER_DEPLOYED,
    "shared.mail": (*_SLOW, "aiohttp", "starlette", "mangum", "httpx"),
    "shared.ics": (*_NEVER_DEPLOYED, *_SLOW, "starlette", "mangum", "httpx"),
    "shared.infra": _NEVER_DEPLOYED,
    "shared.domain": (*_NEVER_DEPLOYED, *_SLOW, "starlette", "mangum", "httpx"),
    "shared.ampeco_client": (*_NEVER_DEPLOYED, *_SLOW, "starlette", "mangum"),
}
"""Libraries that are not for a package."""

_ADMIN = (
    "functions.admin",
    "shared.domain.admin",
    "shared.http_api.responses.admin",
    "shared.http_api.runtime.admin_services",
)
"""Packages that only the functions of admins import."""

_LINES_OF_A_FUNCTION = 110
_NOT_WRITTEN_HERE = {"node_modules", "dist", "__pycache__"}

_TEMPLATE = own_template()
_HANDLERS = [function.handler for function in _TEMPLATE.functions]
_SENDING = tuple(function.handler for function in (*_TEMPLATE.scheduled, *_TEMPLATE.invoked))
"""Nobody waits for these functions, and they need boto3 and Jinja2."""


@pytest.mark.parametrize(("package", "allowed"), _MAY_IMPORT.items(), ids=_MAY_IMPORT)
def test_imports_point_one_way(package: str, allowed: tuple[str, ...]) -> None:
    """From the functions down to the client."""
    found = {(module, name) for module, name in _imports_in(package) if _is_of(name, _OURS)}

    assert {each for each in found if not _is_of(each[1], allowed)} == set()


def test_every_deployed_module_belongs_to_a_layer() -> None:
    """No module is exempt from the rule above."""
    modules = {_dotted(path) for package in ("functions", "shared") for path in _modules_in(package)}

    assert {module for module in modules if not _is_of(module, _MAY_IMPORT)} == {"shared"}
    assert list(_imports_of(PROJECT / "shared/__init__.py")) == []


@pytest.mark.parametrize(("package", "banned"), _MAY_NOT_IMPORT.items(), ids=_MAY_NOT_IMPORT)
def test_layers_do_not_import_forbidden_libraries(package: str, banned: tuple[str, ...]) -> None:
    """The domain has no web library, the client no server, and deployed code none that only builds or simulates."""
    assert {each for each in _imports_in(package) if _is_of(each[1], banned)} == set()


@pytest.fixture(scope="module")
def loaded() -> tuple[set[str], set[str]]:
    """Load the drivers' handlers in a fresh process, then those of admins; return the modules after each of both."""
    of_admins = {handler for handler in _HANDLERS if _is_of(handler, _ADMIN)}
    code = (
        "import json, sys\nfrom importlib import import_module as load\n"
        f"for names in {[_modules_of(set(_HANDLERS) - of_admins), _modules_of(of_admins)]}:\n"
        "    assert all(callable(load(name).handler) for name in names)\n"
        "    print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, capture_output=True, text=True)
    drivers, everything = map(json.loads, done.stdout.splitlines())
    return set(drivers), set(everything)


def test_the_functions_start_without_undeployed_modules(loaded: tuple[set[str], set[str]]) -> None:
    """In a fresh process, as at a cold start; each handler exists."""
    _, everything = loaded
    unwelcome = (*_NEVER_DEPLOYED, *_SLOW, "local", "tools", "tests", "bench")

    assert set(_modules_of(_HANDLERS)) <= everything
    assert {name for name in everything if _is_of(name, unwelcome)} == set()


def test_the_functions_of_drivers_start_without_modules_of_admins(loaded: tuple[set[str], set[str]]) -> None:
    """They cost time at each cold start."""
    drivers, everything = loaded

    assert {name for name in drivers if _is_of(name, _ADMIN)} == set()
    assert {name for name in everything if _is_of(name, _ADMIN)} > set(_ADMIN)


def test_every_function_module_has_its_entry_in_the_template() -> None:
    """And every entry has its module."""
    modules = [_dotted(path) for path in _modules_in("functions") if path.name != "__init__.py"]

    assert sorted([*_HANDLERS, *_SENDING]) == [f"{module}.handler" for module in modules]


def test_functions_are_short() -> None:
    """Parse, one call into the domain, respond, with the models of the request."""
    lengths = {_dotted(path): _lines(path) for path in _modules_in("functions")}

    assert {module: lines for module, lines in lengths.items() if lines > _LINES_OF_A_FUNCTION} == {}


def _modules_in(package: str) -> list[Path]:
    return sorted(PROJECT.joinpath(*package.split(".")).rglob("*.py"))


def _dotted(path: Path) -> str:
    """Return the name under which a file is imported."""
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


def _imports_in(package: str) -> Iterator[tuple[str, str]]:
    """Yield each module of a package with each of its imports."""
    for path in _modules_in(package):
        yield from ((_dotted(path), name) for name in _imports_of(path))


def _imports_of(path: Path) -> Iterator[str]:
    """Yield the imports of a file in any scope, down to the single name: `shared.domain.policy.BookingPolicy`."""
    package = path.relative_to(PROJECT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else ()
            source = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def _is_of(name: str, places: Iterable[str]) -> bool:
    """Return whether a name is one of the packages or inside one."""
    return any(f"{name}.".startswith(f"{place}.") for place in places)


def _modules_of(handlers: Iterable[str]) -> list[str]:
    """Return the modules of handlers that answer requests."""
    return [handler.rpartition(".")[0] for handler in sorted(handlers) if not _is_of(handler, _SENDING)]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
