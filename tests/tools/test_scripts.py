"""The scripts of the pages: behaviour alone, each module short, and the pure ones right under any time zone."""

import os
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
MODULES = sorted((PROJECT / "public" / "js").rglob("*.js"))
LITERAL = re.compile(r'"([^"\n]*)"|`([^`]*)`|\'([^\'\n]*)\'')
SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}\b(?![-:=\]])")
MARKUP = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function)\b")


def code_of(module: Path) -> str:
    """Return a module without its comments."""
    source = re.sub(r"/\*\*.*?\*/", "", module.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)


def literals_of(module: Path) -> list[str]:
    """Return the text of every string in a module."""
    return ["".join(groups) for groups in LITERAL.findall(code_of(module))]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_module_says_nothing_to_the_reader_itself(module: Path) -> None:
    """Words stand in the pages, where the build can translate them."""
    assert [literal for literal in literals_of(module) if SENTENCE.search(literal)] == []


def test_a_sentence_would_be_found() -> None:
    """The search above can fail."""
    assert SENTENCE.search("This start is free")
    assert SENTENCE.search("Sorry, try again")
    assert not SENTENCE.search(":scope > [data-when]")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_data_never_becomes_markup(module: Path) -> None:
    """Text goes in as text."""
    assert MARKUP.search(code_of(module)) is None


def test_only_one_module_talks_to_the_server() -> None:
    """So every answer is checked in the same way."""
    talking = [
        module.name for module in MODULES if re.search(r"\b(fetch|XMLHttpRequest|sendBeacon)\b", code_of(module))
    ]

    assert talking == ["api.js"]


def test_only_one_module_asks_for_the_zone_of_the_browser() -> None:
    """And only to say the driver's own time beside the site's."""
    zoned = re.compile(r"getTimezoneOffset|\.get(Hours|Minutes|Date|Day|Month|FullYear)\(|\.toLocale\w*String")
    asking = [module.name for module in MODULES if zoned.search(code_of(module))]

    assert asking == ["pass.js"]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_module_is_short_and_says_first_what_it_is_for(module: Path) -> None:
    """At most 250 lines, opened by a sentence."""
    lines = module.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 250
    assert lines[0].startswith("// ")


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland"])
def test_the_pure_modules_hold_under_any_time_zone(zone: str) -> None:
    """Node's own test runner, with the machine set to another zone each time."""
    tests = sorted((PROJECT / "tests" / "js").glob("*.test.mjs"))

    ended = subprocess.run(
        ["node", "--test", *tests], env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout
    assert "fail 0" in ended.stdout
