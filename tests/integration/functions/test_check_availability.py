"""GET /api/sites/{siteId}/availability."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.functions import NOW, START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)


def slots(answer: Any, evse_id: int) -> list[tuple[str, str]]:
    """Return the free slots of one port."""
    port = next(port for port in answer.json["ports"] if port["evseId"] == evse_id)
    return [(slot["startAt"], slot["endAt"]) for slot in port["availableSlots"]]


def test_days_are_local_days_of_the_site(functions: Functions) -> None:
    """Midnight to midnight in Detroit, in any zone of the caller."""
    answer = functions.availability(101, date="2026-03-20", days="2")

    assert answer.json["startAfter"] == "2026-03-20T00:00:00-04:00"
    assert answer.json["endBefore"] == "2026-03-22T00:00:00-04:00"
    assert answer.json["timezone"] == "America/Detroit"


def test_the_default_date_is_today_at_the_site(functions: Functions) -> None:
    """At three in the afternoon UTC it is Tuesday the 3rd there."""
    assert functions.availability(101).json["startAfter"] == "2026-03-03T00:00:00-05:00"


def test_the_sites_today_may_be_utc_yesterday(functions: Functions, simulator: SimulatorHandle) -> None:
    """From seven in the evening in Detroit, UTC is a day ahead; today must stay bookable."""
    evening = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    simulator.set_clock(evening)
    functions.configure(now=lambda: evening)

    assert functions.availability(101).json["startAfter"] == "2026-03-03T00:00:00-05:00"
    assert functions.availability(101, date="2026-03-03").status == 200


def test_adjacent_slots_are_merged(functions: Functions) -> None:
    """Ampeco splits at midnight UTC; two free days are one slot."""
    assert slots(functions.availability(101, date="2026-03-20", days="2"), 5001) == [
        ("2026-03-20T00:00:00-04:00", "2026-03-22T00:00:00-04:00")
    ]


def test_a_booking_leaves_a_gap(functions: Functions, simulator: SimulatorHandle) -> None:
    simulator.book(evse_id=5001, start=START, end=START + HOUR)

    assert slots(functions.availability(101, date="2026-03-23"), 5001) == [
        ("2026-03-23T00:00:00-04:00", "2026-03-23T11:00:00-04:00"),
        ("2026-03-23T12:00:00-04:00", "2026-03-24T00:00:00-04:00"),
    ]


def test_a_full_port_is_listed_without_slots(functions: Functions, simulator: SimulatorHandle) -> None:
    """A missing port would mean that it is not bookable."""
    midnight = datetime(2026, 3, 23, 4, tzinfo=UTC)
    simulator.book(evse_id=5001, start=midnight, end=midnight + 24 * HOUR)

    assert slots(functions.availability(101, date="2026-03-23"), 5001) == []


def test_slots_are_clipped_to_notice_and_horizon(functions: Functions) -> None:
    """Nothing before now and the notice, nothing beyond the horizon."""
    today = functions.availability(103, days="1").json
    last = functions.availability(101, date="2026-04-02").json

    assert today["earliestStart"] == "2026-03-03T08:15:00-07:00"
    assert all(slot["startAt"] >= today["earliestStart"] for port in today["ports"] for slot in port["availableSlots"])
    assert last["latestEnd"] == "2026-04-02T11:00:00-04:00"
    assert {slot["endAt"] for port in last["ports"] for slot in port["availableSlots"]} == {"2026-04-02T11:00:00-04:00"}


def test_a_window_between_two_instants_can_be_requested(functions: Functions) -> None:
    """Times are returned in the site's zone."""
    answer = functions.availability(
        101, startAfter=START.isoformat(), endBefore=(START + 2 * HOUR).isoformat().replace("+00:00", "Z")
    )

    assert slots(answer, 5001) == [("2026-03-23T11:00:00-04:00", "2026-03-23T13:00:00-04:00")]


