"""The list of all bookings, with everything a row displays."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient, BookingFilters, BookingStatus
from shared.domain.admin.cursors import Cursor, query_digest
from shared.domain.admin.search import MAX_EXPORT_ROWS, BookingListService, BookingPage, BookingSearch
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.labels import PortLabel
from shared.domain.errors import InvalidRequest, ListTooLong, SiteNotFound
from tests.support.scripted_client import BOOKINGS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.records import creation, evse, location, record, user

RESERVED, ACCEPTED = "filter%5Bstatus%5D=reserved", "filter%5Bstatus%5D=accepted"
EVERYTHING, ALIVE = BookingSearch(), BookingSearch(statuses=ACTIVE_STATUSES)
OF_EVERYTHING = query_digest("bookings", [BookingFilters()])
OF_ALIVE = query_digest("bookings", [BookingFilters(status=status) for status in ACTIVE_STATUSES])


def page(number: int, *bookings: dict[str, Any]) -> dict[str, Any]:
    """Return a page with a link to another one."""
    next_cursor_ = f"https://ampeco.test/public-api{BOOKINGS}?cursor={number}"
    return {"data": list(bookings), "links": {"next": next_cursor_}}


def some(first: int, count: int, **fields: Any) -> list[dict[str, Any]]:
    """Return this number of bookings, from this id on."""
    return [record(number, **fields) for number in range(first, first + count)]


def ids(one: BookingPage) -> list[int]:
    """Return the ids of the bookings on a page."""
    return [row.booking.id for row in one.rows]


def filters_sent(script: Script) -> list[tuple[str | None, str | None]]:
    """Return the status and page size of each requested page of bookings, without those by cursor."""
    params = [one.url.params for one in script.calls if one.url.path == f"/public-api{BOOKINGS}"]
    return [(one.get("filter[status]"), one.get("per_page")) for one in params]


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script in which every booking of the site is on port 5001 and of one driver."""
    script.on("GET", LOCATIONS, [location(101, "Garage")])
    script.on("GET", EVSES, [evse(5001, "A1"), evse(5002, "A2")])
    script.on("GET", f"{USERS}/1001", user(1001))
    numbers = (*range(1, 11), *range(101, 111))
    script.on("GET", REQUESTS, [creation(number, bookingId=number, evseId=5001) for number in numbers])
    for number in numbers:
        script.on("GET", f"{BOOKINGS}/{number}", record(number, bookedEvses=[{"id": 5001}]))
    return script


@pytest.fixture
def lists(scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory) -> BookingListService:
    return BookingListService(scripted, catalog, user_directory, BookedPortResolver(scripted))


async def test_a_row_has_the_names_of_site_ports_and_driver(scenario: Script, lists: BookingListService) -> None:
    scenario.on("GET", BOOKINGS, [record(7)])
    scenario.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5002}, {"id": 5001}]))

    (row,) = (await lists.page(EVERYTHING, per_page=10, cursor=None)).rows

    assert (row.site.name, row.site.zone) == ("Garage", ZoneInfo("America/Detroit"))
    assert row.ports == (PortLabel(5002, "A2"), PortLabel(5001, "A1"))
    assert row.driver is not None
    assert row.driver.email == "driver-1001@example.com"


async def test_a_row_marks_what_is_unknown(scenario: Script, lists: BookingListService) -> None:
    """Unknown ports, a deleted site or driver, a booking without a driver."""
    scenario.on("GET", BOOKINGS, [record(7, locationId=102, userId=1002), record(8, userId=None)])
    for number in (7, 8):
        scenario.on("GET", f"{BOOKINGS}/{number}", record(number))
    scenario.on("GET", f"{USERS}/1002", 404)

    rows = (await lists.page(EVERYTHING, per_page=10, cursor=None)).rows

    assert [(row.site.name, row.ports, row.driver) for row in rows] == [
        ("Site 102", None, None),
        ("Garage", None, None),
    ]


async def test_pages_follow_each_other_to_the_end(scenario: Script, lists: BookingListService) -> None:
    """By Ampeco's own cursor; the last page has none."""
    scenario.on("GET", BOOKINGS, page(1, *some(1, 2)))
    scenario.on("GET", BOOKINGS, some(3, 1), having="cursor=1")

    first = await lists.page(EVERYTHING, per_page=2, cursor=None)
    last = await lists.page(EVERYTHING, per_page=2, cursor=first.next_cursor)

    assert (ids(first), ids(last)) == ([1, 2], [3])
    assert (first.next_cursor, last.next_cursor) == (Cursor(query=OF_EVERYTHING, after="?cursor=1").encode(), None)
    assert filters_sent(scenario) == [(None, "2"), (None, None)]


@pytest.mark.parametrize(
    ("reserved", "found", "spaces"),
    [
        (0, [*range(101, 111)], ["10", "10"]),
        (3, [1, 2, 3, *range(101, 108)], ["10", "7"]),
        (5, [*range(1, 6), *range(101, 106)], ["10", "5"]),
        (6, [*range(1, 7)], ["10"]),
        (10, [*range(1, 11)], ["10"]),
    ],
)
async def test_a_page_is_filled_up_from_the_next_list(
    scenario: Script, lists: BookingListService, reserved: int, found: list[int], spaces: list[str]
) -> None:
    """If at least half of the page is left; otherwise the next page starts with the next list."""
    scenario.on("GET", BOOKINGS, some(1, reserved), having=RESERVED)
    scenario.on("GET", BOOKINGS, page(1, *some(101, 10 - reserved if reserved < 6 else 10)), having=ACCEPTED)

    alive = await lists.page(ALIVE, per_page=10, cursor=None)

    assert ids(alive) == found
    assert [space_left for _, space_left in filters_sent(scenario)] == spaces
    expected = Cursor(query=OF_ALIVE, part=1, after="?cursor=1") if len(spaces) == 2 else Cursor(query=OF_ALIVE, part=1)
    assert alive.next_cursor == expected.encode()


