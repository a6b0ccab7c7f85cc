"""Resolving the ports of bookings in few calls."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient, ServerError
from shared.domain.bookings.port_resolver import BookedPortResolver
from tests.support.stub_ampeco import BOOKINGS, REQUESTS, Ampeco
from tests.unit.domain.records import START, booking, change, creation


async def test_ports_come_from_requests_first_and_the_rest_is_read_by_id(stub: Ampeco, client: AmpecoClient) -> None:
    """One request names its EVSE, one let Ampeco choose, one booking has no request."""
    bookings = [booking(number) for number in (1, 2, 3)]
    stub.requests = [creation(11, bookingId=1, evseId=5001), creation(12, bookingId=2), change(13, 3)]
    stub.ports = {2: [5002], 3: [5003, 5004]}

    found = await BookedPortResolver(client).resolve(bookings)

    assert found == {1: (5001,), 2: (5002,), 3: (5003, 5004)}
    assert (stub.count(REQUESTS), stub.count(BOOKINGS)) == (1, 2)


async def test_one_or_two_bookings_are_read_by_id_at_once(stub: Ampeco, client: AmpecoClient) -> None:
    """A page of requests would cost a call as well, and might not contain them."""
    stub.ports = {1: [5001], 2: [5002]}

    found = await BookedPortResolver(client).resolve([booking(1), booking(2)])

    assert found == {1: (5001,), 2: (5002,)}
    assert (stub.count(REQUESTS), stub.count(BOOKINGS)) == (0, 2)


async def test_ports_are_cached_until_the_booking_changes(stub: Ampeco, client: AmpecoClient) -> None:
    """By id and last change; an unknown port is not requested again either."""
    finder = BookedPortResolver(client)
    stub.ports = {1: [5001]}
    bookings = [booking(1), booking(2)]
    await finder.resolve(bookings)
    stub.calls.clear()

    again = await finder.resolve(bookings)
    calls_again = len(stub.calls)
    stub.ports = {1: [5009]}
    changed = await finder.resolve([booking(1, lastUpdatedAt="2026-03-04T00:00:00Z"), booking(2)])

    assert (again, calls_again) == ({1: (5001,)}, 0)
    assert (changed, len(stub.calls)) == ({1: (5009,)}, 1)


async def test_cached_and_new_ports_are_combined(stub: Ampeco, client: AmpecoClient) -> None:
    """One is in the cache, three are new."""
    finder = BookedPortResolver(client)
    stub.ports = {1: [5001]}
    stub.requests = [creation(number, bookingId=number, evseId=5000 + number) for number in (2, 3, 4)]
    await finder.resolve([booking(1)])

    found = await finder.resolve([booking(number) for number in (1, 2, 3, 4)])

    assert found == {1: (5001,), 2: (5002,), 3: (5003,), 4: (5004,)}


async def test_only_the_approved_create_request_gives_the_port(stub: Ampeco, client: AmpecoClient) -> None:
    """The time range of the query is as narrow as the bookings allow."""
    stub.requests = [creation(10, status="rejected", evseId=5009), creation(11, bookingId=99, evseId=5008)]
    stub.ports = {number: [5000 + number] for number in (1, 2, 3)}

    found = await BookedPortResolver(client).resolve([booking(1), booking(2), booking(3, userId=1002)])

    query = dict(stub.calls[0].params)
    assert found == {1: (5001,), 2: (5002,), 3: (5003,)}
    assert query == {
        "filter[status]": "approved",
        "filter[locationId]": "101",
        "filter[startAfter]": "2026-03-04T14:59:59Z",
        "filter[startBefore]": "2026-03-04T15:00:01Z",
        "filter[createdAfter]": "2026-03-03T14:00:01Z",
        "filter[createdBefore]": "2026-03-03T15:00:04Z",
        "per_page": "100",
    }


async def test_pages_of_requests_are_read_until_every_port_is_found(stub: Ampeco, client: AmpecoClient) -> None:
    """For bookings of one driver only that driver's requests are read."""
    others = [creation(number, bookingId=number, evseId=5009) for number in range(1000, 1250)]
    mine = [creation(2000 + number, bookingId=number, evseId=5001) for number in range(1, 61)]
    bookings = [booking(number) for number in range(1, 61)]

    stub.requests = [*others[:80], *mine, *others[80:]]
    on_two = await BookedPortResolver(client).resolve(bookings)
    pages_of_two = stub.count(REQUESTS)
    stub.requests = [*mine, *others]
    on_one = await BookedPortResolver(client).resolve(bookings)

    assert on_two == on_one == dict.fromkeys(range(1, 61), (5001,))
    assert (pages_of_two, stub.count(REQUESTS) - pages_of_two, stub.count(BOOKINGS)) == (2, 1, 0)
    assert stub.calls[0].params["filter[userId]"] == "1001"


