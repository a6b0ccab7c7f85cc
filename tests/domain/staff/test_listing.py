"""Bookings of everybody, with all that a row shows."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient, BookingFilters, BookingStatus
from shared.domain.catalogue import Catalogue
from shared.domain.errors import ExportTooLarge, InvalidRequest, SiteNotFound
from shared.domain.staff.cursors import Cursor, query_digest
from shared.domain.staff.listing import MOST_ROWS, BookingLists, BookingPage
from shared.domain.staff.people import People
from shared.domain.staff.places import PortName
from shared.domain.staff.ports_of import PortFinder
from shared.domain.staff.searches import ACTIVE, BookingSearch
from tests.domain.conftest import BOOKINGS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.domain.records import creation, evse, location, record, user

RESERVED, ACCEPTED = "filter%5Bstatus%5D=reserved", "filter%5Bstatus%5D=accepted"
EVERYTHING, ALIVE = BookingSearch(), BookingSearch(statuses=ACTIVE)
OF_EVERYTHING = query_digest("bookings", [BookingFilters()])
OF_ALIVE = query_digest("bookings", [BookingFilters(status=status) for status in ACTIVE])


def page(number: int, *bookings: dict[str, Any]) -> dict[str, Any]:
    """Return a page that another one follows."""
    following = f"https://ampeco.test/public-api{BOOKINGS}?cursor={number}"
    return {"data": list(bookings), "links": {"next": following}}


def some(first: int, count: int, **fields: Any) -> list[dict[str, Any]]:
    """Return so many bookings from this number on."""
    return [record(number, **fields) for number in range(first, first + count)]


def ids(one: BookingPage) -> list[int]:
    """Return which bookings are on a page."""
    return [row.booking.id for row in one.rows]


def asked_for(script: Script) -> list[tuple[str | None, str | None]]:
    """Return of each page of bookings that was asked for its status and how many it was to have; none by bookmark."""
    params = [one.url.params for one in script.asked if one.url.path == f"/public-api{BOOKINGS}"]
    return [(one.get("filter[status]"), one.get("per_page")) for one in params]


@pytest.fixture
def world(script: Script) -> Script:
    """Return a script in which every booking of the site is on port 5001, and one driver's."""
    script.on("GET", LOCATIONS, [location(101, "Garage")])
    script.on("GET", EVSES, [evse(5001, "A1"), evse(5002, "A2")])
    script.on("GET", f"{USERS}/1001", user(1001))
    numbers = (*range(1, 11), *range(101, 111))
    script.on("GET", REQUESTS, [creation(number, bookingId=number, evseId=5001) for number in numbers])
    for number in numbers:
        script.on("GET", f"{BOOKINGS}/{number}", record(number, bookedEvses=[{"id": 5001}]))
    return script


@pytest.fixture
def lists(scripted: AmpecoClient, catalogue: Catalogue, people: People) -> BookingLists:
    return BookingLists(scripted, catalogue, people, PortFinder(scripted))


async def test_a_row_has_names_for_all_that_is_in_it(world: Script, lists: BookingLists) -> None:
    """The site's, the ports' and the driver's."""
    world.on("GET", BOOKINGS, [record(7)])
    world.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5002}, {"id": 5001}]))

    (row,) = (await lists.page(EVERYTHING, per_page=10, cursor=None)).rows

    assert (row.place.name, row.place.zone) == ("Garage", ZoneInfo("America/Detroit"))
    assert row.ports == (PortName(5002, "A2"), PortName(5001, "A1"))
    assert row.driver is not None
    assert row.driver.email == "driver-1001@example.com"


async def test_a_row_tells_what_is_not_known(world: Script, lists: BookingLists) -> None:
    """Ports that Ampeco does not tell, a site and a driver that are gone, a booking without a driver."""
    world.on("GET", BOOKINGS, [record(7, locationId=102, userId=1002), record(8, userId=None)])
    for number in (7, 8):
        world.on("GET", f"{BOOKINGS}/{number}", record(number))
    world.on("GET", f"{USERS}/1002", 404)

    rows = (await lists.page(EVERYTHING, per_page=10, cursor=None)).rows

    assert [(row.place.name, row.ports, row.driver) for row in rows] == [
        ("Site 102", None, None),
        ("Garage", None, None),
    ]


async def test_pages_follow_each_other_to_the_end(world: Script, lists: BookingLists) -> None:
    """By Ampeco's own bookmark; the last one leads nowhere."""
    world.on("GET", BOOKINGS, page(1, *some(1, 2)))
    world.on("GET", BOOKINGS, some(3, 1), having="cursor=1")

    first = await lists.page(EVERYTHING, per_page=2, cursor=None)
    last = await lists.page(EVERYTHING, per_page=2, cursor=first.next_cursor)

    assert (ids(first), ids(last)) == ([1, 2], [3])
    assert (first.next_cursor, last.next_cursor) == (Cursor(query=OF_EVERYTHING, after="?cursor=1").text(), None)
    assert asked_for(world) == [(None, "2"), (None, None)]


@pytest.mark.parametrize(
    ("reserved", "found", "rooms"),
    [
        (0, [*range(101, 111)], ["10", "10"]),
        (3, [1, 2, 3, *range(101, 108)], ["10", "7"]),
        (5, [*range(1, 6), *range(101, 106)], ["10", "5"]),
        (6, [*range(1, 7)], ["10"]),
        (10, [*range(1, 11)], ["10"]),
    ],
)
async def test_a_list_that_ends_early_on_a_page_is_filled_up_from_the_next(
    world: Script, lists: BookingLists, reserved: int, found: list[int], rooms: list[str]
) -> None:
    """Where at least half of the page is left; else the next page begins with the next list."""
    world.on("GET", BOOKINGS, some(1, reserved), having=RESERVED)
    world.on("GET", BOOKINGS, page(1, *some(101, 10 - reserved if reserved < 6 else 10)), having=ACCEPTED)

    alive = await lists.page(ALIVE, per_page=10, cursor=None)

    assert ids(alive) == found
    assert [room for _, room in asked_for(world)] == rooms
    expected = Cursor(query=OF_ALIVE, part=1, after="?cursor=1") if len(rooms) == 2 else Cursor(query=OF_ALIVE, part=1)
    assert alive.next_cursor == expected.text()


