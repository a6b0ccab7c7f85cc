"""Check whether a secret is guessable: length, patterns, placeholders.

Secrets from `tools.secrets` always pass. A made-up sentence passes as well: this guards against placeholders and does
not measure strength.
"""

import re
from itertools import pairwise

MIN_SECRET_LENGTH = 32
_FEWEST_CHARACTERS = 8
_FEWEST_PAIRS = 20
"""Distinct pairs of neighboring characters: 32 random digits have 27, a repeated word of eight letters has 8."""
_FEWEST_OWN = 12
"""Letters and digits besides the words of examples."""

_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    *("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_STEPS = {one + other for row in _ROWS for direction in (row, row[::-1]) for one, other in pairwise(direction)}
_EXAMPLE_WORDS = re.compile(
    "admin|bearer|booking|change|characters?|default|dummy|example|fixme|generated?|here|insert|keys?|link|long|me|"
    "passwords?|placeholder|please|proxy|random|replace|sample|secrets?|signing|strings?|this|todo|tokens?|values?|"
    "with|xxx+|your"
)


def weakness(secret: str) -> str | None:
    """Return what is wrong with a secret, None if nothing; never contains the secret."""
    if len(secret) < MIN_SECRET_LENGTH:
        return f"shorter than {MIN_SECRET_LENGTH} characters"
    plain = secret.casefold()
    pairs = [one + other for one, other in pairwise(plain)]
    if len(set(plain)) < _FEWEST_CHARACTERS or len(set(pairs)) < _FEWEST_PAIRS:
        return "a few characters repeated"
    if sum(pair in _STEPS for pair in pairs) * 2 > len(pairs):
        return "characters in the order of the alphabet or of a keyboard"
    if sum(map(str.isalnum, _EXAMPLE_WORDS.sub("", plain))) < _FEWEST_OWN:
        return "the words of an example"
    return None
