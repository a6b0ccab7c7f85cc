"""Replaced names do not come back, in code or in documents."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.project import PROJECT

FOLDERS = (
    "functions",
    "shared",
    "local",
    "tools",
    "bench",
    "tests",
    "docs",
    "public/js",
    "public/css",
    "public/templates",
    ".github",
)
SUFFIXES = {".py", ".js", ".css", ".html", ".mjs", ".md", ".toml", ".yaml", ".yml"}
NOT_OURS = {"node_modules", "vendor", "__pycache__", "samples"}

REPLACED = """
    KeptCopies last_resort_seconds Remembered Gathered bring_up_to_date _keep_only side_by_side for_each attempts_under
    the_one_that_counts asks_the_same BookingDesk ChangeDesk StaffDesk booked_under Followed not_in_the_way Holdings
    tells_of Regulars the_driver the_account HouseRules StaffRules LONGEST_QUESTION days_around PortFinder ports_of
    NEVER_KEPT KEPT_A_MINUTE KEPT_FOR_SECONDS NewTimesOfSeen DaysOrWindow WhereWhoWhen unturned WrittenReply _meaning_of
    _refuse_failure bookmark faceOf deviceBookings heardText drawPass drawVerdict moveTo Tongue unforeseen admins_only
    check_proxy catalogue Catalogue staff_desk port_finder leashed readCalendarPicture RequestQueue
"""
"""Identifiers that have a plain name now."""

METAPHORS = "twin twins tongue desk tray gathered story verdict onward trouble"
"""Words that do not help to find a concept."""

EXCEPTIONS: dict[str, tuple[str, ...]] = {
    "twin": ("shared/domain/bookings/idempotency.py", "tests/"),  # a part of external ids at Ampeco: `~twin-12`
    "desk": ("docs/plan-differences.md",),
    "catalogue": ("tests/integration/docs/",),
}
"""Where a word is allowed, by the beginning of the path."""


@cache
def sources() -> dict[str, str]:
    """Return the text of every hand-written file of the project by its path."""
    return {path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in _paths()}


def _paths() -> Iterator[Path]:
    yield from sorted(PROJECT.glob("*.md"))
    for folder in FOLDERS:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in SUFFIXES and not NOT_OURS & set(path.parts) and path != Path(__file__):
                yield path


def found(word: str) -> list[str]:
    """Return where a forbidden word occurs: in the text of a file or in its name."""
    pattern = re.compile(rf"(?<![\w]){re.escape(word)}(?![\w])")
    allowed = EXCEPTIONS.get(word, ())
    places = []
    for name, text in sources().items():
        if name == "CHANGELOG.md" or name.startswith(allowed or "\0"):
            continue
        # Most texts lack the word, and `in` is much faster than a pattern.
        if (word in text and pattern.search(text)) or pattern.search(Path(name).stem.replace("_", " ")):
            places.append(name)
    return places


@pytest.mark.parametrize("word", [*REPLACED.split(), *METAPHORS.split()])
def test_no_replaced_name_is_left(word: str) -> None:
    """In code, comments, documents, and names of files."""
    assert found(word) == []


def test_the_search_finds_a_forbidden_word() -> None:
    assert "README.md" in found("Ampeco")