@pytest.mark.parametrize(
    ("site_id", "date", "days", "hours", "change"),
    [
        (101, "2026-03-08", "1", 23, "2026-03-08T03:00:00-04:00"),
        (101, "2026-11-01", "1", 25, "2026-11-01T01:00:00-05:00"),
        (101, "2026-10-29", "7", 169, "2026-11-01T01:00:00-05:00"),
        (107, "2026-03-08", "7", 167, "2026-03-08T03:00:00-07:00"),
    ],
)
def test_days_with_a_clock_change_are_complete(
    functions: Functions, simulator: SimulatorHandle, site_id: int, date: str, days: str, hours: int, change: str
) -> None:
    """23, 25 or 169 hours; over 168 hours two calls are made, and their results are merged."""
    before = datetime.fromisoformat(date).replace(tzinfo=UTC) - timedelta(days=5)
    simulator.set_clock(before)
    functions.configure(now=lambda: before)
    simulator.patch("locations", 107, timezone="America/Los_Angeles")

    answer = functions.availability(site_id, date=date, days=days)

    body = answer.json
    length = datetime.fromisoformat(body["endBefore"]) - datetime.fromisoformat(body["startAfter"])
    assert length == hours * HOUR
    assert [one["at"] for one in body["offsetChanges"]] == [change]
    assert len(simulator.calls("locationCheckBookingAvailability")) == (2 if hours > 168 else 1)


def test_a_warm_function_needs_one_call(functions: Functions, simulator: SimulatorHandle) -> None:
    """The site's zone is cached for a minute."""
    functions.availability(101)
    simulator.clear_calls()

    functions.availability(101, date="2026-03-20", days="7")

    assert simulator.counts() == {"locationCheckBookingAvailability": 1}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"date": "2026-3-8"}, "date"),
        ({"date": "20260308"}, "date"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": "1772323200"}, "date"),
        ({"date": "2026-03-02"}, "date"),
        ({"date": "2026-04-03"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"date": "2026-03-08", "days": "0"}, "days"),
        ({"date": "2026-03-08", "days": "8"}, "days"),
        ({"days": "two"}, "days"),
        ({"days": " 2 "}, "days"),
        ({"days": "0_2"}, "days"),
        ({"date": "0001-01-01"}, "date"),
        ({"startAfter": "2026-03-08T10:00:00"}, "startAfter"),
        ({"startAfter": "1772323200", "endBefore": "1772323300"}, "startAfter"),
        ({"startAfter": "9999-12-31T23:59:59-23:59", "endBefore": "9999-12-31T23:59:59-23:59"}, "startAfter"),
        ({"startAfter": "2026-03-08T10:00:00Z"}, ""),
        ({"startAfter": "2026-03-08T10:00:00Z", "endBefore": "2026-03-08T10:00:00Z"}, "endBefore"),
        ({"startAfter": "2026-03-08T10:00:00Z", "endBefore": "2026-03-15T10:00:01Z"}, "endBefore"),
        ({"startAfter": "2026-03-08T10:00:00Z", "endBefore": "2026-03-09T10:00:00Z", "days": "1"}, ""),
    ],
)
def test_an_invalid_window_is_refused_by_field(
    functions: Functions, simulator: SimulatorHandle, query: dict[str, str], field: str
) -> None:
    """Without a call to Ampeco."""
    answer = functions.availability(101, **query)

    assert (answer.status, answer.problem) == (422, "invalid-request")
    assert field in {error["field"] for error in answer.json["errors"]}
    assert simulator.calls("locationCheckBookingAvailability") == []


@pytest.mark.parametrize("site_id", ["999999", "../101", "0"])
def test_an_unknown_site_is_not_found(functions: Functions, site_id: str) -> None:
    """By days and by instants."""
    window = {"startAfter": NOW.isoformat(), "endBefore": START.replace(month=3, day=5).isoformat()}

    for answer in (functions.availability(site_id), functions.availability(site_id, **window)):
        assert (answer.status, answer.problem) == (404, "site-not-found")
