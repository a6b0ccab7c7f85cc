"""Sanitizing of external text for line-based formats, and the texts of calendar entries."""

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
def test_every_kind_of_line_break_is_normalized(character: str) -> None:
    """Whatever a parser treats as the end of a line; the words on both sides stay separated."""
    text = f"North{character}Gate"

    assert printable(text) == "North\nGate"
    assert one_line(text) == "North Gate"


@pytest.mark.parametrize("character", [*REMOVED, *map(chr, (0xD800, 0xDFFF)), "\u202e", "\u2066"])
def test_control_characters_are_removed(character: str) -> None:
    """Lone surrogates and bidirectional controls as well."""
    assert printable(f"North{character}Gate") == one_line(f"North{character}Gate") == "NorthGate"


def test_text_of_every_script_is_preserved() -> None:
    """Accents, right-to-left marks, joiners of emoji, wide spaces and tabs."""
    text = "Peñón\u200f \u05e9\u05dc\u05d5\u05dd 👩\u200d🔧 \u00a0\u3000東京\tA"

    assert printable(text) == text


def test_one_line_is_trimmed_and_has_single_spaces() -> None:
    """Several line breaks become one space."""
    assert one_line(" \tNorth \r\n\r\n\t Gate\n") == "North Gate"


def test_no_character_breaks_a_line_for_python_or_csv() -> None:
    """Tested for each character of Unicode's first plane."""
    text = one_line("".join(map(chr, range(0x10000))))

    assert len(text.splitlines()) == 1
    assert len(list(csv.reader(StringIO(text.replace('"', "")), delimiter=";"))) == 1


def test_a_calendar_entry_uses_the_texts_of_the_pages() -> None:
    """In Spanish as in English, where both have the same text."""
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


def test_an_unsupported_language_gets_english() -> None:
    """Also with a region, and without any language."""
    assert words_for("fr-CA") == words_for("") == words_for("en-GB")
    assert words_for("es-MX") == words_for("es_MX") != words_for("en")
