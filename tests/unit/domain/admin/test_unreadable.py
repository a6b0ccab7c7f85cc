"""Lists of records with missing fields: as much as possible is shown, and nothing fails."""

import pytest

from shared.ampeco_client import AmpecoClient, BookingRequest, BookingRequestFilters, OtherRequest, UnexpectedResponse
from shared.domain.admin.booking_detail import booking_detail
from shared.domain.admin.booking_history import History, history_of
from shared.domain.admin.calendar import CalendarService
from shared.domain.admin.requests import (
    RequestListService,
    RequestSearch,
    current_window_of,
    requested_evse_id,
    requested_site_id,
    requested_user_id,
)
from shared.domain.admin.search import BookingListService, BookingSearch
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.bookings.switch_completion import SwitchCompleter
from shared.domain.catalog.catalog import Catalog
from shared.domain.timeutil.site_time import site_day
from tests.support.scripted_client import BOOKINGS, CHARGE_POINTS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.records import NOW, START, booking, change, creation, location, record, user


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script in which each record has only its required fields."""
    script.on("GET", LOCATIONS, [location(101, "Garage")])
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", CHARGE_POINTS, [])
    script.on("GET", EVSES, [])
    script.on("GET", f"{USERS}/1001", user(1001))
    script.on("GET", REQUESTS, [])
    script.on("POST", "/actions/locations/v2.0/101/check-booking-availability", [])
    for number in (1, 2):
        script.on("GET", f"{BOOKINGS}/{number}", record(number, startAt=None))
    return script


async def test_a_booking_without_a_location_is_left_out_of_the_list(
    scenario: Script,
    scripted: AmpecoClient,
    catalog: Catalog,
    user_directory: UserDirectory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its id is reported; the port of a booking that cannot be read by id is unknown."""
    scenario.on("GET", BOOKINGS, [record(1), record(2, locationId="x")])
    lists = BookingListService(scripted, catalog, user_directory, BookedPortResolver(scripted))

    page = await lists.page(BookingSearch(), per_page=25, cursor=None)

    assert [(row.booking.id, row.ports) for row in page.rows] == [(1, None)]
    assert "[2]" in caplog.text


async def test_the_ports_of_a_booking_without_dates_are_not_cached(scenario: Script, scripted: AmpecoClient) -> None:
    """Without them it is unknown whether the booking changed."""
    undated = [booking(number, createdAt=None, lastUpdatedAt=None) for number in (3, 4, 5)]
    scenario.on("GET", REQUESTS, [creation(number, bookingId=number, evseId=5001) for number in (3, 4, 5)])
    finder = BookedPortResolver(scripted)

    found = [await finder.resolve(undated) for _ in range(2)]

    assert found == [dict.fromkeys((3, 4, 5), (5001,))] * 2
    assert scenario.count("GET", REQUESTS) == 2
    assert "filter[createdAfter]" not in scenario.calls[0].url.params


async def test_a_booking_without_a_creation_date_has_no_history(scenario: Script, scripted: AmpecoClient) -> None:
    """The range to search is unknown; the history is marked incomplete."""
    assert await history_of(scripted, booking(7, createdAt=None)) == History((), complete=False)
    assert scenario.calls == []


async def test_a_booking_without_a_location_is_an_unexpected_response(
    scenario: Script, scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory
) -> None:
    """Nothing is invented."""
    scenario.on("GET", f"{BOOKINGS}/7", record(7, locationId=None))

    with pytest.raises(UnexpectedResponse, match="without its place"):
        await booking_detail(scripted, catalog, user_directory, 7)


async def test_requests_with_missing_fields_are_shown(
    scenario: Script, scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory
) -> None:
    """Of an unknown type, without a booking, of an unreadable booking, or of an unreadable user."""
    scenario.on("GET", f"{USERS}/1001", {"id": "1001", "email": 5})
    gaps = [change(3, 1), change(4, 7, bookingId=None), creation(5, type="unheard-of"), creation(6, userId=None)]
    scenario.on("GET", REQUESTS, gaps)

    page = await RequestListService(scripted, catalog, user_directory, BookedPortResolver(scripted)).page(
        RequestSearch(BookingRequestFilters()), per_page=25, cursor=None
    )

    shown = [(one.request.id, one.request.type, one.site and one.site.site_id, one.user_id) for one in page.requests]
    assert shown == [
        (3, "cancel", None, None),
        (4, "cancel", None, None),
        (5, "other", 101, 1001),
        (6, "create", 101, None),
    ]


async def test_a_calendar_leaves_out_what_has_no_time(
    scenario: Script, scripted: AmpecoClient, catalog: Catalog
) -> None:
    """A change without its booking, and a request without its time."""
    times = {"createdAt": None, "lastUpdatedAt": None}
    scenario.on("GET", BOOKINGS, [record(1, **times), record(2, endAt=None)])
    scenario.on("GET", REQUESTS, [change(3, 1, bookingId=None), creation(4, startAt=None), creation(5, evseId=None)])
    calendars = CalendarService(
        scripted,
        catalog,
        UserDirectory(scripted),
        BookedPortResolver(scripted),
        SwitchCompleter(scripted),
        now=lambda: NOW,
    )

    calendar = await calendars.for_days(101, site_day(START, catalog.default_zone), 2)

    assert [(entry.booking.id, entry.change) for entry in calendar.entries] == [(1, None)]
    assert [pending.request.id for pending in calendar.pending] == [5]


@pytest.mark.parametrize(
    ("request_", "site", "port", "user_id"),
    [
        (OtherRequest(id=1, location_id=102, evse_id=5002, user_id=1002), 102, 5002, 1002),
        (OtherRequest(id=1), 101, 5001, 1001),
    ],
)
def test_a_request_of_an_unknown_type_shows_its_own_fields(
    request_: BookingRequest, site: int, port: int, user_id: int
) -> None:
    """Otherwise those of its booking."""
    held = booking(7, bookedEvses=[{"id": 5001}])

    assert (
        requested_site_id(request_, held),
        requested_evse_id(request_, held),
        requested_user_id(request_, held),
    ) == (site, port, user_id)
    assert current_window_of(request_, held) is not None
