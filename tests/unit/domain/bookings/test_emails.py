"""Equality of emails."""

import pytest

from shared.domain.bookings.emails import comparable_email, email_variants

UNICODE, ASCII = "info@exämple.com", "info@xn--exmple-cua.com"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (UNICODE, ASCII),
        (UNICODE, "INFO@EXÄMPLE.COM"),
        (ASCII, "info@XN--EXMPLE-CUA.com"),
        (UNICODE, "info@exa\u0308mple.com"),
        ("rené@example.com", "RENE\u0301@example.com"),
        (" Driver@Example.com", "driver@example.com"),
        ("a@\u3042\uff0ecom", "a@xn--l8j.com"),
        ("no at", "NO AT"),
    ],
)
def test_an_email_is_the_same_in_every_spelling(one: str, other: str) -> None:
    """The domain in Unicode or Punycode, letters composed or not, in either case."""
    assert comparable_email(one) == comparable_email(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (UNICODE, "info@example.com"),
        ("a@xn--a.com", "a@a.com"),
        ("a@\u2028.com", "a@.com"),
        ("driver@a.com", "dr\N{LATIN SMALL LETTER DOTLESS I}ver@a.com"),
    ],
)
def test_similar_emails_are_different(one: str, other: str) -> None:
    """Also if the domain is invalid."""
    assert comparable_email(one) != comparable_email(other)


@pytest.mark.parametrize(
    ("email", "requested"),
    [
        ("  Driver@example.com ", ("Driver@example.com",)),
        (UNICODE, (ASCII, UNICODE)),
        (ASCII, (ASCII, UNICODE)),
        ("a@xn--a.com", ("a@xn--a.com",)),
    ],
)
def test_both_spellings_of_a_domain_are_looked_up(email: str, requested: tuple[str, ...]) -> None:
    """Only one if there is no other."""
    assert email_variants(email) == requested