async def test_requests_of_many_bookings_are_read_as_lists_of_their_start_times(
    stub: Ampeco, client: AmpecoClient
) -> None:
    """At most 80 bookings each; those of one start time are in one list, whose pages are read in turn."""
    noon = START + timedelta(hours=21)
    starts = [*(START + timedelta(minutes=15 * number) for number in range(80)), *([noon] * 120)]
    times = [{"startAt": start.isoformat(), "endAt": (start + timedelta(hours=1)).isoformat()} for start in starts]
    bookings = [booking(number, **window) for number, window in enumerate(times, 1)]
    stub.requests = [
        creation(1000 + number, bookingId=number, evseId=5000 + number, **window)
        for number, window in enumerate(times, 1)
    ]
    stub.passes = _starts_within

    found = await BookedPortResolver(client).resolve(bookings)

    ranges = [query.params["filter[startAfter]"] for query in stub.calls]
    assert found == {one.id: (5000 + one.id,) for one in bookings}
    assert (len(ranges), len(set(ranges)), stub.count(BOOKINGS)) == (3, 2, 0)


async def test_requests_are_not_read_again_for_bookings_that_none_names(stub: Ampeco, client: AmpecoClient) -> None:
    """With limited reads, the next resolving continues with those; a changed booking is looked for again."""
    finder = BookedPortResolver(client)
    stub.ports = {number: [5000 + number] for number in range(1, 7)}
    bookings = [booking(number) for number in range(1, 7)]

    first = await finder.resolve(bookings, max_reads=2)
    second = await finder.resolve(bookings, max_reads=4)
    calls = (stub.count(REQUESTS), stub.count(BOOKINGS))
    changed = [booking(number, lastUpdatedAt="2026-03-04T00:00:00Z") for number in range(1, 7)]
    await finder.resolve(changed)

    assert (len(first), len(second), calls) == (2, 6, (1, 6))
    assert stub.count(REQUESTS) == 2


async def test_pages_of_requests_are_bounded(stub: Ampeco, client: AmpecoClient) -> None:
    """Two for up to a hundred bookings: the rest is cheaper to read by id."""
    stub.requests = [creation(number, bookingId=number, evseId=5001) for number in range(1000, 2000)]
    stub.ports = {number: [5002] for number in range(1, 60)}

    found = await BookedPortResolver(client).resolve([booking(number) for number in range(1, 60)])

    assert set(found.values()) == {(5002,)}
    assert (stub.count(REQUESTS), stub.count(BOOKINGS)) == (2, 59)


async def test_at_most_ten_bookings_are_read_concurrently(stub: Ampeco) -> None:
    """Other requests need connections as well."""
    stub.ports = {number: [5000 + number] for number in range(1, 31)}
    under_way, most = 0, 0

    async def slowly(request: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return stub.answer(request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(slowly), trust_env=False) as http:
        client = AmpecoClient(base_url="https://ampeco.test/public-api", token=lambda: SecretStr("a-token"), http=http)
        found = await BookedPortResolver(client).resolve([booking(number) for number in range(1, 31)])

    assert (len(found), most) == (30, 10)


async def test_a_failed_read_is_raised_and_not_cached(stub: Ampeco) -> None:
    def failing(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500) if request.url.path.startswith(BOOKINGS) else stub.answer(request)

    async def no_wait(_seconds: float) -> None:
        return None

    async with httpx.AsyncClient(transport=httpx.MockTransport(failing), trust_env=False) as http:
        client = AmpecoClient(
            base_url="https://ampeco.test/public-api", token=lambda: SecretStr("a-token"), http=http, sleep=no_wait
        )
        with pytest.raises(ServerError):
            await BookedPortResolver(client).resolve([booking(1)])


def _starts_within(request: dict[str, Any], query: dict[str, str]) -> bool:
    start, after, before = (
        datetime.fromisoformat(text)
        for text in (request["startAt"], query["filter[startAfter]"], query["filter[startBefore]"])
    )
    return after < start < before