async def test_a_cursor_continues_in_its_list(scenario: Script, lists: BookingListService) -> None:
    """In the second list, from its start or its cursor, to the end."""
    scenario.on("GET", BOOKINGS, page(1, *some(1, 2)), having=ACCEPTED)
    scenario.on("GET", BOOKINGS, some(3, 1), having="cursor=1")

    second = await lists.page(ALIVE, per_page=2, cursor=Cursor(query=OF_ALIVE, part=1).encode())
    third = await lists.page(ALIVE, per_page=2, cursor=second.next_cursor)

    assert (ids(second), ids(third)) == ([1, 2], [3])
    assert (second.next_cursor, third.next_cursor) == (Cursor(query=OF_ALIVE, part=1, after="?cursor=1").encode(), None)
    assert filters_sent(scenario) == [("accepted", "2"), (None, None)]


async def test_a_page_may_be_filled_from_three_lists(scenario: Script, lists: BookingListService) -> None:
    """Each list is requested with the number of rows that still fit."""
    statuses = (*ACTIVE_STATUSES, BookingStatus.COMPLETED)
    scenario.on("GET", BOOKINGS, some(1, 2), having=RESERVED)
    scenario.on("GET", BOOKINGS, some(3, 2), having=ACCEPTED)
    scenario.on("GET", BOOKINGS, some(5, 3), having="filter%5Bstatus%5D=completed")

    whole = await lists.page(BookingSearch(statuses=statuses), per_page=10, cursor=None)

    assert (ids(whole), whole.next_cursor) == ([1, 2, 3, 4, 5, 6, 7], None)
    assert [space_left for _, space_left in filters_sent(scenario)] == ["10", "8", "6"]


async def test_a_cursor_of_a_longer_list_is_refused(scenario: Script, lists: BookingListService) -> None:
    """It names a list that this search does not have."""
    scenario.on("GET", BOOKINGS, [])

    with pytest.raises(InvalidRequest) as refusal:
        await lists.page(EVERYTHING, per_page=10, cursor=Cursor(query=OF_EVERYTHING, part=1).encode())

    assert refusal.value.field == "cursor"


async def test_a_page_has_the_site_and_driver_of_the_search(scenario: Script, lists: BookingListService) -> None:
    """The heading of the list shows them."""
    scenario.on("GET", BOOKINGS, [])
    search = BookingSearch(BookingFilters(location_id=101, user_id=1001))

    nothing = await lists.page(search, per_page=10, cursor=None)

    assert nothing.rows == ()
    assert nothing.resolved.site is not None
    assert (nothing.resolved.site.name, nothing.resolved.user_id) == ("Garage", 1001)
    assert nothing.resolved.driver is not None
    assert nothing.resolved.driver.id == 1001


async def test_a_search_by_an_unknown_site_is_not_found(scenario: Script, lists: BookingListService) -> None:
    """For a page and for an export; a site newer than the cached list is read."""
    scenario.on("GET", BOOKINGS, [])
    scenario.on("GET", f"{LOCATIONS}/102", location(102, "Harbour"))
    scenario.on("GET", f"{LOCATIONS}/103", 404)
    new, gone = (BookingSearch(BookingFilters(location_id=site_id)) for site_id in (102, 103))

    with pytest.raises(SiteNotFound):
        await lists.page(gone, per_page=10, cursor=None)
    with pytest.raises(SiteNotFound):
        await lists.export_rows(gone)
    resolved = (await lists.page(new, per_page=10, cursor=None)).resolved

    assert resolved.site is not None
    assert resolved.site.name == "Harbour"


async def test_an_export_has_every_row_of_every_list_once(scenario: Script, lists: BookingListService) -> None:
    """In the version read last, as its status may change meanwhile; drivers are not loaded."""
    changed = record(2, status="accepted")
    scenario.on("GET", BOOKINGS, page(1, *some(1, 2, status="reserved")), having=RESERVED)
    scenario.on("GET", BOOKINGS, some(3, 1, status="reserved"), having="cursor=1")
    scenario.on("GET", BOOKINGS, [changed, *some(4, 1)], having=ACCEPTED)

    rows = await lists.export_rows(ALIVE)

    assert [(row.booking.id, row.booking.status) for row in rows] == [
        (1, "reserved"),
        (2, "accepted"),
        (3, "reserved"),
        (4, "accepted"),
    ]
    assert {(row.site.name, row.ports, row.driver) for row in rows} == {("Garage", (PortLabel(5001, "A1"),), None)}
    assert filters_sent(scenario) == [("reserved", "100"), (None, None), ("accepted", "100")]
    assert scenario.count("GET", f"{USERS}/1001") == 0


async def test_an_export_that_is_too_long_is_refused(scenario: Script, lists: BookingListService) -> None:
    """A truncated file would look complete."""
    scenario.on(
        "GET", REQUESTS, [creation(number, bookingId=number, evseId=5001) for number in range(1, MAX_EXPORT_ROWS + 1)]
    )
    scenario.on("GET", BOOKINGS, some(1, MAX_EXPORT_ROWS), some(1, MAX_EXPORT_ROWS + 1))

    rows = await lists.export_rows(EVERYTHING)

    assert len(rows) == MAX_EXPORT_ROWS == 5000
    with pytest.raises(ListTooLong):
        await lists.export_rows(EVERYTHING)
