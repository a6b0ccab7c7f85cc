"""The calendar of a site."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.calendar import Calendar, CalendarService
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.bookings.switch_completion import SwitchCompleter
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.sites import Port
from shared.domain.errors import InvalidRequest, SiteNotFound
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, CHARGE_POINTS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.commands import AVAILABILITY
from tests.unit.domain.records import change, creation, evse, location, record, user

LATE_AT_NIGHT = datetime(2026, 3, 4, 5, 30, tzinfo=UTC)
"""Still the 3rd in Chicago, which is the tenant's zone, and the 4th in Detroit, which is the site's."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START, END = LATE_AT_NIGHT - HOUR, LATE_AT_NIGHT + DAY
PENDING = "filter%5Bstatus%5D=pending"


def slots(evse_id: int, *windows: tuple[datetime, datetime]) -> dict[str, Any]:
    """Return the slots in which an EVSE is free."""
    free = [{"startAt": start.isoformat(), "endAt": end.isoformat()} for start, end in windows]
    return {"evseId": evse_id, "availableSlots": free}


def at(start: datetime, lasting: timedelta = HOUR) -> dict[str, str]:
    """Return the start and end of a record."""
    return {"startAt": start.isoformat(), "endAt": (start + lasting).isoformat()}


def rows(calendar: Calendar) -> list[tuple[int, str, bool, tuple[Window, ...]]]:
    """Return the rows of the calendar in short form."""
    return [(row.port.evse_id, row.port.label, row.bookable, row.free) for row in calendar.ports]


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script with a site of two open ports and a closed one, at which nothing is booked."""
    ports = [evse(5003, "B"), evse(5002, "A"), evse(5001, "C", bookingEnabled=False)]
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", CHARGE_POINTS, [{"id": 10, "locationId": 101, "status": "enabled"}])
    script.on("GET", f"{CHARGE_POINTS}/10/evses", ports)
    script.on("POST", AVAILABILITY, [])
    script.on("GET", BOOKINGS, [])
    script.on("GET", REQUESTS, [], having=PENDING)
    script.on("GET", f"{USERS}/1001", user(1001))
    return script


@pytest.fixture
def calendars(scripted: AmpecoClient, catalog: Catalog) -> CalendarService:
    return CalendarService(
        scripted,
        catalog,
        UserDirectory(scripted),
        BookedPortResolver(scripted),
        SwitchCompleter(scripted),
        now=lambda: LATE_AT_NIGHT,
    )


async def test_every_port_has_a_row_with_its_free_time(scenario: Script, calendars: CalendarService) -> None:
    """From now to the end of the window; a port that is not bookable is never free."""
    scenario.on("POST", AVAILABILITY, [slots(5001, (START, END)), slots(5002, (START, END + HOUR)), slots(5003)])

    calendar = await calendars.for_window(101, START, END)

    assert rows(calendar) == [
        (5002, "A", True, (Window(LATE_AT_NIGHT, END),)),
        (5003, "B", True, ()),
        (5001, "C", False, ()),
    ]
    assert all(isinstance(row.port, Port) for row in calendar.ports)
    assert (calendar.site.site_id, calendar.site.name) == (101, "Garage")
    assert (calendar.site.zone, calendar.site.location and calendar.site.location.id) == (
        ZoneInfo("America/Detroit"),
        101,
    )
    assert (calendar.window, calendar.now) == (Window(START, END), LATE_AT_NIGHT)


async def test_ports_with_the_same_label_are_sorted_by_number(scenario: Script, calendars: CalendarService) -> None:
    """So that the rows keep their order at each reload."""
    scenario.on("GET", f"{CHARGE_POINTS}/10/evses", [evse(number, "A") for number in (5003, 5001, 5002)])

    calendar = await calendars.for_window(101, START, END)

    assert [row.port.evse_id for row in calendar.ports] == [5001, 5002, 5003]


@pytest.mark.parametrize("answer", [404, [slots(5002, (START, END)), slots(5003)]])
async def test_a_site_that_is_closed_for_booking_still_has_a_calendar(
    scenario: Script, calendars: CalendarService, answer: Any
) -> None:
    """It has no free time, whatever Ampeco returns."""
    scenario.on("GET", f"{LOCATIONS}/101", location(101, "Garage", status="disabled"))
    scenario.on("POST", AVAILABILITY, answer)

    calendar = await calendars.for_window(101, START, END)

    assert [(row.bookable, row.free) for row in calendar.ports] == [(False, ())] * 3


async def test_a_booking_is_in_the_row_of_each_port_with_its_pending_change(
    scenario: Script, calendars: CalendarService
) -> None:
    """The newest pending change; a port that the site no longer has gets a row after the others.

    With its label where Ampeco still has it elsewhere.
    """
    scenario.on("GET", BOOKINGS, [record(7), record(8), record(9), record(7, status="reserved")])
    for number, evse_ids in ((7, [5002]), (8, [5009, 5008]), (9, None)):
        evses = [{"id": evse_id} for evse_id in evse_ids] if evse_ids else None
        scenario.on("GET", f"{BOOKINGS}/{number}", record(number, bookedEvses=evses))
    scenario.on("GET", REQUESTS, [])
    scenario.on("GET", REQUESTS, [change(3, 7), change(2, 7, "update"), change(1, 8, "update")], having=PENDING)

    scenario.on("GET", f"{EVSES}/5008", evse(5008, "B8"))
    scenario.on("GET", f"{EVSES}/5009", 404)

    calendar = await calendars.for_window(101, START, END)

    assert [
        (one.booking.id, one.booking.status, one.evse_ids, one.change and one.change.id) for one in calendar.entries
    ] == [(7, "reserved", (5002,), 3), (8, "accepted", (5009, 5008), 1), (9, "accepted", None, None)]
    assert {one.driver and one.driver.id for one in calendar.entries} == {1001}
    assert [(row[0], row[1], row[2]) for row in rows(calendar)[3:]] == [(5008, "B8", False), (5009, "#5009", False)]


async def test_pending_requests_of_the_site_and_window_are_shown(scenario: Script, calendars: CalendarService) -> None:
    """Each once; none at another site or time, and none that only touches the window."""
    here = [creation(1, **at(START)), creation(2, **at(END - HOUR)), creation(1, **at(START))]
    elsewhere = creation(3, locationId=102, **at(START))
    before, after = creation(4, **at(START - HOUR)), creation(5, **at(END))
    scenario.on("GET", REQUESTS, [*here, elsewhere, before, after, change(6, 7)], having=PENDING)

    calendar = await calendars.for_window(101, START, END)

    assert [one.request.id for one in calendar.pending] == [1, 2]


async def test_ampeco_is_called_for_overlapping_bookings_and_pending_requests(
    scenario: Script, calendars: CalendarService
) -> None:
    """Free time of the whole window, bookings of the site, everybody's pending requests; one call each."""
    await calendars.for_window(101, START, END)

    (free,) = [json.loads(one.content) for one in scenario.calls if one.method == "POST"]
    (bookings,) = [dict(one.url.params) for one in scenario.calls if one.url.path.endswith(BOOKINGS)]
    (requests,) = [dict(one.url.params) for one in scenario.calls if one.url.path.endswith(REQUESTS)]
    assert free == {"startAfter": "2026-03-04T04:30:00Z", "endBefore": "2026-03-05T05:30:00Z"}
    assert bookings == {
        "filter[locationId]": "101",
        "filter[startBefore]": "2026-03-05T05:30:00Z",
        "filter[endAfter]": "2026-03-04T04:30:00Z",
        "per_page": "100",
    }
    assert requests == {"filter[status]": "pending", "per_page": "100"}


