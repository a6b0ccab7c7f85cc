"""Third-party code: installed only with verified hashes, and with allowed licenses."""

import json
import re
from importlib.metadata import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tests.support.project import PROJECT

LOCKS = sorted((PROJECT / "locks").glob("*.txt"))
INSTALLERS = [
    PROJECT / "Makefile",
    PROJECT / ".ci/run",
    PROJECT / "netlify.toml",
    *sorted((PROJECT / "tools").rglob("*.py")),
]

ALLOWED = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0"}
"""Licenses that request their notice to be kept, and for nothing about our own code."""

EXCEPTIONS = {
    "certifi": "MPL-2.0",  # weak copyleft by file: the list of root certificates is passed on as it came
}

CLASSIFIED = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What a package says that has no SPDX expression yet, in SPDX's words."""


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_is_one_version_with_its_hashes(lock: Path) -> None:
    """From the index only: no URL, no folder, no editable install."""
    entries = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n", "", lock.read_text(), flags=re.MULTILINE).strip())

    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[\w,]+\])?==\S+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_every_package_of_npms_lock_has_its_hash() -> None:
    """`npm ci` verifies it."""
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]

    assert [name for name, one in packages.items() if name and not one.get("integrity", "").startswith("sha512-")] == []


def test_nothing_is_installed_without_its_hash() -> None:
    """In every command and tool that installs: pip and uv require hashes, npm uses its lock, no script is fetched."""
    lines = {f"{path.name}: {line.strip()}" for path in INSTALLERS for line in _commands(path)}
    pips = {line for line in lines if re.search(r"\bpip\b\W+install\b", line)}
    npms = {line for line in lines if re.search(r"\bnpm\b\W+(install|i|add|exec)\b|\bnpx\b|\b(pipx|uvx)\b", line)}

    assert len(pips) >= 4
    assert {line for line in pips if "--require-hashes" not in line} == set()
    assert {line for line in npms if not re.search(r"--package-lock-only|npx --no-install", line)} == set()
    assert {line for line in lines if re.search(r"\b(curl|wget)\b", line)} == set()


def _commands(path: Path) -> list[str]:
    """Return the commands of a file: its lines, continued ones joined; of a Python module, its functions."""
    text = path.read_text()
    return re.split(r"\n +def |\ndef ", text) if path.suffix == ".py" else text.replace("\\\n", " ").splitlines()


def test_every_package_of_the_functions_has_a_licence_that_is_allowed() -> None:
    """By the metadata of the packages; a new license needs a decision."""
    names = {Requirement(line.partition(" ")[0]).name for line in _pins(PROJECT / "locks/functions.txt")}

    found = {name: _licenses(name) for name in names}

    assert {name: says for name, says in found.items() if name not in EXCEPTIONS and not says & ALLOWED} == {}
    assert {name: found[name] for name in EXCEPTIONS} == {name: {terms} for name, terms in EXCEPTIONS.items()}


def test_every_package_in_the_pages_has_a_licence_that_is_allowed() -> None:
    """Read the notices; `tests/integration/tools/test_vendor.py` checks that they name every bundled package."""
    notices = "\n".join(path.read_text() for path in (PROJECT / "public/js/vendor").glob("*.licenses.txt"))
    names = re.findall(r"^(\S+) \(https://", notices, re.MULTILINE)

    found = {name: _licenses_of_package(name) for name in names}

    assert "svelte" in names
    assert {name: licenses for name, licenses in found.items() if not licenses & ALLOWED} == {}


def test_updates_are_proposed_for_all_that_is_installed() -> None:
    """A package that is not updated has known vulnerabilities sooner or later."""
    updates = yaml.safe_load((PROJECT / ".github/dependabot.yml").read_text())["updates"]

    assert {(one["package-ecosystem"], one["directory"]) for one in updates} == {
        ("pip", "/"),
        ("npm", "/"),
        ("npm", "/bench"),
        ("github-actions", "/"),
    }


def _pins(lock: Path) -> list[str]:
    return re.findall(r"^[a-z0-9].*", lock.read_text(), re.MULTILINE)


def _licenses_of_package(name: str) -> set[str]:
    """Return every license that a package of the pages may be used under: `(MIT OR Apache-2.0)` is two."""
    said: str = json.loads((PROJECT / "node_modules" / name / "package.json").read_text())["license"]
    return set(said.strip("()").split(" OR "))


def _licenses(name: str) -> set[str]:
    """Return every license that a package may be used under, in SPDX's words."""
    said = metadata(name)
    if expression := said.get_all("License-Expression"):
        return set(expression[0].split(" OR "))
    classified = {line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or () if line.startswith("License")}
    return {CLASSIFIED[one] for one in classified if one in CLASSIFIED} or set(said.get_all("License") or ())
