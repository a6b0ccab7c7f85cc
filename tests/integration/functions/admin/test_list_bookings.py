"""GET /api/admin/bookings: rows, filters, and calls to Ampeco."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.admin import list_bookings
from shared.domain.admin import search
from tests.support.admin_functions import BEARER, AdminFunctions, filters, refused_fields
from tests.support.functions import NOW, START
from tests.support.lambda_calls import LambdaContext, call
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER = 1001


def test_a_row_has_site_port_driver_and_times(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Times in the site's zone, the driver's email masked, and no other field of Ampeco."""
    booked = simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)

    answer = admin.bookings(userId=DRIVER)

    (row,) = answer.json["bookings"]
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert row.pop("createdAt") == row.pop("lastUpdatedAt")
    assert row == {
        "id": booked["id"],
        "status": "accepted",
        "site": {"id": 101, "name": "Riverfront Garage"},
        "timezone": "America/Detroit",
        "ports": [{"evseId": 5001, "label": "A1"}],
        "driver": {"userId": DRIVER, "name": "Dana Driver", "email": "d•••@example.com"},
        "startAt": "2026-03-23T11:00:00-04:00",
        "endAt": "2026-03-23T12:00:00-04:00",
    }


def test_the_response_contains_the_search(admin: AdminFunctions) -> None:
    """For the page's heading; the email is masked there, too."""
    answer = admin.bookings(locationId=101, email=" Driver@Example.com ")

    assert answer.json == {
        "bookings": [],
        "complete": True,
        "site": {"id": 101, "name": "Riverfront Garage"},
        "driver": {"userId": DRIVER, "name": "Dana Driver", "email": "d•••@example.com"},
    }


def test_the_bookings_of_a_disabled_driver_are_found(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """They may have booked before the account was closed."""
    booked = simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=1002)

    answer = admin.bookings(email="disabled@example.com")

    assert [row["id"] for row in answer.json["bookings"]] == [booked["id"]]


@pytest.mark.parametrize("email", ["nobody@example.com", "duplicate@example.com"])
def test_an_email_without_exactly_one_account_is_a_problem(
    admin: AdminFunctions, simulator: SimulatorHandle, email: str
) -> None:
    """If the filter were ignored, all bookings would be listed."""
    answer = admin.bookings(email=email)

    assert (answer.status, answer.problem) == (404, "driver-not-found")
    assert simulator.calls("bookingsListing") == []


def test_an_unknown_site_is_not_found(admin: AdminFunctions) -> None:
    """An empty list would look like a site without bookings."""
    answer = admin.bookings(locationId=999)

    assert (answer.status, answer.problem) == (404, "site-not-found")


