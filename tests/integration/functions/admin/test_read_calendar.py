"""GET /api/admin/calendar: the rows of a site's week, and the calls to Ampeco."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.admin_functions import AdminFunctions
from tests.support.functions import START
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DAY = "2026-03-23"
DRIVER = 1001


def test_a_day_shows_every_port_with_its_bookings(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """In the site's time; free before and after the booking."""
    booked = simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)

    answer = admin.calendar(locationId=101, date=DAY)

    calendar = answer.json
    ports, bookings = calendar.pop("ports"), calendar.pop("bookings")
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert calendar == {
        "site": {"id": 101, "name": "Riverfront Garage"},
        "timezone": "America/Detroit",
        "startAfter": "2026-03-23T00:00:00-04:00",
        "endBefore": "2026-03-24T00:00:00-04:00",
        "now": "2026-03-03T10:00:00-05:00",
        "offsetChanges": [],
        "workingHours": {"alwaysOpen": True},
        "pending": [],
    }
    assert [port["label"] for port in ports] == ["A1", "A2", "A3", "A4", "A5", "A6"]
    assert ports[0] == {
        "evseId": 5001,
        "label": "A1",
        "physicalReference": "GR-RF-A1",
        "chargePointName": "Riverfront 1",
        "currentType": "dc",
        "maxPowerKw": 150,
        "connectors": [{"type": "ccs1", "format": "cable"}],
        "hardwareStatus": "available",
        "liveStatus": "available",
        "bookable": True,
        "availableSlots": [
            {"startAt": "2026-03-23T00:00:00-04:00", "endAt": "2026-03-23T11:00:00-04:00"},
            {"startAt": "2026-03-23T12:00:00-04:00", "endAt": "2026-03-24T00:00:00-04:00"},
        ],
    }
    assert bookings == [
        {
            "id": booked["id"],
            "status": "accepted",
            "evseIds": [5001],
            "startAt": "2026-03-23T11:00:00-04:00",
            "endAt": "2026-03-23T12:00:00-04:00",
            "lastUpdatedAt": bookings[0]["lastUpdatedAt"],
            "driver": {"userId": DRIVER, "name": "Dana Driver", "email": "d•••@example.com"},
        }
    ]


