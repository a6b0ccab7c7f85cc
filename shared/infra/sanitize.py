"""Sanitize external text: control characters and bidirectional controls."""

import re

# Bidirectional overrides, embeddings and isolates (Unicode UAX 9, 2.1 to 2.5), which may be left open: in a site's name
# they would reorder the text around it. Marks (LRM, RLM, ALM), which right-to-left names need, are allowed.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")

# Every character that some parser treats as a line break, `str.splitlines` among them.
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters except tab and line feed, and lone surrogates, which cannot be encoded.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t]*[\t\n][ \t\n]*")


def strip_bidi_controls(text: str) -> str:
    """Return the text without characters that reorder the following text."""
    return text if text.isascii() else _BIDI_CONTROLS.sub("", text)


def printable(text: str) -> str:
    """Return the text for a line-based format: no control characters, every line break a line feed."""
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", strip_bidi_controls(text)))


def one_line(text: str) -> str:
    """Return the text for one line, such as a title, a cell or a header: spaces for line breaks."""
    return _BLANKS.sub(" ", printable(text)).strip()