def test_bookings_of_a_deleted_driver_are_listed(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Without an email; an unknown user id finds nothing, which is no error."""
    simulator.faults({"kind": "status", "status": 404, "operation": "userRead"})
    simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)

    answer = admin.bookings(userId=DRIVER)

    assert [row["driver"] for row in answer.json["bookings"]] == [{"userId": DRIVER}]


@pytest.mark.parametrize(
    ("day", "inside", "outside"),
    [
        ("2026-03-08", ["2026-03-08T05:00", "2026-03-09T03:00"], ["2026-03-08T04:00", "2026-03-09T04:00"]),
        ("2026-11-01", ["2026-11-01T04:00", "2026-11-02T04:15"], ["2026-11-01T03:00", "2026-11-02T05:00"]),
    ],
)
def test_days_are_local_days_also_when_the_clock_changes(
    admin: AdminFunctions, simulator: SimulatorHandle, day: str, inside: list[str], outside: list[str]
) -> None:
    """Days of 23 and of 25 hours: half-hours just inside and just outside both ends (in UTC)."""
    for number, start in enumerate(map(_utc, inside + outside)):
        simulator.book(evse_id=5001 + number, start=start, end=start + HOUR / 2, user_id=DRIVER)

    answer = admin.bookings(locationId=101, userId=DRIVER, fromDay=day, toDay=day)

    assert [_utc_text(row["startAt"]) for row in answer.json["bookings"]] == inside


def test_without_a_site_days_are_days_of_the_tenant(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Either end may be open; a booking over midnight is on both days."""
    start = _utc("2026-03-24T06:30")
    simulator.book(evse_id=5001, start=start, end=start + HOUR, user_id=DRIVER)
    admin.configure(DEFAULT_TIMEZONE="America/Los_Angeles")

    found = [
        len(admin.bookings(userId=DRIVER, **days).json["bookings"])
        for days in (
            {"fromDay": "2026-03-24"},
            {"toDay": "2026-03-23"},
            {"fromDay": "2026-03-25"},
            {"toDay": "2026-03-22"},
        )
    ]

    assert found == [1, 1, 0, 0]


def test_all_of_ampecos_filters_are_passed_on(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """In UTC, under their documented names, and no others."""
    times = dict.fromkeys(("startAfter", "startBefore", "endAfter", "endBefore"), "2026-03-08T05:00:00-04:00")

    answer = admin.bookings(status="no-show", userId=1005, locationId=101, **times, per_page=7)

    (call,) = simulator.calls("bookingsListing")
    expected = {"status": "no-show", "userId": "1005", "locationId": "101"}
    expected |= dict.fromkeys(times, "2026-03-08T09%3A00%3A00Z")
    assert answer.status == 200
    assert set(call["path"].partition("?")[2].split("&")) == {
        "per_page=7",
        *(f"filter%5B{name}%5D={value}" for name, value in expected.items()),
    }


def test_a_page_costs_few_calls(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Cold: 1 page, 3 lists of names, requests and one driver each; ports that no request tells are read singly.

    Warm, and nothing new: the page alone.
    """
    site = simulator.add_site(ports=5)
    week = {"start": START, "end": START + timedelta(days=7)}
    booked = simulator.fill(site["locationId"], per_port=5, **week, userIds=[1005, 1006], unrequestedShare=0)

    cold = admin.bookings(locationId=site["locationId"], per_page=25)

    counts = simulator.counts()
    simulator.clear_calls()
    warm = admin.bookings(locationId=site["locationId"], per_page=25)
    reads = counts.pop("bookingRead")
    assert (len(cold.json["bookings"]), warm.json) == (25, cold.json)
    assert counts == {
        "locationsListing": 1,
        "evsesListing": 1,
        "bookingsListing": 1,
        "bookingRequestsListing": 1,
        "userRead": 2,
    }
    assert 0 < reads < 13
    assert simulator.counts() == {"bookingsListing": 1}
    assert {row["id"]: row["ports"][0]["evseId"] for row in cold.json["bookings"]} == {
        one["id"]: one["evseId"] for one in booked
    }


def test_sites_that_take_too_long_are_read_on_by_the_next_request(
    admin: AdminFunctions, simulator: SimulatorHandle
) -> None:
    """A new instance without a snapshot: no page is read twice, and nothing is shown before all are read."""
    for _ in range(100):
        simulator.add_site(ports=1)
    booked = simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)
    simulator.faults({"kind": "hold", "operation": "locationsListing", "skip": 1, "count": 1})

    first = call(
        list_bookings.handler,
        "GET /api/admin/bookings",
        query=filters(userId=DRIVER),
        headers=BEARER,
        context=LambdaContext(remaining_seconds=1.5 + 3.0),
    )
    simulator.release()
    simulator.clear_calls()
    second = admin.bookings(userId=DRIVER)
    read_on = [one["path"] for one in simulator.calls("locationsListing")]

    assert (first.status, first.problem) == (504, "upstream-timeout")
    assert (second.status, [row["id"] for row in second.json["bookings"]]) == (200, [booked["id"]])
    assert any("cursor" in path for path in read_on)
    assert all("cursor" in path or "lastUpdatedAfter" in path for path in read_on)


def test_whole_days_are_one_list_sorted_by_start(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """300 bookings of 31 days, in calls that are counted; the second response has the ports and names left out."""
    site = simulator.add_site(ports=15)
    month = {"start": START, "end": START + timedelta(days=30)}
    booked = simulator.fill(
        site["locationId"], per_port=20, **month, userIds=[*range(1005, 1010)], criteriaShare=0.5, unrequestedShare=0
    )
    days = {"locationId": site["locationId"], "fromDay": "2026-03-23", "toDay": "2026-04-22"}

    cold = admin.bookings(**days, per_page=25)
    counts = simulator.counts()
    simulator.clear_calls()
    warm = admin.bookings(**days)

    rows = cold.json["bookings"]
    starts = [datetime.fromisoformat(row["startAt"]) for row in rows]
    assert (len(rows), "nextCursor" in cold.json, starts) == (300, False, sorted(starts))
    assert sorted(row["id"] for row in rows) == sorted(one["id"] for one in booked)
    assert {row["driver"]["name"] for row in rows} == {row["driver"]["name"] for row in rows} - {None}
    assert (counts["bookingsListing"], counts["userRead"], counts["bookingRead"]) == (3, 5, 100)
    assert counts["bookingRequestsListing"] <= 1 + len(booked) // 50
    assert (cold.json["complete"], any("ports" not in row for row in rows)) == (False, True)
    assert (warm.json["complete"], all("ports" in row for row in warm.json["bookings"])) == (True, True)
    assert simulator.counts()["bookingRead"] <= 100
    assert "userRead" not in simulator.counts()


def test_both_active_statuses_are_one_list_of_whole_days(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """By start, not by status."""
    for evse_id, minutes in ((5001, 60), (5002, 10), (5003, 90)):
        begin = NOW + timedelta(minutes=minutes)
        simulator.book(evse_id=evse_id, start=begin, end=begin + HOUR, user_id=DRIVER)

    rows = admin.bookings(userId=DRIVER, status="active", fromDay="2026-03-03", toDay="2026-03-03").json["bookings"]

    assert [(row["ports"][0]["label"], row["status"]) for row in rows] == [
        ("A2", "reserved"),
        ("A1", "accepted"),
        ("A3", "accepted"),
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"fromDay": "2026-03-01", "toDay": "2026-04-01"}, ""),
        ({"fromDay": "2026-03-01", "toDay": "2026-03-31", "cursor": "eyJh"}, "cursor"),
    ],
)
def test_a_list_of_whole_days_has_31_of_them_and_no_pages(
    admin: AdminFunctions, simulator: SimulatorHandle, query: dict[str, str], field: str
) -> None:
    """31 days are accepted."""
    assert refused_fields(admin.bookings(**query)) == [field]
    assert simulator.counts().get("bookingsListing") is None
    assert admin.bookings(fromDay="2026-03-01", toDay="2026-03-31").status == 200


def test_a_list_that_is_too_long_is_refused(
    admin: AdminFunctions, simulator: SimulatorHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A truncated one would look complete; no port and no driver is read for it."""
    monkeypatch.setattr(search, "MAX_LISTED_ROWS", 2)
    for evse_id in (5001, 5002, 5003):
        simulator.book(evse_id=evse_id, start=START, end=START + HOUR, user_id=DRIVER)

    answer = admin.bookings(locationId=101, fromDay="2026-03-23", toDay="2026-03-23")

    assert (answer.status, answer.problem) == (422, "list-too-long")
    assert simulator.counts().keys() <= {"bookingsListing", "locationsListing", "evsesListing"}


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _utc_text(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
