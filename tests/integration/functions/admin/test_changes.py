"""POST /api/admin/bookings/{bookingId}/cancel and /update: changes by admins."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.integration.functions.admin.change_helpers import DRIVER_ID, HOUR, WRITE, change, current_window, moved
from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.functions import NOW, START
from tests.support.simulator import SimulatorHandle


@pytest.mark.parametrize("act", ["cancel", "update"])
def test_a_change_is_a_request_that_ampeco_decides(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any], key: str, act: str
) -> None:
    """Pending at first; the request's id leads to the outcome, its externalId marks it as an admin's."""
    simulator.approval("held")

    answer = change(admin, booking, act, key)
    pending = current_window(simulator)
    simulator.decide()

    (call,) = simulator.calls(WRITE)
    assert (answer.status, answer.headers["cache-control"]) == (202, "private, no-store")
    assert answer.json.keys() == {"requestId", "status"}
    assert answer.json["status"] == "pending"
    assert json.loads(call["body"])["externalId"] == f"admin-{booking['id']}~{key}"
    assert pending == [(5001, START)]
    assert current_window(simulator) == ([] if act == "cancel" else [(5001, START + 2 * HOUR)])
    assert admin.request(answer.json["requestId"]).json["status"] == "approved"


@pytest.mark.parametrize("act", ["cancel", "update"])
def test_a_rejected_change_has_a_reason(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any], act: str
) -> None:
    """Ampeco's reason; the booking is unchanged."""
    simulator.approval("instant", rejectReason="Too late.")

    answer = change(admin, booking, act)

    assert (answer.status, answer.json["status"], answer.json["rejectionReason"]) == (202, "rejected", "Too late.")
    assert current_window(simulator) == [(5001, START)]


@pytest.mark.parametrize("act", ["cancel", "update"])
def test_the_same_key_is_the_same_change(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any], key: str, act: str
) -> None:
    """Also after that change has modified the booking. Another payload is refused."""
    first = change(admin, booking, act, key)
    simulator.advance(60)

    again = change(admin, booking, act, key)
    other = admin.update_booking(booking["id"], moved(booking, 5), key=key)

    assert (again.status, again.json) == (202, first.json)
    assert (other.status, other.problem) == (422, "idempotency-key-reused")
    assert len(simulator.calls(WRITE)) == 1


def test_a_conflicting_edit_is_refused_with_the_current_booking(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any]
) -> None:
    """Nothing is submitted."""
    admin.update_booking(booking["id"], moved(booking, 1))
    simulator.clear_calls()

    answer = admin.update_booking(booking["id"], moved(booking, 3))

    assert (answer.status, answer.problem) == (409, "booking-changed")
    assert answer.json["current"] | {"handOver": {"changesEmailed": False}} == admin.booking(booking["id"]).json
    assert answer.json["current"]["startAt"] == "2026-03-23T12:00:00-04:00"
    assert simulator.calls(WRITE) == []


def test_the_last_change_is_compared_as_an_instant(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any]
) -> None:
    """The page has it in the site's time, Ampeco in UTC; a second later is another."""
    updated = datetime.fromisoformat(booking["lastUpdatedAt"])
    spelled = updated.astimezone(ZoneInfo("America/Detroit")).isoformat(timespec="milliseconds")

    other = {"lastUpdatedAt": (updated + timedelta(seconds=1)).astimezone(UTC).isoformat()}
    refused = admin.update_booking(booking["id"], moved(booking) | other)
    taken = admin.update_booking(booking["id"], moved(booking) | {"lastUpdatedAt": spelled})

    assert refused.problem == "booking-changed"
    assert taken.status == 202
    assert current_window(simulator) == [(5001, START + 2 * HOUR)]


def test_the_bookings_own_time_is_free_for_it(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any]
) -> None:
    """By half an hour, and beyond the drivers' policy."""
    longer = moved(booking, 0.5) | {"endAt": (START + 100 * HOUR).isoformat()}

    assert admin.update_booking(booking["id"], longer).json["status"] == "approved"
    assert current_window(simulator) == [(5001, START + HOUR / 2)]


def test_a_move_into_taken_time_is_refused(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any]
) -> None:
    """With free times on its port, or because the driver has another booking then."""
    simulator.book(evse_id=5001, start=START + 2 * HOUR, end=START + 3 * HOUR)
    simulator.book(evse_id=5002, start=START + 5 * HOUR, end=START + 6 * HOUR, user_id=DRIVER_ID)

    taken = admin.update_booking(booking["id"], moved(booking, 2))
    elsewhere = admin.update_booking(booking["id"], moved(booking, 5))

    assert (taken.status, taken.problem) == (409, "slot-unavailable")
    assert {one["evseId"] for one in taken.json["alternatives"]["samePort"]} == {5001}
    assert (elsewhere.status, elsewhere.problem) == (409, "overlapping-booking")


@pytest.mark.parametrize("act", ["cancel", "update"])
def test_a_booking_that_is_over_is_not_changed(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any], act: str
) -> None:
    """A canceled booking is over."""
    admin.cancel_booking(booking["id"])
    simulator.clear_calls()
    over = admin.booking(booking["id"]).json

    answer = change(admin, over, act)

    assert (answer.status, answer.problem) == (409, "booking-not-changeable")
    assert simulator.calls(WRITE) == []


@pytest.mark.parametrize("booking_id", ["99999", "0", "-1", "20001x", "web-1", "1e3", "9" * 30])
@pytest.mark.parametrize("act", ["cancel", "update"])
def test_an_unknown_booking_is_not_found(admin: AdminFunctions, act: str, booking_id: str) -> None:
    """An invalid id and an unknown one have the same response."""
    answer = change(admin, {"id": booking_id, "lastUpdatedAt": NOW.isoformat()}, act)

    assert (answer.status, answer.problem) == (404, "booking-not-found")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lastUpdatedAt": None}, "lastUpdatedAt"),
        ({"lastUpdatedAt": "yesterday"}, "lastUpdatedAt"),
        ({"lastUpdatedAt": "2026-03-01T10:00:00"}, "lastUpdatedAt"),
        ({"startAt": (NOW - HOUR).isoformat(), "endAt": (NOW + HOUR).isoformat()}, "startAt"),
        ({"startAt": (START + 9 * HOUR).isoformat()}, "endAt"),
        ({"endAt": (START + 200 * HOUR).isoformat()}, "endAt"),
        ({"userId": 1006}, "userId"),
    ],
)
def test_invalid_times_are_refused(
    admin: AdminFunctions, simulator: SimulatorHandle, booking: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    """By field; nothing is submitted."""
    body = {name: value for name, value in (moved(booking) | changes).items() if value is not None}

    assert field in refused_fields(admin.update_booking(booking["id"], body))
    assert simulator.calls(WRITE) == []
