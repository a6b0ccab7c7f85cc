"""No import cycles: type-only and late imports count as well."""

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support.project import PROJECT

PACKAGES = ("functions", "shared", "local", "tools", "bench")
SCRIPTS = PROJECT / "public" / "js"

_JS_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


def first_cycle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the modules of one import cycle in order; an empty result if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle[::-1]
    return []


def python_modules() -> dict[str, Path]:
    """Return every module of the packages by its dotted name."""
    return {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): path
        for package in PACKAGES
        for path in sorted((PROJECT / package).rglob("*.py"))
        if "node_modules" not in path.parts
    }


def python_imports(name: str, path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """Yield the modules that a module imports, in any scope."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*start, *([node.module] if node.module else [])])
            imported = {f"{source}.{alias.name}" for alias in node.names}
            yield from imported & known.keys()
            if source in known and not imported <= known.keys():
                yield source


def python_graph() -> dict[str, set[str]]:
    """Return the imports of each module, without itself."""
    known = python_modules()
    return {name: set(python_imports(name, path, known)) - {name} for name, path in known.items()}


def script_graph() -> dict[str, set[str]]:
    """Return the imports of each script of the pages."""
    scripts = sorted(SCRIPTS.rglob("*.js"))
    return {
        script.relative_to(SCRIPTS).as_posix(): {
            (script.parent / target).resolve().relative_to(SCRIPTS).as_posix()
            for target in _JS_IMPORT.findall(script.read_text(encoding="utf-8"))
        }
        for script in scripts
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_no_python_import_cycle(package: str) -> None:
    """Within a package and across packages."""
    graph = python_graph()
    within = {name: found for name, found in graph.items() if name.split(".")[0] in (package, "shared")}

    assert len(graph) > 100
    assert first_cycle(within) == []
    assert first_cycle(graph) == []


def test_no_script_import_cycle() -> None:
    """Dynamic imports included."""
    graph = script_graph()

    assert len(graph) > 50
    assert first_cycle(graph) == []


def test_a_cycle_is_found() -> None:
    assert first_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) in (
        ["a", "b", "c", "a"],
        ["b", "c", "a", "b"],
        ["c", "a", "b", "c"],
    )
    assert first_cycle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
