"""Translates English test texts into the page's language, so that one test runs in all of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from babel.dates import format_date, format_time
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from tests.browser.wall_time import clock_text, day_text
from tools.build_site.languages import FIRST, Language, catalog

_HOLE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Translator:
    """The messages of one language, as patterns that ignore case and the kind of a space."""

    language: Language

    def say(self, words: str) -> re.Pattern[str]:
        """Return a pattern of the translation of an English text."""
        return re.compile(self.source(words), re.IGNORECASE)

    def exactly(self, words: str) -> re.Pattern[str]:
        """Return the same, as the whole text."""
        return re.compile(f"^{self.source(words)}$", re.IGNORECASE)

    def beginning(self, words: str) -> re.Pattern[str]:
        """Return the same, at the start of a text."""
        return re.compile(f"^{self.source(words)}", re.IGNORECASE)

    def source(self, words: str, **holes: str) -> str:
        """Return the same as a part of a larger pattern; the holes of a message match these patterns, or anything.

        A part of a message stands for the whole of it, and for any message that has that part.
        Raises LookupError for a text that no page has; the operator's data is not translated.
        """
        if self.language.code == FIRST:
            return _pattern(words, holes)
        said = {
            _pattern(text, holes) for message in _messages(self.language.code, words) for text in _translated(message)
        }
        return f"(?:{'|'.join(sorted(said))})"

    def day(self, day: date) -> str:
        """Return a pattern of a day with its weekday."""
        if self.language.code == FIRST:
            return _pattern(day_text(day))
        return _pattern(format_date(day, "EEEE, d 'de' MMMM", locale=self._locale))

    def clock(self, wall: datetime) -> str:
        """Return a pattern of a time of day."""
        if self.language.code == FIRST:
            return _pattern(clock_text(wall))
        return _pattern(format_time(wall.timetz().replace(tzinfo=None), "h:mm a", locale=self._locale))

    def at(self, address: str) -> str:
        """Return the address in this language for an English address."""
        return self.language.root + address.removeprefix("/")

    @property
    def _locale(self) -> str:
        return self.language.tag.replace("-", "_")


ENGLISH = Translator(Language(FIRST))


@cache
def _catalog(code: str) -> Catalog:
    with catalog(code).open("rb") as file:
        return read_po(file)


def _messages(code: str, words: str) -> list[Message]:
    whole = _catalog(code).get(words)
    found = [whole] if whole else [one for one in _catalog(code) if any(words in text for text in _texts(one.id))]
    if not found:
        raise LookupError(words)
    return found


def _translated(message: Message) -> list[str]:
    return [_TAG.sub("", text).replace("&nbsp;", " ") for text in _texts(message.string)]


def _texts(words: str | Sequence[str] | None) -> Sequence[str]:
    return [words] if isinstance(words, str) else words or []


def _pattern(words: str, holes: Mapping[str, str] | None = None) -> str:
    texts, names = _HOLE.split(words)[::3], [hole[1] or hole[2] for hole in _HOLE.finditer(words)]
    spaced = [r"\s+".join(map(re.escape, re.split(r"\s+", text))) for text in texts]
    filled = [(holes or {}).get(name, ".*") for name in names]
    return "".join(part for pair in zip(spaced, [*filled, ""], strict=True) for part in pair)