@pytest.mark.parametrize(("end", "calls"), [(LATE_AT_NIGHT, 0), (LATE_AT_NIGHT + timedelta(microseconds=1), 1)])
async def test_no_free_time_is_requested_for_the_past(
    scenario: Script, calendars: CalendarService, end: datetime, calls: int
) -> None:
    """Rows and bookings are shown all the same."""
    calendar = await calendars.for_window(101, START, end)

    assert scenario.count("POST", AVAILABILITY) == calls
    assert [row.free for row in calendar.ports] == [()] * 3


@pytest.mark.parametrize(
    ("first", "days", "start", "end"),
    [
        (None, 1, datetime(2026, 3, 4, 5, tzinfo=UTC), datetime(2026, 3, 5, 5, tzinfo=UTC)),
        (date(2026, 3, 8), 1, datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        (date(2026, 3, 2), 7, datetime(2026, 3, 2, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)),
    ],
)
@pytest.mark.usefixtures("scenario")
async def test_days_are_local_days_of_the_site(
    calendars: CalendarService, first: date | None, days: int, start: datetime, end: datetime
) -> None:
    """Without a first day, from its today, which may differ from the tenant's date; one day has 23 hours."""
    calendar = await calendars.for_days(101, first, days)

    assert calendar.window == Window(start, end)


@pytest.mark.parametrize(("zone", "today"), [("America/Detroit", 4), ("America/Denver", 3), (None, 3)])
async def test_today_is_the_local_date_of_the_site(
    scenario: Script, calendars: CalendarService, zone: str | None, today: int
) -> None:
    """A site without a time zone uses the tenant's."""
    scenario.on("GET", f"{LOCATIONS}/101", location(101, "Garage", timezone=zone))

    calendar = await calendars.for_days(101, None, 1)

    assert calendar.site.zone.key == (zone or "America/Chicago")
    assert calendar.window.start.astimezone(calendar.site.zone) == datetime(2026, 3, today, tzinfo=calendar.site.zone)


@pytest.mark.parametrize(
    ("end", "detail"),
    [
        (START, "The end must be after the start."),
        (START - HOUR, "The end must be after the start."),
        (START + 8 * DAY + timedelta(microseconds=1), "The window is longer than 8 days."),
    ],
)
async def test_a_window_that_is_too_long_is_refused(
    scenario: Script, calendars: CalendarService, end: datetime, detail: str
) -> None:
    """The error names the end; no call is made."""
    with pytest.raises(InvalidRequest) as refusal:
        await calendars.for_window(101, START, end)

    assert (refusal.value.field, refusal.value.detail) == ("endBefore", detail)
    assert scenario.calls == []


async def test_a_window_of_eight_days_is_allowed(scenario: Script, calendars: CalendarService) -> None:
    """Enough for a week with a clock change from any hour on; free time is requested in two parts."""
    calendar = await calendars.for_window(101, START, START + 8 * DAY)

    assert calendar.window.duration == 8 * DAY
    assert scenario.count("POST", AVAILABILITY) == 2


async def test_an_unknown_site_has_no_calendar(scenario: Script, calendars: CalendarService) -> None:
    """Neither by days nor by instants."""
    scenario.on("GET", f"{LOCATIONS}/101", 404)
    scenario.on("GET", LOCATIONS, [])

    with pytest.raises(SiteNotFound):
        await calendars.for_days(101, None, 1)
    with pytest.raises(SiteNotFound):
        await calendars.for_window(101, START, END)
