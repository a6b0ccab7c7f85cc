"""A complete booking at instants that are difficult for clocks and calendars."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.admin_fixtures import admin  # noqa: F401 - a fixture, found here by its name
from tests.support.admin_functions import AdminFunctions
from tests.support.clock import MOMENTS
from tests.support.simulator import SimulatorHandle

DETROIT = ZoneInfo("America/Detroit")
SITE, PORT = 101, 5001
HOUR = timedelta(hours=1)


@pytest.fixture(params=MOMENTS)
def now(request: pytest.FixtureRequest, admin: AdminFunctions, simulator: SimulatorHandle) -> datetime:  # noqa: F811 - the fixture
    """Set this instant in the simulator and in the functions."""
    moment = datetime.fromisoformat(request.param)
    simulator.set_clock(moment)
    admin.configure(now=lambda: moment)
    return moment


def windows(answer: Any, evse_id: int) -> list[tuple[datetime, datetime]]:
    """Return the free slots of a port in UTC."""
    (port,) = [port for port in answer.json["ports"] if port["evseId"] == evse_id]
    times = [(slot["startAt"], slot["endAt"]) for slot in port["availableSlots"]]
    return [
        (datetime.fromisoformat(start).astimezone(UTC), datetime.fromisoformat(end).astimezone(UTC))
        for start, end in times
    ]


def test_seven_days_are_offered_from_the_first_bookable_one(admin: AdminFunctions, now: datetime) -> None:  # noqa: F811 - the fixture
    """From midnight to midnight at the site, whatever the length of each day."""
    soonest = now + timedelta(minutes=15)
    first = soonest.astimezone(DETROIT).date()

    days = admin.availability(SITE, days="7").json

    begins, ends = (datetime.fromisoformat(days[name]) for name in ("startAfter", "endBefore"))
    assert (begins.date(), ends.date()) == (first, first + timedelta(days=7))
    assert {(begins.hour, begins.minute), (ends.hour, ends.minute)} == {(0, 0)}
    assert (begins.utcoffset(), ends.utcoffset()) == tuple(
        datetime(day.year, day.month, day.day, tzinfo=DETROIT).utcoffset() for day in (begins, ends)
    )
    assert datetime.fromisoformat(days["earliestStart"]) == soonest


def test_the_next_hour_is_booked_moved_and_canceled(
    admin: AdminFunctions,  # noqa: F811 - the fixture
    now: datetime,
) -> None:
    """Its slot is taken for exactly an hour, in the list and in the day's calendar, and free again at the end."""
    start = now + timedelta(minutes=45)  # what starts sooner Ampeco reserves, and changes no more
    end = start + HOUR
    span = {"startAfter": start.isoformat(), "endBefore": (end + HOUR).isoformat()}
    order = {"locationId": SITE, "evseId": PORT, "startAt": start.isoformat(), "endAt": end.isoformat()}

    reference = admin.book(order | {"email": "driver@example.com"}).json["id"]
    shown = admin.read_booking(reference).json
    taken = windows(admin.availability(SITE, **span), PORT)
    moved = admin.move(reference, {"startAt": end.isoformat(), "endAt": (end + HOUR).isoformat()})
    day = f"{end.astimezone(DETROIT):%Y-%m-%d}"
    in_calendar = admin.calendar(locationId=SITE, date=day, days=1).json["bookings"]
    file = admin.invite(reference)
    canceled = admin.cancel(reference)

    assert shown["status"] == "accepted"
    assert datetime.fromisoformat(shown["startAt"]).utcoffset() == start.astimezone(DETROIT).utcoffset()
    assert (datetime.fromisoformat(shown["startAt"]), datetime.fromisoformat(shown["endAt"])) == (start, end)
    assert taken == [(end, end + HOUR)]
    assert (moved.status, canceled.status) == (202, 202)
    assert end in [datetime.fromisoformat(one["startAt"]) for one in in_calendar if one["evseIds"] == [PORT]]
    assert f"DTSTART:{end:%Y%m%dT%H%M%SZ}" in file.text
    assert windows(admin.availability(SITE, **span), PORT) == [(start, end + HOUR)]
    assert json.loads(admin.read_booking(reference).text)["status"] == "cancelled"
