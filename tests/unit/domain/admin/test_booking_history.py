"""History of requests of one booking; the document does not define whether filters find changes."""

from typing import Any

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.booking_history import history_of
from tests.support.stub_ampeco import REQUESTS, Ampeco
from tests.unit.domain.records import booking, change, creation

MINE = booking(7)


def by_site_and_driver(request: dict[str, Any], query: dict[str, str]) -> bool:
    """Apply the filters `locationId` and `userId` to the request's own fields: changes have none."""
    pairs = (("filter[locationId]", "locationId"), ("filter[userId]", "userId"))
    return all(str(request.get(field)) == query[name] for name, field in pairs if name in query)


async def test_changes_are_found_though_they_name_no_site(stub: Ampeco, client: AmpecoClient) -> None:
    """In two calls, without requests of other bookings; oldest first, each once."""
    stub.requests = [change(4, 7, "update"), creation(1, bookingId=7), change(3, 8), creation(2, bookingId=8)]
    stub.passes = by_site_and_driver

    history = await history_of(client, MINE)

    assert ([request.id for request in history.requests], history.complete) == ([1, 4], True)
    assert stub.count(REQUESTS) == 2


async def test_only_requests_that_can_be_of_the_booking_are_requested(stub: Ampeco, client: AmpecoClient) -> None:
    """Approved requests of the site up to the booking's creation, and everybody's from then to a day after its end."""
    await history_of(client, MINE)

    creations, changes = sorted((dict(url.params) for url in stub.calls), key=len, reverse=True)
    assert creations == {
        "filter[status]": "approved",
        "filter[locationId]": "101",
        "filter[createdAfter]": "2026-03-02T15:00:07Z",
        "filter[createdBefore]": "2026-03-03T15:00:08Z",
        "per_page": "100",
    }
    assert changes == {
        "filter[createdAfter]": "2026-03-03T15:00:06Z",
        "filter[createdBefore]": "2026-03-05T16:00:00Z",
        "per_page": "100",
    }


async def test_changes_are_found_on_every_page(stub: Ampeco, client: AmpecoClient) -> None:
    strangers = [change(number, 8) for number in range(10, 260)]
    stub.passes = by_site_and_driver
    stub.requests = [change(4, 7), *strangers[:100], change(500, 7), *strangers[100:], change(900, 7)]

    history = await history_of(client, MINE)

    assert ([request.id for request in history.requests], history.complete) == ([4, 500, 900], True)


async def test_an_incomplete_history_is_marked(stub: Ampeco, client: AmpecoClient) -> None:
    """After ten pages of everybody's requests and three of the driver's, later changes may be missing."""
    strangers = [change(number, 8) for number in range(10, 1110)]
    stub.requests = [creation(1, bookingId=7), *strangers, change(5000, 7)]
    stub.passes = by_site_and_driver

    history = await history_of(client, MINE)

    assert ([request.id for request in history.requests], history.complete) == ([1], False)
    assert stub.count(REQUESTS) == 1 + 10 + 1


async def test_changes_found_by_driver_are_added_to_an_incomplete_history(stub: Ampeco, client: AmpecoClient) -> None:
    """If Ampeco finds changes by the driver of their booking."""
    strangers = [change(number, 8) for number in range(10, 1110)]
    stub.requests = [*strangers, change(5000, 7)]
    stub.passes = lambda request, query: "filter[userId]" not in query or request["bookingId"] == 7

    history = await history_of(client, MINE)

    assert ([request.id for request in history.requests], history.complete) == ([5000], False)
