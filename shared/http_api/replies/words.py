"""Words from outside, before they leave: nothing in them may turn the words around them."""

import re

# What overrides, embeds or isolates directions up to an end that need not come (Unicode UAX 9, 2.1 to 2.5): in a site's
# name it would turn the sentence about the site. Marks (LRM, RLM, ALM), which right-to-left names need, stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def unturned(text: str) -> str:
    """Return the text without characters that turn what follows them."""
    return text if text.isascii() else _TURNING.sub("", text)
