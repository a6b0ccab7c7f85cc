"""No unused definitions."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.project import PROJECT

PACKAGES = ("functions", "shared", "local", "tools", "bench")

_EXPORT = re.compile(r"^export (?:async )?(?:const|let|class|function) (\w+)", re.MULTILINE)


@cache
def sources(*patterns: str) -> dict[Path, str]:
    """Return the text of the files that match these patterns."""
    return {path: path.read_text(encoding="utf-8") for pattern in patterns for path in sorted(PROJECT.glob(pattern))}


def mentioned(texts: dict[Path, str]) -> Counter[str]:
    """Count the occurrences of each name in the sources."""
    return Counter(name for text in texts.values() for name in re.findall(r"\w+", text))


def defined_in(source: str) -> Iterator[str]:
    """Yield the functions, classes and constants of a Python module."""
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def test_every_name_of_a_python_module_is_used() -> None:
    """By code other than tests."""
    modules = sources(*(f"{package}/**/*.py" for package in PACKAGES))
    seen = mentioned(modules)

    dead = {(path.name, name) for path, text in modules.items() for name in defined_in(text) if seen[name] == 1}

    assert len(modules) > 100
    assert dead == set()


def test_every_export_of_a_script_is_used() -> None:
    """By another module or its own."""
    modules = sources("public/js/**/*.js")
    seen = mentioned(modules)

    dead = {(path.name, name) for path, text in modules.items() for name in _EXPORT.findall(text) if seen[name] == 1}

    assert len(modules) > 50
    assert dead == set()
