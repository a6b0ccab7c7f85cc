"""Resolving the ports of bookings, in few calls."""

import asyncio

import httpx
import pytest
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient, ServerError
from shared.domain.admin.port_resolver import BookedPortResolver
from tests.support.stub_ampeco import BOOKINGS, REQUESTS, Ampeco
from tests.unit.domain.records import booking, change, creation


async def test_requests_tell_first_and_only_the_rest_is_read(ampeco: Ampeco, client: AmpecoClient) -> None:
    """One names its EVSE, one let Ampeco choose, one has no request at all."""
    bookings = [booking(number) for number in (1, 2, 3)]
    ampeco.requests = [creation(11, bookingId=1, evseId=5001), creation(12, bookingId=2), change(13, 3)]
    ampeco.ports = {2: [5002], 3: [5003, 5004]}

    found = await BookedPortResolver(client).resolve(bookings)

    assert found == {1: (5001,), 2: (5002,), 3: (5003, 5004)}
    assert (ampeco.count(REQUESTS), ampeco.count(BOOKINGS)) == (1, 2)


async def test_one_or_two_are_read_at_once(ampeco: Ampeco, client: AmpecoClient) -> None:
    """A page of requests would cost a call as well, and might not tell."""
    ampeco.ports = {1: [5001], 2: [5002]}

    found = await BookedPortResolver(client).resolve([booking(1), booking(2)])

    assert found == {1: (5001,), 2: (5002,)}
    assert (ampeco.count(REQUESTS), ampeco.count(BOOKINGS)) == (0, 2)


async def test_what_was_found_holds_until_the_booking_changes(ampeco: Ampeco, client: AmpecoClient) -> None:
    """Cached by id and last change; what Ampeco does not tell is not requested again either."""
    finder = BookedPortResolver(client)
    ampeco.ports = {1: [5001]}
    bookings = [booking(1), booking(2)]
    await finder.resolve(bookings)
    ampeco.asked.clear()

    again = await finder.resolve(bookings)
    calls_again = len(ampeco.asked)
    ampeco.ports = {1: [5009]}
    changed = await finder.resolve([booking(1, lastUpdatedAt="2026-03-04T00:00:00Z"), booking(2)])

    assert (again, calls_again) == ({1: (5001,)}, 0)
    assert (changed, len(ampeco.asked)) == ({1: (5009,)}, 1)


async def test_what_is_remembered_stands_beside_what_is_asked_for(ampeco: Ampeco, client: AmpecoClient) -> None:
    """One was seen before, three are new."""
    finder = BookedPortResolver(client)
    ampeco.ports = {1: [5001]}
    ampeco.requests = [creation(number, bookingId=number, evseId=5000 + number) for number in (2, 3, 4)]
    await finder.resolve([booking(1)])

    found = await finder.resolve([booking(number) for number in (1, 2, 3, 4)])

    assert found == {1: (5001,), 2: (5002,), 3: (5003,), 4: (5004,)}


async def test_a_rejected_request_tells_nothing_of_a_booking(ampeco: Ampeco, client: AmpecoClient) -> None:
    """Only the request that made it; and the question is as narrow as the bookings allow."""
    ampeco.requests = [creation(10, status="rejected", evseId=5009), creation(11, bookingId=99, evseId=5008)]
    ampeco.ports = {number: [5000 + number] for number in (1, 2, 3)}

    found = await BookedPortResolver(client).resolve([booking(1), booking(2), booking(3, userId=1002)])

    query = dict(ampeco.asked[0].params)
    assert found == {1: (5001,), 2: (5002,), 3: (5003,)}
    assert query == {
        "filter[status]": "approved",
        "filter[locationId]": "101",
        "filter[startBefore]": "2026-03-04T16:00:00Z",
        "filter[endAfter]": "2026-03-04T15:00:00Z",
        "filter[createdAfter]": "2026-03-03T14:00:01Z",
        "filter[createdBefore]": "2026-03-03T15:00:04Z",
        "per_page": "100",
    }


async def test_requests_are_looked_through_until_all_is_told(ampeco: Ampeco, client: AmpecoClient) -> None:
    """On as many pages as that takes; of one driver's bookings only that driver's."""
    others = [creation(number, bookingId=number, evseId=5009) for number in range(1000, 1250)]
    mine = [creation(2000 + number, bookingId=number, evseId=5001) for number in range(1, 61)]
    bookings = [booking(number) for number in range(1, 61)]

    ampeco.requests = [*others[:80], *mine, *others[80:]]
    on_two = await BookedPortResolver(client).resolve(bookings)
    pages_of_two = ampeco.count(REQUESTS)
    ampeco.requests = [*mine, *others]
    on_one = await BookedPortResolver(client).resolve(bookings)

    assert on_two == on_one == dict.fromkeys(range(1, 61), (5001,))
    assert (pages_of_two, ampeco.count(REQUESTS) - pages_of_two, ampeco.count(BOOKINGS)) == (2, 1, 0)
    assert ampeco.asked[0].params["filter[userId]"] == "1001"


async def test_pages_of_requests_are_bounded(ampeco: Ampeco, client: AmpecoClient) -> None:
    """Two for up to a hundred bookings: what they do not tell by then is cheaper to read."""
    ampeco.requests = [creation(number, bookingId=number, evseId=5001) for number in range(1000, 2000)]
    ampeco.ports = {number: [5002] for number in range(1, 60)}

    found = await BookedPortResolver(client).resolve([booking(number) for number in range(1, 60)])

    assert set(found.values()) == {(5002,)}
    assert (ampeco.count(REQUESTS), ampeco.count(BOOKINGS)) == (2, 59)


async def test_reads_go_side_by_side_ten_at_a_time(ampeco: Ampeco) -> None:
    """However many there are: the connections are for others as well."""
    ampeco.ports = {number: [5000 + number] for number in range(1, 31)}
    under_way, most = 0, 0

    async def slowly(request: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return ampeco.answer(request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(slowly), trust_env=False) as http:
        client = AmpecoClient(base_url="https://ampeco.test/public-api", token=lambda: SecretStr("a-token"), http=http)
        found = await BookedPortResolver(client).resolve([booking(number) for number in range(1, 31)])

    assert (len(found), most) == (30, 10)


async def test_a_failure_is_not_a_port_that_is_unknown(ampeco: Ampeco) -> None:
    """It is raised, and nothing is remembered."""

    def failing(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500) if request.url.path.startswith(BOOKINGS) else ampeco.answer(request)

    async def no_wait(_seconds: float) -> None:
        return None

    async with httpx.AsyncClient(transport=httpx.MockTransport(failing), trust_env=False) as http:
        client = AmpecoClient(
            base_url="https://ampeco.test/public-api", token=lambda: SecretStr("a-token"), http=http, sleep=no_wait
        )
        with pytest.raises(ServerError):
            await BookedPortResolver(client).resolve([booking(1)])
