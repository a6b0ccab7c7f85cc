"""GET /api/admin/bookings/{bookingId}: details of one booking."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.admin_functions import AdminFunctions
from tests.support.functions import NOW, START
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER = 1001
EMAIL = "driver@example.com"


def test_a_booking_has_site_port_driver_and_requests(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """Two rounds: the booking, then the rest concurrently; five calls and two for requests."""
    admin.book(order, key=key)
    (booked,) = [one for one in simulator.live_bookings() if one["externalId"]]
    admin.configure()
    simulator.clear_calls()

    answer = admin.booking(booked["id"])

    detail = answer.json
    made = {name: detail.pop(name) for name in ("createdAt", "lastUpdatedAt")}
    (request,) = detail.pop("requests")
    assert detail.pop("handOver").keys() == {"reference", "changesEmailed"}
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert all(time.endswith("-05:00") for time in made.values())
    assert detail == {
        "id": booked["id"],
        "status": "accepted",
        "site": {
            "id": 101,
            "name": "Riverfront Garage",
            "address": "200 Front Ave SW",
            "city": "Grand Rapids",
            "state": "MI",
            "country": "US",
            "postCode": "49504",
        },
        "timezone": "America/Detroit",
        "ports": [
            {
                "evseId": 5001,
                "label": "A1",
                "physicalReference": "GR-RF-A1",
                "currentType": "dc",
                "maxPowerKw": 150,
                "connectors": [{"type": "ccs1", "format": "cable"}],
                "hardwareStatus": "available",
                "liveStatus": "available",
            }
        ],
        "driver": {
            "userId": DRIVER,
            "email": "driver@example.com",
            "firstName": "Dana",
            "lastName": "Driver",
            "phone": "+16167868679",
            "status": "enabled",
        },
        "startAt": "2026-03-23T11:00:00-04:00",
        "endAt": "2026-03-23T12:00:00-04:00",
        "accessMethods": ["OPEN", "PARKING_TICKET"],
        "requestsComplete": True,
        "actions": {"canUpdate": True, "canCancel": True},
    }
    assert (request["type"], request["status"], request["source"]) == ("create", "approved", "site")
    assert key not in answer.text
    assert simulator.counts() == {
        "bookingRead": 1,
        "locationRead": 1,
        "evseRead": 1,
        "userRead": 1,
        "bookingRequestsListing": 2,
    }


def test_its_requests_are_sorted_by_time(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The create request, a rejected and an approved reschedule, the cancellation; no other booking's."""
    reference = admin.book(order).json["id"]
    (booked,) = [one for one in simulator.live_bookings() if one["externalId"]]
    times = {"startAt": _text(START + HOUR), "endAt": _text(START + 2 * HOUR)}
    simulator.approval("instant", rejectReason="Not today.", rejectCount=1)
    admin.move(reference, times)
    admin.book(order | {"evseId": 5002, "startAt": _text(START + 3 * HOUR), "endAt": _text(START + 4 * HOUR)})
    admin.move(reference, times)
    admin.cancel(reference)

    detail = admin.booking(booked["id"]).json

    told = [(one["type"], one["status"], one.get("rejectionReason")) for one in detail["requests"]]
    assert told == [
        ("create", "approved", None),
        ("update", "rejected", "Not today."),
        ("update", "approved", None),
        ("cancel", "approved", None),
    ]
    assert detail["requests"][1] == detail["requests"][1] | {
        "bookingId": booked["id"],
        "source": "site",
        "site": {"id": 101, "name": "Riverfront Garage"},
        "port": {"evseId": 5001, "label": "A1"},
        "driver": {"userId": DRIVER, "name": "Dana Driver", "email": "d•••@example.com"},
        "startAt": "2026-03-23T12:00:00-04:00",
        "fromStartAt": "2026-03-23T12:00:00-04:00",
    }
    assert (detail["status"], detail["actions"]) == ("cancelled", {"canUpdate": False, "canCancel": False})


@pytest.mark.parametrize(
    ("ahead", "status", "actions"),
    [
        (timedelta(days=1), "accepted", {"canUpdate": True, "canCancel": True}),
        (timedelta(minutes=10), "reserved", {"canUpdate": False, "canCancel": True}),
        (timedelta(days=-1), None, {"canUpdate": False, "canCancel": False}),
    ],
)
def test_only_possible_actions_are_offered(
    admin: AdminFunctions, simulator: SimulatorHandle, ahead: timedelta, status: str | None, actions: dict[str, bool]
) -> None:
    """Before the start, while its port is held, and when it is over."""
    booked = simulator.book(evse_id=5001, start=NOW + ahead, end=NOW + ahead + HOUR, user_id=DRIVER)

    detail = admin.booking(booked["id"]).json

    assert detail["status"] in ({status} if status else {"completed", "no-show", "failed"})
    assert detail["actions"] == actions


def test_deleted_records_are_shown_by_id(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Site, port and driver that Ampeco no longer has."""
    booked = simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)
    simulator.faults(
        *({"kind": "status", "status": 404, "operation": one} for one in ("locationRead", "evseRead", "userRead"))
    )

    detail = admin.booking(booked["id"]).json

    assert detail["site"] == {"id": 101, "name": "Site 101"}
    assert detail["ports"] == [{"evseId": 5001, "label": "#5001", "connectors": []}]
    assert detail["driver"] == {"userId": DRIVER}
    assert (detail["timezone"], detail["startAt"]) == ("America/Detroit", "2026-03-23T11:00:00-04:00")


def test_an_invalid_or_unknown_id_is_not_found(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """An invalid id causes no call."""
    bad = ["0", "-1", "x", "20001x", "20001/../1", "\u0661", "9" * 16, "%32%30", ""]

    answers = [admin.booking(booking_id) for booking_id in ["1", *bad]]

    assert {(answer.status, answer.problem) for answer in answers} == {(404, "booking-not-found")}
    assert [call["path"] for call in simulator.calls()] == [
        "/public-api/resources/bookings/v1.0/1?include%5B%5D=bookedEvses"
    ]


def _text(instant: Any) -> str:
    text: str = instant.isoformat()
    return text


def test_a_manager_gets_the_drivers_link(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any], order: dict[str, Any]
) -> None:
    """Of a booking that staff made as well; it opens the booking. One made elsewhere has none."""
    start = START + 5 * HOUR
    admin.create(order | {"startAt": start.isoformat(), "endAt": (start + HOUR).isoformat(), "email": EMAIL})
    ours = max(one["id"] for one in simulator.live_bookings())

    reference = admin.booking(ours).json["handOver"]["reference"]

    assert reference.startswith("admin-")
    assert admin.read_booking(reference).json["bookingId"] == ours
    assert admin.booking(booking["id"]).json["handOver"] == {"changesEmailed": False}


@pytest.mark.parametrize(("mail_for", "told"), [("", [False, False]), ("site", [False, True]), ("all", [True, True])])
def test_it_is_known_which_drivers_get_mails(
    admin: AdminFunctions,
    simulator: SimulatorHandle,
    booking: dict[str, Any],
    order: dict[str, Any],
    mail_for: str,
    told: list[bool],
) -> None:
    """All, those of bookings made here, or none."""
    start = START + 5 * HOUR
    admin.configure(MAIL_FOR=mail_for)
    admin.create(order | {"startAt": start.isoformat(), "endAt": (start + HOUR).isoformat(), "email": EMAIL})
    ours = max(one["id"] for one in simulator.live_bookings())

    assert [admin.booking(one).json["handOver"]["changesEmailed"] for one in (booking["id"], ours)] == told
