"""The list of all requests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient, BookingRequestFilters, BookingRequestStatus
from shared.domain.admin.cursors import Cursor, query_digest
from shared.domain.admin.requests import RequestDetail, RequestListService, RequestSearch
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import InvalidRequest, RequestNotFound, SiteNotFound
from shared.domain.identifiers import Source
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.records import START, change, creation, evse, location, record, user

CHICAGO, DETROIT = ZoneInfo("America/Chicago"), ZoneInfo("America/Detroit")
EVERYTHING = RequestSearch(BookingRequestFilters())
OF_EVERYTHING = query_digest("requests", EVERYTHING)
LATE_AT_NIGHT = datetime(2026, 3, 4, 5, 30, tzinfo=UTC)
"""Still the 3rd in Chicago, which is the tenant's zone, and the 4th in Detroit."""
STANDING = Window(START, START + timedelta(hours=1))


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script in which booking 7 is on port 5001, and booking 8 was deleted."""
    script.on("GET", LOCATIONS, [location(101, "Garage")])
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", EVSES, [evse(5001, "A1"), evse(5002, "A2")])
    for evse_id, label in ((5001, "A1"), (5002, "A2")):
        script.on("GET", f"{EVSES}/{evse_id}", evse(evse_id, label))
    for user_id in (1001, 1002):
        script.on("GET", f"{USERS}/{user_id}", user(user_id))
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}]))
    script.on("GET", f"{BOOKINGS}/8", 404)
    return script


@pytest.fixture
def lists(scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory) -> RequestListService:
    return RequestListService(
        scripted, catalog, user_directory, BookedPortResolver(scripted), now=lambda: LATE_AT_NIGHT
    )


def shown(requested: RequestDetail) -> tuple[Any, ...]:
    """Return the fields of a row that these tests compare."""
    driver = requested.driver.email if requested.driver else None
    site, port = requested.site and requested.site.name, requested.port and requested.port.label
    return requested.request.id, site, requested.zone, port, requested.user_id, driver, requested.current_window


FOR_A_BOOKING = creation(1, userId=1002, evseId=5002, externalId="admin-1")
WANTED = (1, "Garage", DETROIT, "A2", 1002, "driver-1002@example.com", None)
TO_CANCEL = change(2, 7)
CANCELLED = (2, "Garage", DETROIT, "A1", 1001, "driver-1001@example.com", STANDING)
TO_HAND_OVER = change(3, 7, "update", userId=1002)
HANDED_OVER = (3, "Garage", DETROIT, "A1", 1002, "driver-1002@example.com", STANDING)
OF_A_BOOKING_THAT_IS_GONE = change(4, 8)
GONE = (4, None, CHICAGO, None, None, None, None)
OF_ANY_PORT = creation(5, userId=1003)
BY_A_USER_THAT_IS_GONE = (5, "Garage", DETROIT, None, 1003, None, None)


async def test_a_row_of_a_change_has_the_data_of_its_booking(scenario: Script, lists: RequestListService) -> None:
    """The booking is read once; the fields are empty if it was deleted."""
    scenario.on("GET", f"{USERS}/1003", 404)
    scenario.on("GET", REQUESTS, [FOR_A_BOOKING, TO_CANCEL, TO_HAND_OVER, OF_A_BOOKING_THAT_IS_GONE, OF_ANY_PORT])

    page = await lists.page(EVERYTHING, per_page=20, cursor=None)

    assert [shown(one) for one in page.requests] == [WANTED, CANCELLED, HANDED_OVER, GONE, BY_A_USER_THAT_IS_GONE]
    assert [one.source for one in page.requests[:2]] == [Source.ADMIN, Source.OTHER]
    assert (scenario.count("GET", f"{BOOKINGS}/7"), scenario.count("GET", f"{BOOKINGS}/8")) == (1, 1)


async def test_a_create_request_has_no_previous_time(scenario: Script, lists: RequestListService) -> None:
    """Even if another request of the page has loaded its booking."""
    made = creation(1, userId=1002, evseId=5002, bookingId=7)
    scenario.on("GET", REQUESTS, [made, TO_CANCEL])

    page = await lists.page(EVERYTHING, per_page=20, cursor=None)

    assert [shown(one) for one in page.requests] == [WANTED, CANCELLED]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (FOR_A_BOOKING, WANTED),
        (TO_CANCEL, CANCELLED),
        (TO_HAND_OVER, HANDED_OVER),
        (OF_A_BOOKING_THAT_IS_GONE, GONE),
    ],
)
async def test_one_request_shows_the_same_as_its_row(
    scenario: Script, lists: RequestListService, request_: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    """Without reading any complete list."""
    scenario.on("GET", f"{REQUESTS}/{request_['id']}", request_)

    requested = await lists.read(request_["id"])

    assert shown(requested) == expected
    assert (scenario.count("GET", LOCATIONS), scenario.count("GET", EVSES)) == (0, 0)


async def test_an_unknown_request_is_not_found(scenario: Script, lists: RequestListService) -> None:
    """The error names a request, not a booking."""
    scenario.on("GET", f"{REQUESTS}/9", 404)

    with pytest.raises(RequestNotFound):
        await lists.read(9)


async def test_pages_of_requests_follow_each_other(scenario: Script, lists: RequestListService) -> None:
    """To the last page, which has no cursor."""
    following = {"next": f"https://ampeco.test/public-api{REQUESTS}?cursor=1"}
    scenario.on("GET", REQUESTS, {"data": [FOR_A_BOOKING], "links": following})
    scenario.on("GET", REQUESTS, [TO_CANCEL], having="cursor=1")

    first = await lists.page(EVERYTHING, per_page=20, cursor=None)
    last = await lists.page(EVERYTHING, per_page=20, cursor=first.next_cursor)

    assert [[one.request.id for one in page.requests] for page in (first, last)] == [[1], [2]]
    assert (first.next_cursor, last.next_cursor) == (Cursor(query=OF_EVERYTHING, after="?cursor=1").encode(), None)
    assert next(one.url.params for one in scenario.calls if one.url.path.endswith(REQUESTS))["per_page"] == "20"


async def test_a_cursor_of_another_list_is_refused(scenario: Script, lists: RequestListService) -> None:
    """Requests have a single list."""
    scenario.on("GET", REQUESTS, [])

    with pytest.raises(InvalidRequest):
        await lists.page(EVERYTHING, per_page=20, cursor=Cursor(query=OF_EVERYTHING, part=1).encode())


async def test_requests_of_a_new_site_are_shown_and_an_unknown_site_not_found(
    scenario: Script, lists: RequestListService
) -> None:
    """The cached list of sites may be older than the site."""
    scenario.on("GET", REQUESTS, [creation(1, locationId=102)])
    scenario.on("GET", f"{LOCATIONS}/102", location(102, "Harbour"))
    scenario.on("GET", f"{LOCATIONS}/103", 404)
    new, none = (RequestSearch(BookingRequestFilters(location_id=site_id)) for site_id in (102, 103))

    page = await lists.page(new, per_page=20, cursor=None)
    with pytest.raises(SiteNotFound):
        await lists.page(none, per_page=20, cursor=None)

    assert [shown(one)[1] for one in page.requests] == ["Harbour"]


@pytest.mark.parametrize(
    ("day", "today", "requested"),
    [
        (None, False, (None, None)),
        (date(2026, 3, 8), False, ("2026-03-08T05:59:59Z", "2026-03-09T05:00:00Z")),
        (None, True, ("2026-03-03T05:59:59Z", "2026-03-04T06:00:00Z")),
    ],
)
async def test_a_day_of_requests_is_a_day_of_the_tenant(
    scenario: Script,
    lists: RequestListService,
    day: date | None,
    requested: tuple[str | None, str | None],
    *,
    today: bool,
) -> None:
    """Its first instant included, which Ampeco's "after" excludes; other filters apply as well."""
    scenario.on("GET", REQUESTS, [])
    search = RequestSearch(BookingRequestFilters(status=BookingRequestStatus.PENDING), created_day=day, today=today)

    await lists.page(search, per_page=20, cursor=None)

    (params,) = [one.url.params for one in scenario.calls if one.url.path.endswith(REQUESTS)]
    assert (params.get("filter[createdAfter]"), params.get("filter[createdBefore]")) == requested
    assert params["filter[status]"] == "pending"
