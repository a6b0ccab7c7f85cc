"""All exceptions of httpx, and their mapping."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import httpx
import pytest
import respx

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    CreateBooking,
    Timeout,
    TransportError,
    UnexpectedResponse,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOOKING = CreateBooking(user_id=41, location_id=101, start_at=NOON, end_at=NOON)


class Becomes(NamedTuple):
    """The error for an httpx exception, and the number of attempts of a read and of a write."""

    kind: type[AmpecoError]
    reads: int
    writes: int

    @property
    def unknown_after_a_write(self) -> bool:
        """Return whether the write may have been carried out; never if it is retried."""
        return self.writes == 1


LOST = Becomes(TransportError, reads=6, writes=1)
LATE = Becomes(Timeout, reads=3, writes=1)
"""The third timeout in a row opens the circuit breaker."""
NEVER_SENT = Becomes(TransportError, reads=6, writes=6)
UNREADABLE = Becomes(UnexpectedResponse, reads=6, writes=1)

MAPPING: dict[type[Exception], Becomes] = {
    httpx.CloseError: LOST,
    httpx.ConnectError: NEVER_SENT,
    httpx.ConnectTimeout: Becomes(Timeout, reads=3, writes=3),
    httpx.CookieConflict: LOST,
    httpx.DecodingError: UNREADABLE,
    httpx.HTTPError: LOST,
    httpx.HTTPStatusError: UNREADABLE,
    httpx.InvalidURL: NEVER_SENT,
    httpx.LocalProtocolError: LOST,
    httpx.NetworkError: LOST,
    httpx.PoolTimeout: Becomes(Timeout, reads=3, writes=3),
    httpx.ProtocolError: LOST,
    httpx.ProxyError: NEVER_SENT,
    httpx.ReadError: LOST,
    httpx.ReadTimeout: LATE,
    httpx.RemoteProtocolError: LOST,
    httpx.RequestError: LOST,
    httpx.RequestNotRead: LOST,
    httpx.ResponseNotRead: LOST,
    httpx.StreamClosed: LOST,
    httpx.StreamConsumed: LOST,
    httpx.StreamError: LOST,
    httpx.TimeoutException: LATE,
    httpx.TooManyRedirects: UNREADABLE,
    httpx.TransportError: LOST,
    httpx.UnsupportedProtocol: NEVER_SENT,
    httpx.WriteError: LOST,
    httpx.WriteTimeout: LATE,
    # Not httpx's own: what the operating system, and the limit around an attempt, raise past it.
    OSError: LOST,
    TimeoutError: LATE,
}


def all_of_httpx() -> Iterator[type[Exception]]:
    """Yield every exception class that httpx has."""
    for name in httpx.__all__:
        member = getattr(httpx, name)
        if isinstance(member, type) and issubclass(member, Exception):
            yield member


def instance(kind: type[Exception]) -> Exception:
    """Return an exception of this class, with a text that must not appear in our error."""
    if kind is httpx.HTTPStatusError:
        request = httpx.Request("GET", "https://ampeco.test")
        return httpx.HTTPStatusError("the-text", request=request, response=httpx.Response(500, request=request))
    takes_no_text = (httpx.StreamConsumed, httpx.StreamClosed, httpx.ResponseNotRead, httpx.RequestNotRead)
    return kind() if issubclass(kind, takes_no_text) else kind("the-text")


def test_the_table_has_every_exception_of_httpx() -> None:
    """A new exception in a new version of httpx fails here until it is mapped."""
    assert set(all_of_httpx()) == set(MAPPING) - {OSError, TimeoutError}


@pytest.mark.parametrize(("kind", "becomes"), MAPPING.items(), ids=lambda value: getattr(value, "__name__", ""))
async def test_a_failed_read_raises_an_error_of_the_client(
    kind: type[Exception], becomes: Becomes, client: AmpecoClient, ampeco: respx.MockRouter
) -> None:
    """No exception of httpx escapes, reads are retried, and the cause is preserved for debugging."""
    route = ampeco.get("/resources/users/v1.0/41").mock(side_effect=instance(kind))

    with pytest.raises(AmpecoError) as caught:
        await client.read_user(41)

    assert (becomes.kind, becomes.reads) == (type(caught.value), route.call_count)
    assert not caught.value.outcome_unknown
    assert isinstance(caught.value.__cause__, kind)
    assert "the-text" not in str(caught.value)


@pytest.mark.parametrize(("kind", "becomes"), MAPPING.items(), ids=lambda value: getattr(value, "__name__", ""))
async def test_a_failed_write_is_retried_only_if_it_was_never_sent(
    kind: type[Exception], becomes: Becomes, client: AmpecoClient, ampeco: respx.MockRouter
) -> None:
    """A booking is never submitted twice, and the error says whether it may have been submitted once."""
    route = ampeco.post("/resources/booking-requests/v1.0").mock(side_effect=instance(kind))

    with pytest.raises(AmpecoError) as caught:
        await client.submit_booking_request(BOOKING)

    assert (becomes.kind, becomes.writes) == (type(caught.value), route.call_count)
    assert becomes.unknown_after_a_write == caught.value.outcome_unknown


async def test_the_availability_check_is_retried_like_a_read(
    client: AmpecoClient, ampeco: respx.MockRouter, sample: Callable[[str], Any]
) -> None:
    """It is a POST that changes nothing."""
    route = ampeco.post("/actions/locations/v2.0/101/check-booking-availability")
    route.side_effect = [httpx.ReadTimeout("late"), httpx.Response(200, json=sample("availability"))]

    free = await client.check_booking_availability(101, start_after=NOON, end_before=NOON)

    assert [evse.evse_id for evse in free] == [5001, 5002]
    assert route.call_count == 2
