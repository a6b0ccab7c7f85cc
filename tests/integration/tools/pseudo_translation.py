"""Pseudo-languages: each message in brackets, so that unmarked text is outside brackets."""

import re
from gettext import NullTranslations
from html.parser import HTMLParser

from tools.build_site.languages import Language

OPEN, CLOSE = "⟦⟧"
SLOT = re.compile(r"\{\w+\}")
WORD = re.compile(r"[^\W\d_]")
READ_ALOUD = {"alt", "aria-description", "aria-label", "data-label", "label", "placeholder", "title"}
"""Attributes that are displayed or read aloud."""
VOID = {"meta", "link", "input", "img", "br", "hr"}


class Bracketed(NullTranslations):
    """Puts each message in brackets."""

    def gettext(self, message: str) -> str:
        """Return the message in brackets."""
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the singular or the plural, in brackets."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Return the message in brackets, with any context."""
        del context
        return self.gettext(message)


BRACKETED = Language("en", Bracketed())
RIGHT_TO_LEFT = Language("ar", Bracketed())
"""Arabic for dates, numbers and direction; its words are the English ones, in brackets."""


class Outside(HTMLParser):
    """Collects the texts of a page that are outside brackets.

    Names of keys are excluded, and elements with their own `lang`.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._depth = 0
        self._within: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check the attributes."""
        given = dict(attrs)
        is_foreign = tag == "kbd" or (tag != "html" and bool(given.get("lang"))) or self._is_foreign()
        values = [value or "" for name, value in attrs if name in READ_ALOUD]
        if given.get("name") == "description":
            values.append(given.get("content") or "")
        if not is_foreign:
            self.words += [value for value in values if self._has_words_outside(value)]
        if tag not in VOID:
            self._within.append((tag, is_foreign))

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, and those within it that have no end tag."""
        while self._within and self._within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Collect text outside brackets, which may enclose other elements."""
        if self._has_words_outside(data, self._depth) and not self._is_foreign():
            self.words.append(data.strip())
        self._depth += data.count(OPEN) - data.count(CLOSE)

    def _is_foreign(self) -> bool:
        return bool(self._within) and self._within[-1][1]

    @staticmethod
    def _has_words_outside(text: str, depth: int = 0) -> bool:
        for part in re.split(f"([{OPEN}{CLOSE}])", SLOT.sub("", text)):
            depth += (part == OPEN) - (part == CLOSE)
            if depth == 0 and WORD.search(part):
                return True
        return False
