"""Error messages: they appear in logs without further context."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from shared.ampeco_client import (
    AmpecoError,
    ApiError,
    BookingFilters,
    CircuitOpen,
    NotFound,
    Page,
    RateLimited,
    Rejected,
    TransportError,
    UnexpectedResponse,
    UserFilters,
)
from shared.ampeco_client._protocol import Call, Response, checked_id, headers, list_query
from shared.ampeco_client._responses import read_one, read_page
from shared.ampeco_client._transport import translate_failure
from shared.ampeco_client.models._wire import rfc3339

READ = Call("read_thing", "GET", "/things/1")


def reply(status: int, said: Any) -> Response:
    return Response(status, {}, json.dumps(said).encode())


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (lambda: NotFound("op", 404), "op: 404"),
        (lambda: NotFound("op", 404, "No."), "op: 404 No."),
        (lambda: Rejected("op", 422, errors={}), "op: 422"),
        (lambda: Rejected("op", 422, "No.", errors={}), "op: 422 No."),
        (lambda: RateLimited("op", 429), "op: 429"),
        (lambda: RateLimited("op", 429, "Slow down."), "op: 429 Slow down."),
        (lambda: CircuitOpen("op", retry_after=1.25), "op: not sent for another 1.2 s"),
        (
            lambda: translate_failure(httpx.ReadError("https://ampeco.test/?filter[email]=a@b.c"), READ),
            "read_thing: ReadError",
        ),
        (lambda: translate_failure(httpx.DecodingError("a@b.c"), READ), "read_thing: DecodingError"),
    ],
)
def test_an_error_names_the_operation_and_the_response(made: Callable[[], AmpecoError], text: str) -> None:
    """The message is also available as an attribute."""
    error = made()

    assert str(error) == text
    if isinstance(error, ApiError):
        assert f"op: {error.status} {error.message}".rstrip() == text


def test_a_transport_error_is_no_lost_connection_by_default() -> None:
    """Only a lost connection is retried without a wait."""
    assert not TransportError("op", sent=True).connection_lost


@pytest.mark.parametrize(
    ("read", "said", "text"),
    [
        (read_one, {"data": [1]}, "read_thing: 200, but no record in it"),
        (read_page, {"data": {}}, "read_thing: 200, but no list of records in it"),
        (read_page, {"data": [], "links": 5}, "read_thing: 200, but links.next is no link"),
    ],
)
def test_an_invalid_response_is_described_by_what_is_missing(
    read: Callable[..., Page[Any] | dict[str, Any]], said: dict[str, Any], text: str
) -> None:
    """With its status, which was that of a success."""
    with pytest.raises(UnexpectedResponse) as caught:
        read(READ, reply(200, said), dict)

    assert str(caught.value) == text


def test_a_redirect_is_an_unexpected_response_whatever_its_body() -> None:
    """Even if the body is a valid record."""
    with pytest.raises(UnexpectedResponse) as caught:
        read_one(READ, reply(302, {"data": {"id": 1}}), dict)

    assert (str(caught.value), caught.value.status, caught.value.outcome_unknown) == ("read_thing: 302", 302, False)


@pytest.mark.parametrize(
    ("status", "text"),
    [(status, f"read_thing: {status} No.") for status in (400, 401, 403, 404, 422, 429, 500, 503)]
    + [(418, "read_thing: 418"), (302, "read_thing: 302")],
)
def test_a_4xx_error_names_operation_and_status(status: int, text: str) -> None:
    """With Ampeco's message if the document defines the status."""
    with pytest.raises(AmpecoError) as caught:
        read_one(READ, reply(status, {"message": "No."}), dict)

    assert str(caught.value) == text


def test_invalid_arguments_raise_before_anything_is_sent() -> None:
    naive = datetime(2026, 11, 23, 12)  # noqa: DTZ001 - what is to be refused

    with pytest.raises(ValueError, match=r"^an empty filter would let everything through$"):
        list_query(UserFilters(email=""), (), 100)
    with pytest.raises(ValueError, match=r"^an identifier is an integer above 0$"):
        checked_id(0)
    with pytest.raises(ValueError, match=r"^the token must be visible ASCII characters without spaces or line breaks$"):
        headers("", with_body=False)
    with pytest.raises(ValueError, match=r"^a moment needs its UTC offset$"):
        list_query(BookingFilters(start_after=naive), (), 100)


@pytest.fixture
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set another time zone for this process."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/Detroit")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_elsewhere")
def test_times_in_messages_are_in_utc_in_any_machine_time_zone() -> None:
    assert rfc3339(datetime(2026, 11, 23, 12, tzinfo=UTC)) == "2026-11-23T12:00:00Z"
