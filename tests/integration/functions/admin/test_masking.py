"""Masked emails in lists."""

import pytest

from shared.http_api.responses.admin.users import mask_email


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("driver@example.com", "d•••@example.com"),
        ("d@example.com", "d•••@example.com"),
        (" driver@example.com ", "d•••@example.com"),
        ('"a@b"@example.com', '"•••@example.com'),
        ("@example.com", "•••@example.com"),
        ("no email at all", "•••"),
        ("", None),
    ],
)
def test_an_email_is_masked(email: str, shown: str | None) -> None:
    """The first letter and the domain remain; the length of the mask is constant."""
    assert mask_email(email) == shown
