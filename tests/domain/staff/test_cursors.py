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


def test_a_cursor_is_as_short_as_it_can_be() -> None:
    """The start of a list is an empty object; what Ampeco's bookmark leaves room for is taken."""
    longest = Cursor(after=f"?{'a' * 2987}")

    assert Cursor().text() == "e30"
    assert (len(longest.text()), cursor_of(longest.text())) == (4000, longest)


def test_a_refusal_says_that_the_cursor_is_of_another_list() -> None:
    """Nothing that was sent is quoted."""
    with pytest.raises(InvalidRequest) as refusal:
        cursor_of("other")

    assert refusal.value.detail == "This cursor does not belong to this list."
