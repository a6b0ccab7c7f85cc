"""Where a list goes on, given out and taken back."""

import base64
import json

import pytest

from shared.domain.errors import InvalidRequest
from shared.domain.staff.cursors import Cursor, cursor_of


@pytest.mark.parametrize("cursor", [Cursor(), Cursor(after="?a=b%20c&filter[x]=1"), Cursor(part=1)])
def test_a_cursor_comes_back_as_it_was(cursor: Cursor) -> None:
    """Through a text that can stand in an address."""
    text = cursor.text()

    assert cursor == cursor_of(text, parts=2)
    assert text.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"{",
        b"[" * 2900,
        b'{"part":1}',
        b'{"part":"0"}',
        b'{"part":0.0}',
        b'{"after":"x"}',
        b'{"after":"?a b"}',
        b'{"after":"?a#b"}',
        b'{"after":"?a\\nb"}',
        '{"after":"?é"}'.encode(),
        b'{"host":"other.test"}',
        b"\xff\xfe",
    ],
)
def test_what_was_never_given_out_is_refused(inside: bytes) -> None:
    """Naming the field, and nothing of what was sent."""
    text = base64.urlsafe_b64encode(inside).decode().rstrip("=")

    with pytest.raises(InvalidRequest) as refusal:
        cursor_of(text)

    assert refusal.value.field == "cursor"
    assert "other.test" not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "!", "a" * 4001, "e30\n", "e3 0", "e30=", "\u0430"])
def test_what_is_no_cursor_at_all_is_refused(text: str) -> None:
    """Too long, or not in our letters."""
    with pytest.raises(InvalidRequest):
        cursor_of(text)


def test_the_first_page_needs_no_bookmark() -> None:
    """Of a later part of a list that has several."""
    text = base64.urlsafe_b64encode(json.dumps({"part": 1}).encode()).decode().rstrip("=")

    assert cursor_of(text, parts=2) == Cursor(part=1)
