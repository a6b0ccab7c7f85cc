"""GET /api/admin/calendar: accepted and refused windows."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.functions import NOW, START
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DAY = "2026-03-23"
MIDNIGHT = "2026-03-09T00:00:00Z"
DRIVER = 1001


@pytest.mark.parametrize(
    ("date", "days", "start", "end", "change", "questions"),
    [
        ("2027-03-14", 1, "2027-03-14T00:00:00-05:00", "2027-03-15T00:00:00-04:00", "2027-03-14T03:00:00-04:00", 1),
        ("2026-10-26", 7, "2026-10-26T00:00:00-04:00", "2026-11-02T00:00:00-05:00", "2026-11-01T01:00:00-05:00", 2),
    ],
)
def test_days_are_local_days_also_when_the_clock_changes(
    admin: AdminFunctions,
    simulator: SimulatorHandle,
    date: str,
    days: int,
    start: str,
    end: str,
    change: str,
    questions: int,
) -> None:
    """23 hours, or seven days of 169 hours: more than one call to Ampeco covers, so two calls are made."""
    calendar = admin.calendar(locationId=101, date=date, days=days).json

    assert (calendar["startAfter"], calendar["endBefore"]) == (start, end)
    assert calendar["offsetChanges"] == [{"at": change}]
    assert simulator.counts()["locationCheckBookingAvailability"] == questions
    assert [port["availableSlots"] for port in calendar["ports"]] == [[{"startAt": start, "endAt": end}]] * 6


def test_the_default_date_is_today_at_the_site(admin: AdminFunctions) -> None:
    """In Honolulu it is still the day before when it is past midnight in Detroit; no free time before now."""
    now = datetime(2026, 3, 4, 6, tzinfo=UTC)
    admin.configure(now=lambda: now)

    calendar = admin.calendar(locationId=109).json

    earliest = [slot["startAt"] for port in calendar["ports"] for slot in port["availableSlots"]]
    assert calendar["startAfter"] == "2026-03-03T00:00:00-10:00"
    assert (calendar["now"], min(earliest)) == ("2026-03-03T20:00:00-10:00",) * 2


def test_the_past_is_shown_without_a_call_for_free_time(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    calendar = admin.calendar(locationId=108, date="2026-03-02").json

    assert {one["status"] for one in calendar["bookings"]} >= {"completed"}
    assert "locationCheckBookingAvailability" not in simulator.counts()


def test_a_window_between_two_instants(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Up to eight days; bookings that only touch it are left out."""
    for evse_id, start in ((5001, START - HOUR), (5002, START), (5003, START + HOUR)):
        simulator.book(evse_id=evse_id, start=start, end=start + HOUR, user_id=DRIVER)

    one_hour = admin.calendar(locationId=101, startAfter=START.isoformat(), endBefore=(START + HOUR).isoformat()).json
    eight_days = admin.calendar(locationId=101, startAfter=NOW.isoformat(), endBefore=(NOW + 192 * HOUR).isoformat())

    assert [one["evseIds"] for one in one_hour["bookings"]] == [[5002]]
    assert eight_days.status == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "locationId"),
        ({"locationId": "101 "}, "locationId"),
        ({"locationId": "101", "date": "2026-02-30"}, "date"),
        ({"locationId": "101", "date": "9999-12-31"}, "date"),
        ({"locationId": "101", "days": "0"}, "days"),
        ({"locationId": "101", "days": "8"}, "days"),
        ({"locationId": "101", "startAfter": "2026-03-08", "endBefore": MIDNIGHT}, "startAfter"),
        ({"locationId": "101", "startAfter": MIDNIGHT, "endBefore": "2026-03-08T00:00:00Z"}, "endBefore"),
        ({"locationId": "101", "startAfter": "2026-03-01T00:00:00Z", "endBefore": "2026-03-09T00:01:00Z"}, "endBefore"),
        ({"locationId": "101", "startAfter": MIDNIGHT}, ""),
        ({"locationId": "101", "date": DAY, "startAfter": MIDNIGHT, "endBefore": MIDNIGHT}, ""),
    ],
)
def test_an_invalid_query_is_refused(
    admin: AdminFunctions, simulator: SimulatorHandle, query: dict[str, str], field: str
) -> None:
    """By the name of its field, before any call to Ampeco."""
    assert refused_fields(admin.calendar(**query)) == [field]
    assert simulator.calls() == []


@pytest.mark.parametrize("query", [{"date": DAY}, {"startAfter": "2026-03-08T00:00:00Z", "endBefore": MIDNIGHT}])
def test_an_unknown_site_is_not_found(admin: AdminFunctions, query: dict[str, str]) -> None:
    """Not an empty week."""
    answer = admin.calendar(locationId=999, **query)

    assert (answer.status, answer.problem) == (404, "site-not-found")
