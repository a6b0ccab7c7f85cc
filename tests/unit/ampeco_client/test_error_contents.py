"""Error messages: the only information in a log."""

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
from shared.ampeco_client._answers import read_one, read_page
from shared.ampeco_client._protocol import Call, Reply, checked_id, headers, list_query
from shared.ampeco_client._transport import translate_failure
from shared.ampeco_client.models._wire import rfc3339

READ = Call("read_thing", "GET", "/things/1")


def reply(status: int, said: Any) -> Reply:
    return Reply(status, {}, json.dumps(said).encode())


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
def test_an_error_says_what_was_asked_and_what_was_answered(made: Callable[[], AmpecoError], text: str) -> None:
    """In a log, that is all there is; the message is also there by itself."""
    error = made()

    assert str(error) == text
    if isinstance(error, ApiError):
        assert f"op: {error.status} {error.message}".rstrip() == text


def test_a_lost_connection_has_to_be_said() -> None:
    """Unless it is, the next attempt waits."""
    assert not TransportError("op", sent=True).connection_lost


@pytest.mark.parametrize(
    ("read", "said", "text"),
    [
        (read_one, {"data": [1]}, "read_thing: 200, but no record in it"),
        (read_page, {"data": {}}, "read_thing: 200, but no list of records in it"),
        (read_page, {"data": [], "links": 5}, "read_thing: 200, but links.next is no link"),
    ],
)
def test_an_answer_that_breaks_the_promise_is_told_by_what_is_missing(
    read: Callable[..., Page[Any] | dict[str, Any]], said: dict[str, Any], text: str
) -> None:
    """With its status, which was that of a success."""
    with pytest.raises(UnexpectedResponse) as caught:
        read(READ, reply(200, said), dict)

    assert str(caught.value) == text


def test_a_redirect_is_no_answer_whatever_it_holds() -> None:
    """Not even a record."""
    with pytest.raises(UnexpectedResponse) as caught:
        read_one(READ, reply(302, {"data": {"id": 1}}), dict)

    assert (str(caught.value), caught.value.status, caught.value.outcome_unknown) == ("read_thing: 302", 302, False)


@pytest.mark.parametrize(
    ("status", "text"),
    [(status, f"read_thing: {status} No.") for status in (400, 401, 403, 404, 422, 429, 500, 503)]
    + [(418, "read_thing: 418"), (302, "read_thing: 302")],
)
def test_a_refusal_is_told_by_operation_and_status(status: int, text: str) -> None:
    """With Ampeco's words where the document knows the status."""
    with pytest.raises(AmpecoError) as caught:
        read_one(READ, reply(status, {"message": "No."}), dict)

    assert str(caught.value) == text


def test_what_cannot_be_asked_is_told_to_the_caller() -> None:
    """Before anything is sent."""
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
    """Put this machine into another time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/Detroit")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_elsewhere")
def test_a_moment_is_told_in_utc_wherever_the_machine_stands() -> None:
    """The machine's time zone does not matter."""
    assert rfc3339(datetime(2026, 11, 23, 12, tzinfo=UTC)) == "2026-11-23T12:00:00Z"
