"""Documents are correct and complete: paths, links, commands and settings exist."""

import importlib.util
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from shared.http_api.runtime.settings import Settings
from tests.support.project import PROJECT
from tools.build_site.settings import SiteSettings

PAGES = [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob(".github/*.md")]
DECISIONS = sorted(PROJECT.glob("docs/decisions/[0-9]*.md"))
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())

_FENCED = re.compile(r"^ *```(?P<kind>\w*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
_HERE = re.compile(r"<<'(\w+)'.*?^ *\1$", re.MULTILINE | re.DOTALL)
_CONTINUED = re.compile(r"\\\n\s*")
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_FILE = re.compile(r"(?:[\w.*-]+/)*[\w*-]*\.(?:py|js|mjs|css|html|md|yaml|yml|toml|txt|json|png|svg|po)\Z")
_FOLDER = re.compile(r"(?:[\w.-]+/)+[\w.-]*\Z")
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")
_TARGET = re.compile(r"^(?P<name>[a-z][a-z-]*):(?P<rest>.*)$", re.MULTILINE)

_MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
_TARGETS = {match["name"]: match["rest"] for match in _TARGET.finditer(_MAKEFILE)}
_NEVER_SHIPPED = {"node_modules", "dist", "test-results", "__pycache__"}
RUN_EACH = """
import json, runpy, sys

for module, *arguments in json.loads(sys.argv[1]):
    sys.argv[1:] = arguments
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            sys.exit(f"{module} {arguments}: {end.code}")
"""
"""In one process, since most of the time goes into imports."""
_OTHERS = {"AMPECO_OPENAPI", "ARTIFACTS_DIR", "X_PARAMETER"}
"""What is written like a setting and is one of the tests, of SAM, or a pattern."""


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def words(page: Path) -> list[str]:
    """Return the texts between backticks."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def commands(page: Path) -> list[list[str]]:
    """Return every command of a page as words: each line of shell blocks, and inline code that looks like one."""
    blocks = [match["text"] for match in _FENCED.finditer(page.read_text(encoding="utf-8")) if match["kind"] == "sh"]
    lines = [line for block in blocks for line in _CONTINUED.sub(" ", _HERE.sub("", block)).splitlines()]
    documented = [word for word in words(page) if re.match(r"make [a-z]|(\S+/)?python -m ", word)]
    return [shlex.split(line, comments=True) for line in [*lines, *documented] if line.strip()]


@cache
def tree() -> frozenset[str]:
    """Return every path of the project, with slashes."""

    def walk(folder: Path) -> Iterator[Path]:
        for path in folder.iterdir():
            if path.name in _NEVER_SHIPPED or (path.name.startswith(".") and path.name not in {".github", ".ci"}):
                continue
            yield path
            if path.is_dir():
                yield from walk(path)

    return frozenset(path.relative_to(PROJECT).as_posix() for path in walk(PROJECT))


@cache
def tails() -> frozenset[str]:
    """Return every suffix of a path that identifies it."""
    return frozenset(
        "/".join(parts[start:]) for path in tree() for parts in [path.split("/")] for start in range(len(parts))
    )


def exists(name: str) -> bool:
    """Return whether the project has this path."""
    path = name.removeprefix("./").rstrip("/")
    if path.split("/")[0] in _NEVER_SHIPPED | {"dist-sbom"}:
        return True  # made on demand
    return any(PurePosixPath(one).match(path) for one in tree()) if "*" in path else path in tails()


@every_page
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    """Files by name or complete path, folders from the root."""
    roots = {path.split("/")[0] for path in tree()}
    files = {word for word in words(page) if _FILE.match(word) and word != ".env"}
    folders = {word for word in words(page) if _FOLDER.match(word) and word.split("/")[0] in roots}

    assert sorted(name for name in files | folders if not exists(name)) == []


@every_page
def test_every_link_has_a_target(page: Path) -> None:
    """An existing file, and an existing heading in it."""
    for target in {match["target"] for match in _LINK.finditer(prose(page))}:
        if target.startswith("https://"):
            continue
        name, _, heading = target.partition("#")
        found = page if not name else (page.parent / name).resolve()
        assert found.exists(), target
        assert not heading or heading in headings(found), target


@cache
def headings(page: Path) -> frozenset[str]:
    """Return the anchors of a page, as GitHub generates them."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)


@every_page
def test_every_target_of_make_that_a_page_names_exists(page: Path) -> None:
    """And its variables."""
    for _, *arguments in (command for command in commands(page) if command[0] == "make"):
        names = [word for word in arguments if "=" not in word and re.fullmatch(r"[a-z-]+", word)]
        variables = {word.partition("=")[0] for word in arguments if "=" in word}

        assert set(names) <= _TARGETS.keys(), arguments
        assert [one for one in variables if f"$({one})" not in _MAKEFILE and f"{one} ?=" not in _MAKEFILE] == []


def test_every_target_of_make_that_a_page_names_can_be_resolved() -> None:
    """A dry run: every prerequisite has a rule or exists."""
    named = {command[1] for page in PAGES for command in commands(page) if command[0] == "make"}

    done = subprocess.run(
        ["make", "--dry-run", "--always-make", *sorted(named)], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert {"run", "test", "check"} <= named
    assert done.returncode == 0, done.stderr


def test_every_module_that_a_page_starts_accepts_its_arguments() -> None:
    """With `--help` after them; a module without a command line must only exist."""
    named = {
        tuple(command[command.index("-m") + 1 :])
        for page in PAGES
        for command in commands(page)
        if "-m" in command and "python" in command[0]
    }
    commands_with_help = [
        [module, *("1" if word in {"N", "..."} else word for word in arguments), "--help"]
        for module, *arguments in sorted(named)
        if "argparse" in (source_of(module) or "")
    ]

    done = subprocess.run(
        [sys.executable, "-c", RUN_EACH, json.dumps(commands_with_help)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert commands_with_help
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("usage: ") == len(commands_with_help)


def source_of(module: str) -> str | None:
    """Return the source of what `python -m` starts, None for other packages; fails if it does not exist."""
    if not (PROJECT / module.partition(".")[0]).is_dir():
        assert importlib.util.find_spec(module), module
        return None
    path = PROJECT.joinpath(*module.split("."))
    main = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
    assert main.exists(), module
    return main.read_text(encoding="utf-8")


@every_page
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    """A setting of the functions, of the build of the pages, or of a command."""
    fields = {*Settings.model_fields, *SiteSettings.model_fields}
    known = (
        {field.upper() for field in fields} | set(re.findall(r"^([A-Z_]+) [?:]?=", _MAKEFILE, re.MULTILINE)) | _OTHERS
    )
    code = "".join(path.read_text(encoding="utf-8") for path in PROJECT.glob("shared/http_api/**/*.py"))
    named = {word.partition("=")[0] for word in words(page) if _SETTING.match(word.partition("=")[0])}

    assert [name for name in named if name not in known and f"\n{name} = " not in code] == []


def test_every_folder_is_in_the_architecture_document() -> None:
    """Each folder at the root, each package of `shared/`."""
    documented = set(words(PROJECT / "docs/architecture.md"))
    folders = {path for path in tree() if "/" not in path and (PROJECT / path).is_dir() and not path.startswith(".")}
    packages = {path.removesuffix("/__init__.py") for path in tree() if re.match(r"shared/.+/__init__\.py$", path)}

    assert sorted(folder for folder in folders | packages if f"{folder}/" not in documented) == []


def test_every_command_is_explained() -> None:
    """In the Makefile, and in CONTRIBUTING."""
    documented = {command[1] for command in commands(PROJECT / "CONTRIBUTING.md") if command[0] == "make"}

    assert {name for name, rest in _TARGETS.items() if "##" in rest} - documented == set()


def test_every_decision_is_in_the_list() -> None:
    """Under its number and its title."""
    listed = (PROJECT / "docs/decisions/README.md").read_text(encoding="utf-8")
    titles = {page.name: page.read_text(encoding="utf-8").partition("\n")[0].partition(". ")[2] for page in DECISIONS}

    assert [name for name, title in titles.items() if f"| [{int(name[:4])}]({name}) | {title} |" not in listed] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    """So the next number is free."""
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