async def test_a_list_of_several_goes_on_where_its_cursor_is(world: Script, lists: BookingLists) -> None:
    """In the second of them, from its start or its bookmark, to the end."""
    world.on("GET", BOOKINGS, page(1, *some(1, 2)), having=ACCEPTED)
    world.on("GET", BOOKINGS, some(3, 1), having="cursor=1")

    second = await lists.page(ALIVE, per_page=2, cursor=Cursor(query=OF_ALIVE, part=1).text())
    third = await lists.page(ALIVE, per_page=2, cursor=second.next_cursor)

    assert (ids(second), ids(third)) == ([1, 2], [3])
    assert (second.next_cursor, third.next_cursor) == (Cursor(query=OF_ALIVE, part=1, after="?cursor=1").text(), None)
    assert asked_for(world) == [("accepted", "2"), (None, None)]


async def test_a_page_may_be_filled_from_three_lists(world: Script, lists: BookingLists) -> None:
    """Each is asked for as many as still have room."""
    statuses = (*ACTIVE, BookingStatus.COMPLETED)
    world.on("GET", BOOKINGS, some(1, 2), having=RESERVED)
    world.on("GET", BOOKINGS, some(3, 2), having=ACCEPTED)
    world.on("GET", BOOKINGS, some(5, 3), having="filter%5Bstatus%5D=completed")

    whole = await lists.page(BookingSearch(statuses=statuses), per_page=10, cursor=None)

    assert (ids(whole), whole.next_cursor) == ([1, 2, 3, 4, 5, 6, 7], None)
    assert [room for _, room in asked_for(world)] == ["10", "8", "6"]


async def test_a_cursor_of_a_longer_list_is_refused(world: Script, lists: BookingLists) -> None:
    """It names a part that this one does not have."""
    world.on("GET", BOOKINGS, [])

    with pytest.raises(InvalidRequest) as refusal:
        await lists.page(EVERYTHING, per_page=10, cursor=Cursor(query=OF_EVERYTHING, part=1).text())

    assert refusal.value.field == "cursor"


async def test_a_page_tells_what_was_searched_for(world: Script, lists: BookingLists) -> None:
    """The site and the driver, with which the page heads its list."""
    world.on("GET", BOOKINGS, [])
    search = BookingSearch(BookingFilters(location_id=101, user_id=1001))

    nothing = await lists.page(search, per_page=10, cursor=None)

    assert nothing.rows == ()
    assert nothing.sought.place is not None
    assert (nothing.sought.place.name, nothing.sought.user_id) == ("Garage", 1001)
    assert nothing.sought.driver is not None
    assert nothing.sought.driver.id == 1001


async def test_a_search_by_a_site_that_is_gone_finds_no_site(world: Script, lists: BookingLists) -> None:
    """Neither on a page nor for a file; one that is newer than the kept list is read."""
    world.on("GET", BOOKINGS, [])
    world.on("GET", f"{LOCATIONS}/102", location(102, "Harbour"))
    world.on("GET", f"{LOCATIONS}/103", 404)
    new, gone = (BookingSearch(BookingFilters(location_id=site_id)) for site_id in (102, 103))

    with pytest.raises(SiteNotFound):
        await lists.page(gone, per_page=10, cursor=None)
    with pytest.raises(SiteNotFound):
        await lists.everything(gone)
    sought = (await lists.page(new, per_page=10, cursor=None)).sought

    assert sought.place is not None
    assert sought.place.name == "Harbour"


async def test_a_file_has_every_row_of_every_list_once(world: Script, lists: BookingLists) -> None:
    """As it was read last, for it may change its status meanwhile; and no driver, whom nobody reads there."""
    changed = record(2, status="accepted")
    world.on("GET", BOOKINGS, page(1, *some(1, 2, status="reserved")), having=RESERVED)
    world.on("GET", BOOKINGS, some(3, 1, status="reserved"), having="cursor=1")
    world.on("GET", BOOKINGS, [changed, *some(4, 1)], having=ACCEPTED)

    rows = await lists.everything(ALIVE)

    assert [(row.booking.id, row.booking.status) for row in rows] == [
        (1, "reserved"),
        (2, "accepted"),
        (3, "reserved"),
        (4, "accepted"),
    ]
    assert {(row.place.name, row.ports, row.driver) for row in rows} == {("Garage", (PortName(5001, "A1"),), None)}
    assert asked_for(world) == [("reserved", "100"), (None, None), ("accepted", "100")]
    assert world.count("GET", f"{USERS}/1001") == 0


async def test_a_file_has_so_many_rows_and_not_one_more(world: Script, lists: BookingLists) -> None:
    """Some of them alone would pass for all."""
    world.on("GET", REQUESTS, [creation(number, bookingId=number, evseId=5001) for number in range(1, MOST_ROWS + 1)])
    world.on("GET", BOOKINGS, some(1, MOST_ROWS), some(1, MOST_ROWS + 1))

    rows = await lists.everything(EVERYTHING)

    assert len(rows) == MOST_ROWS == 5000
    with pytest.raises(ExportTooLarge):
        await lists.everything(EVERYTHING)