def test_a_week_of_twenty_ports_and_two_hundred_bookings(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """11 calls cold, a read for each port that no request names and for each driver; 4 calls warm, in two rounds.

    Cold: the site, its charge points, a page of all EVSEs; availability, 2 pages of bookings, what is pending, 3 lists
    of requests for 80 bookings each, and those of a driver with two bookings that end at the same time. Warm:
    availability, what is pending and the first page of bookings, then the second.
    """
    site = simulator.add_site(ports=20)
    monday = datetime.fromisoformat("2026-03-16T00:00:00-04:00")
    booked = simulator.fill(site["locationId"], start=monday, end=monday + timedelta(days=7), per_port=10)
    requested = {"locationId": site["locationId"], "date": "2026-03-16", "days": 7}

    cold = admin.calendar(**requested)
    cold_counts = simulator.counts()
    simulator.clear_calls()
    warm = admin.calendar(**requested)

    reads = cold_counts.pop("bookingRead")
    assert cold_counts.pop("userRead") == len({one["driver"]["userId"] for one in cold.json["bookings"]}) <= 100
    assert (len(cold.json["ports"]), len(cold.json["bookings"]), cold.json) == (20, 200, warm.json)
    assert {one["id"]: one["evseIds"] for one in warm.json["bookings"]} == {
        one["id"]: [one["evseId"]] for one in booked
    }
    assert cold_counts == {
        "locationRead": 1,
        "chargePointsListing": 1,
        "evsesListing": 1,
        "locationCheckBookingAvailability": 1,
        "bookingsListing": 2,
        "bookingRequestsListing": 1 + 3 + 1,
    }
    assert 0 < reads < 100
    assert simulator.counts() == {
        "locationCheckBookingAvailability": 1,
        "bookingsListing": 2,
        "bookingRequestsListing": 1,
    }


def test_the_port_of_a_changed_booking_is_read_again(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The cache is keyed by the last change; one or two bookings are read by id."""
    reference = admin.book(order).json["id"]
    admin.calendar(locationId=101, date=DAY)
    simulator.advance(1)
    admin.move(reference, {"startAt": (START + HOUR).isoformat(), "endAt": (START + 2 * HOUR).isoformat()})
    simulator.clear_calls()

    moved = admin.calendar(locationId=101, date=DAY)

    assert [(one["startAt"], one["evseIds"]) for one in moved.json["bookings"]] == [
        ("2026-03-23T12:00:00-04:00", [5001])
    ]
    assert simulator.counts()["bookingRead"] == 1


def test_pending_requests_are_shown_in_the_row_of_their_port(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """A change with its booking, a create request by itself; none of another site or time."""
    moving = admin.book(order).json["id"]
    ending = admin.book(order | {"evseId": 5002} | _at(START + 2 * HOUR)).json["id"]
    booked = {one["evseId"]: one["id"] for one in simulator.live_bookings() if one["externalId"]}
    simulator.approval("held")
    admin.move(moving, _at(START + 4 * HOUR))
    admin.cancel(ending)
    here = {"locationId": 101, "evseId": 5003} | _at(START + 6 * HOUR)
    simulator.submit(here, external_id="one", user_id=1005)
    simulator.submit({"locationId": 101} | _at(START + 7 * HOUR), external_id="two", user_id=1006)
    simulator.submit(here | {"locationId": 105, "evseId": 5018}, external_id="elsewhere", user_id=1007)
    simulator.submit(here | _at(START + 48 * HOUR), external_id="another-day", user_id=1008)

    calendar = admin.calendar(locationId=101, date=DAY).json

    changes = {one["id"]: one["change"] for one in calendar["bookings"]}
    assert [change.pop("requestId") > 90_000 for change in changes.values()] == [True, True]
    assert changes == {
        booked[5001]: {
            "type": "update",
            "startAt": "2026-03-23T15:00:00-04:00",
            "endAt": "2026-03-23T16:00:00-04:00",
        },
        booked[5002]: {"type": "cancel"},
    }
    assert [(one["driver"]["userId"], one.get("evseId"), one["startAt"]) for one in calendar["pending"]] == [
        (1005, 5003, "2026-03-23T17:00:00-04:00"),
        (1006, None, "2026-03-23T18:00:00-04:00"),
    ]


def test_a_booking_with_an_unknown_port_is_still_shown(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Without a port, or in an extra row for a port that left the site."""
    gone = simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)
    simulator.patch("evses", 5001, chargePointId=302)
    simulator.patch("evses", 5001, id=4999)
    first = admin.calendar(locationId=101, date=DAY).json
    admin.configure()
    simulator.faults({"kind": "status", "status": 404, "operation": "bookingRead"})
    second = admin.calendar(locationId=101, date=DAY).json

    assert [(one["id"], one.get("evseIds")) for one in first["bookings"]] == [(gone["id"], [5001])]
    assert first["ports"][-1] == {
        "evseId": 5001,
        "label": "#5001",
        "connectors": [],
        "bookable": False,
        "availableSlots": [],
    }
    assert [(one["id"], "evseIds" in one) for one in second["bookings"]] == [(gone["id"], False)]


def test_ports_that_are_not_bookable_have_a_row(admin: AdminFunctions) -> None:
    """Disabled, out of order, closed for booking, or at a disabled site (113): they may have older bookings."""
    rows = {
        site_id: [(port["bookable"], bool(port["availableSlots"])) for port in calendar["ports"]]
        for site_id in (112, 113, 114)
        if (calendar := admin.calendar(locationId=site_id, date=DAY).json)
    }

    assert set(rows[112]) == set(rows[113]) == {(False, False)}
    assert set(rows[114]) == {(True, True), (False, False)}


@pytest.mark.parametrize(
    ("resource", "number", "change", "broken"),
    [
        ("evses", 5001, {"hardwareStatus": "faulted"}, ["A1"]),
        ("evses", 5001, {"hardwareStatus": "unavailable"}, ["A1"]),
        ("evses", 5001, {"status": "out of order"}, ["A1"]),
        ("evses", 5001, {"status": "disabled"}, ["A1"]),
        ("charge-points", 301, {"hardwareStatus": "faulted"}, ["A1", "A2"]),
    ],
)
def test_the_row_of_a_faulted_port_is_marked_out_of_order(
    admin: AdminFunctions,
    simulator: SimulatorHandle,
    resource: str,
    number: int,
    change: dict[str, str],
    broken: list[str],
) -> None:
    """Also while it can still be booked; without an extra call."""
    simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)
    simulator.patch(resource, number, **change)
    simulator.clear_calls()

    calendar = admin.calendar(locationId=101, date=DAY).json

    assert [port["label"] for port in calendar["ports"] if port.get("liveStatus") == "out-of-order"] == broken
    assert [booking["evseIds"] for booking in calendar["bookings"]] == [[5001]]
    assert "evseRead" not in simulator.counts()


def _text(instant: datetime) -> str:
    return instant.isoformat()


def _at(start: datetime) -> dict[str, str]:
    return {"startAt": _text(start), "endAt": _text(start + HOUR)}
