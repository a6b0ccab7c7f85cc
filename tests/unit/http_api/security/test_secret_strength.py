"""Weak secrets are rejected."""

import random
import string

import pytest

from shared.http_api.security.secret_strength import weakness

PATTERNS = {
    "one character": "a" * 64,
    "two characters": "ab" * 32,
    "a word again and again": "Sunshine" * 8,
    "a word again and again, and a digit": "sunshine" * 5 + "1",
    "hexadecimal digits in a circle": "0123456789abcdef" * 4,
    "crosses": "XXXXXXXX-xxxx-xxxx-xxxx-XXXXXXXXXXXX",
    "few characters": "abcdefgabcdgfeabcgfedcbaacegbdfa",
}
MAX_BOOKINGS = {
    "the alphabet": "abcdefghijklmnopqrstuvwxyz0123456789",
    "the alphabet backwards": "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210",
    "a keyboard": "qwertyuiopasdfghjklzxcvbnm1234567890",
    "a keyboard by columns": "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
}
EXAMPLES = {
    "change me": "change-me-change-this-please-change-me",
    "yours": "<your-admin-token-goes-here-REPLACE-ME>",
    "what documentation says": "a-random-string-of-32-characters",
    "a placeholder": "PLACEHOLDER_SECRET_TOKEN_CHANGE_ME_TODO",
}


@pytest.mark.parametrize("secret", ["", "a", "Vb3-kL9_xQ2m7Tz8Wc4RjY6nHs5PdFg"])
def test_a_short_secret_is_weak(secret: str) -> None:
    """Whatever its characters."""
    assert weakness(secret) == "shorter than 32 characters"


@pytest.mark.parametrize("secret", PATTERNS.values(), ids=PATTERNS)
def test_a_repeated_pattern_is_weak_however_long(secret: str) -> None:
    assert len(secret) >= 32
    assert weakness(secret) == "a few characters repeated"


@pytest.mark.parametrize("secret", MAX_BOOKINGS.values(), ids=MAX_BOOKINGS)
def test_a_well_known_sequence_is_weak(secret: str) -> None:
    """All its characters differ, but each one predicts the next."""
    assert weakness(secret) == "characters in the order of the alphabet or of a keyboard"


@pytest.mark.parametrize("secret", EXAMPLES.values(), ids=EXAMPLES)
def test_a_placeholder_of_an_example_is_weak(secret: str) -> None:
    """It was not replaced."""
    assert weakness(secret) == "the words of an example"


ALPHABETS = {
    "as tools.secrets makes them": (string.ascii_letters + string.digits + "-_", 43),
    "hexadecimal": (string.hexdigits.lower()[:16], 32),
    "base 32": (string.ascii_uppercase + "234567", 52),
    "digits": (string.digits, 40),
}


@pytest.mark.parametrize(("alphabet", "length"), ALPHABETS.values(), ids=ALPHABETS)
def test_a_random_secret_is_strong(alphabet: str, length: int) -> None:
    """No valid token is rejected."""
    chance = random.Random(15)  # noqa: S311 — the same ones each time

    made = ["".join(chance.choices(alphabet, k=length)) for _ in range(2000)]

    assert [secret for secret in made if weakness(secret)] == []


@pytest.mark.parametrize("secret", [*PATTERNS.values(), *MAX_BOOKINGS.values(), *EXAMPLES.values()])
def test_the_reason_does_not_quote_the_secret(secret: str) -> None:
    """The message is logged."""
    assert secret[:6].lower() not in str(weakness(secret))
