"""Sanitize text from outside: control characters and directions that would change the text around it."""

import re

# What overrides, embeds or isolates directions up to an end that need not come (Unicode UAX 9, 2.1 to 2.5): in a site's
# name it would turn the sentence about the site. Marks (LRM, RLM, ALM), which right-to-left names need, stay.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")

# Everything that some parser takes for the end of a line, `str.splitlines` among them.
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters but tab and line feed, and halves of surrogate pairs, which no encoding has.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t]*[\t\n][ \t\n]*")


def strip_bidi_controls(text: str) -> str:
    """Return the text without characters that turn what follows them."""
    return text if text.isascii() else _BIDI_CONTROLS.sub("", text)


def printable(text: str) -> str:
    """Return the text for a format that is made of lines: no control characters, and every line break a line feed."""
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", strip_bidi_controls(text)))


def one_line(text: str) -> str:
    """Return the text for a place that has one line, such as a title, a cell or a header: blanks for line breaks."""
    return _BLANKS.sub(" ", printable(text)).strip()
