"""Encoding and decoding of cursors."""

import base64
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from shared.ampeco_client import BookingFilters, BookingStatus
from shared.domain.admin.cursors import Cursor, parse_cursor, query_digest
from shared.domain.errors import InvalidRequest

QUERY = query_digest("bookings")


@pytest.mark.parametrize(
    "cursor", [Cursor(query=QUERY), Cursor(query=QUERY, after="?a=b%20c&filter[x]=1"), Cursor(query=QUERY, part=1)]
)
def test_a_decoded_cursor_equals_the_encoded_one(cursor: Cursor) -> None:
    """The text is valid in a URL."""
    text = cursor.encode()

    assert cursor == parse_cursor(text, query=QUERY, parts=2)
    assert text.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"{",
        b"[" * 2900,
        b'{"query":"QUERY","part":1}',
        b'{"query":"QUERY","part":"0"}',
        b'{"query":"QUERY","part":0.0}',
        b'{"query":"QUERY","after":"x"}',
        b'{"query":"QUERY","after":"?a b"}',
        b'{"query":"QUERY","after":"?a#b"}',
        b'{"query":"QUERY","after":"?a\\nb"}',
        '{"query":"QUERY","after":"?é"}'.encode(),
        b'{"query":"QUERY","host":"other.test"}',
        b'{"after":"?a=b"}',
        b'{"query":1}',
        b'{"query":"AAAAAAAAAAAAAAAA"}',
        b"\xff\xfe",
    ],
)
def test_a_malformed_cursor_is_refused(inside: bytes) -> None:
    """The error names the field and quotes nothing."""
    text = base64.urlsafe_b64encode(inside.replace(b"QUERY", QUERY.encode())).decode().rstrip("=")

    with pytest.raises(InvalidRequest) as refusal:
        parse_cursor(text, query=QUERY)

    assert refusal.value.field == "cursor"
    assert "other.test" not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "!", "a" * 4001, "e30\n", "e3 0", "e30=", "\u0430"])
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    """Too long, or with other characters."""
    with pytest.raises(InvalidRequest):
        parse_cursor(text, query=QUERY)


def test_a_cursor_may_start_at_the_first_page_of_a_later_list() -> None:
    """If a search has several lists."""
    text = base64.urlsafe_b64encode(json.dumps({"query": QUERY, "part": 1}).encode()).decode().rstrip("=")

    assert parse_cursor(text, query=QUERY, parts=2) == Cursor(query=QUERY, part=1)


def test_a_cursor_is_short() -> None:
    """Unset fields are left out, so there is room for Ampeco's own cursor."""
    longest = Cursor(query=QUERY, after=f"?{'a' * 2960}")

    assert len(Cursor(query=QUERY).encode()) == 38
    assert (len(longest.encode()), parse_cursor(longest.encode(), query=QUERY)) == (4000, longest)


def test_a_cursor_of_other_filters_is_refused() -> None:
    """Otherwise it would show rows that do not match the current filters."""
    text = Cursor(query=query_digest("bookings", BookingFilters(location_id=101)), after="?cursor=x").encode()

    with pytest.raises(InvalidRequest):
        parse_cursor(text, query=query_digest("bookings", BookingFilters(location_id=102)))


@pytest.mark.parametrize(
    "other",
    [
        ("requests", BookingFilters(user_id=7)),
        ("bookings", BookingFilters(location_id=7)),
        ("bookings", BookingFilters(user_id=8)),
        ("bookings", BookingFilters(user_id=7, status=BookingStatus.ACCEPTED)),
        ("bookings", BookingFilters(user_id=7, end_after=datetime(2026, 3, 8, tzinfo=UTC))),
        ("bookings", BookingFilters(user_id=7), date(2026, 3, 8)),
    ],
)
def test_other_filters_have_another_digest(other: tuple[str, object]) -> None:
    """Their names, values and list are part of it."""
    assert query_digest(*other) != query_digest("bookings", BookingFilters(user_id=7))


def test_the_same_instant_has_one_digest() -> None:
    """With any offset."""
    there = timezone(timedelta(hours=-5))

    written = {
        query_digest("bookings", BookingFilters(end_after=instant))
        for instant in (datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=there))
    }

    assert len(written) == 1


def test_a_refusal_says_that_the_cursor_is_of_another_list() -> None:
    """Nothing of the request is quoted."""
    with pytest.raises(InvalidRequest) as refusal:
        parse_cursor("other", query=QUERY)

    assert refusal.value.detail == "This cursor does not belong to this list."
