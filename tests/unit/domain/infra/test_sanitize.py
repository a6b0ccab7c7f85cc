"""Sanitizing of external text for line-based formats; and the texts of calendar entries."""

import csv
import gettext
from io import BytesIO, StringIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shared.ics.texts import words_for
from shared.infra.sanitize import one_line, printable
from tests.support.project import PROJECT

BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
REMOVED = [chr(code) for code in (*range(0x09), *range(0x0E, 0x1C), 0x1F, *range(0x7F, 0x85), *range(0x86, 0xA0))]


@pytest.mark.parametrize("character", BREAKS)
def test_every_line_break_becomes_one(character: str) -> None:
    """Whatever some parser takes for the end of a line, the words on both sides stay apart."""
    text = f"North{character}Gate"

    assert printable(text) == "North\nGate"
    assert one_line(text) == "North Gate"


@pytest.mark.parametrize("character", [*REMOVED, *map(chr, (0xD800, 0xDFFF)), "\u202e", "\u2066"])
def test_what_is_no_text_is_left_out(character: str) -> None:
    """Control characters, halves of surrogate pairs, and what turns the words after it."""
    assert printable(f"North{character}Gate") == one_line(f"North{character}Gate") == "NorthGate"


def test_words_of_every_script_stay() -> None:
    """Accents, marks of right-to-left names, joiners of emoji, wide blanks and tabs."""
    text = "Peñón\u200f \u05e9\u05dc\u05d5\u05dd 👩\u200d🔧 \u00a0\u3000東京\tA"

    assert printable(text) == text


def test_one_line_has_no_blanks_around_it() -> None:
    """And one blank for many breaks."""
    assert one_line(" \tNorth \r\n\r\n\t Gate\n") == "North Gate"


def test_no_words_break_a_line_of_python_or_csv() -> None:
    """What all of Unicode's first plane becomes is one line to both."""
    text = one_line("".join(map(chr, range(0x10000))))

    assert len(text.splitlines()) == 1
    assert len(list(csv.reader(StringIO(text.replace('"', "")), delimiter=";"))) == 1


def test_an_entry_says_what_the_pages_say() -> None:
    """In Spanish as in English, wherever both say the same."""
    catalog = PROJECT / "locales" / "es" / "LC_MESSAGES" / "messages.po"
    compiled = BytesIO()
    with catalog.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    spanish = gettext.GNUTranslations(compiled)

    shared = {
        words: words_for("es")[name] for name, words in words_for("en").items() if spanish.gettext(words) != words
    }

    assert len(shared) >= 6
    assert shared == {words: spanish.gettext(words) for words in shared}


def test_a_language_without_words_of_ours_reads_english() -> None:
    """Also one with a region, and none at all."""
    assert words_for("fr-CA") == words_for("") == words_for("en-GB")
    assert words_for("es-MX") == words_for("es_MX") != words_for("en")
