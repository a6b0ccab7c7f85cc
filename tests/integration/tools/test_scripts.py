"""The scripts of the pages: no markup, no texts, and pure modules that work in any time zone."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.project import PROJECT
from tests.support.soak import in_a_soak

MODULES = sorted((PROJECT / "public" / "js").rglob("*.js"))
MARKUP = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function)\b")


def code_of(module: Path) -> str:
    """Return a module without its comments."""
    source = re.sub(r"/\*\*.*?\*/", "", module.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)


def shown_words(*modules: Path) -> list[str]:
    """Return the texts in these modules that a reader could see, each with its location."""
    command = ["node", str(Path(__file__).with_name("visible_texts.mjs")), *map(str, modules)]
    found: list[str] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def test_no_module_contains_texts_for_readers() -> None:
    """Texts are in the pages, where they are translated."""
    assert shown_words(*(module for module in MODULES if module.parent.name != "vendor")) == []


def test_texts_in_scripts_are_detected(tmp_path: Path) -> None:
    """A sentence anywhere, and any word that is written into an element."""
    module = tmp_path / "module.js"
    module.write_text("""
        el.textContent = "free";
        fill(el, { "no-hint": `${count} ports` });
        const words = ["Monday", "This start is free"];
        say("note-id", isOver ? "over" : "");
        throw new Error("Not for people to read");
        if (key === "Escape") el.querySelector(":scope > [data-when]").className = "is-free";
    """)

    found = [line.partition(": ")[2] for line in shown_words(module)]

    assert found == ["free", " ports", "Monday", "This start is free", "over"]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_data_never_becomes_markup(module: Path) -> None:
    """Data is inserted as text."""
    assert MARKUP.search(code_of(module)) is None


def test_only_one_module_calls_the_api() -> None:
    """So every response is validated in the same way. The script of the head leaves its responses to that module."""
    talking = [
        module.name for module in MODULES if re.search(r"\bfetch\(|\b(XMLHttpRequest|sendBeacon)\b", code_of(module))
    ]

    assert sorted(talking) == ["client.js", "early-reads.js"]


def test_only_one_module_reads_the_time_zone_of_the_browser() -> None:
    """To show the driver's own time next to the site's."""
    zoned = re.compile(r"getTimezoneOffset|\.get(Hours|Minutes|Date|Day|Month|FullYear)\(|\.toLocale\w*String")
    asking = [module.name for module in MODULES if zoned.search(code_of(module))]

    assert asking == ["booking-card.js"]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_every_module_begins_with_its_purpose(module: Path) -> None:
    """The first line is a sentence."""
    assert module.read_text(encoding="utf-8").startswith("// ")


@pytest.mark.parametrize(
    "zone",
    [
        *("America/Los_Angeles", "Asia/Kolkata"),
        *(pytest.param(zone, marks=in_a_soak) for zone in ("UTC", "Pacific/Auckland")),
    ],
)
def test_the_unit_tests_of_scripts_pass_in_any_time_zone(zone: str) -> None:
    """Node's own tests, with another time zone of the machine each time."""
    tests = PROJECT / "tests" / "unit" / "js" / "all.mjs"

    ended = subprocess.run(
        ["node", "--no-warnings", tests], env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout
    assert re.search(r"^# tests [1-9]", ended.stdout, re.MULTILINE)
    assert "# fail 0\n" in ended.stdout
