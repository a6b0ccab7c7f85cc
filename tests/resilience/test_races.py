"""A duplicate in another process is slightly faster. Before a refusal, the key is looked up again."""

from typing import Any

import pytest

from tests.resilience.driver_actions import DRIVER_ID, LISTING, MOVED, NEW_TIMES, ORDER, WRITE, held, writes
from tests.resilience.interleave import HELD, answered, interleave
from tests.support.external_ids import external_id
from tests.support.functions import START, Functions
from tests.support.simulator import SimulatorHandle

ANY_PORT = {name: value for name, value in ORDER.items() if name != "evseId"}


def booking_id(simulator: SimulatorHandle) -> int:
    """Return the id of the driver's only booking."""
    (booking,) = [one for one in simulator.live_bookings() if one["userId"] == DRIVER_ID]
    number: int = booking["id"]
    return number


@pytest.mark.parametrize(("operation", "listings"), [("locationCheckBookingAvailability", 1), ("bookingsListing", 2)])
def test_a_concurrent_duplicate_that_took_the_slot_is_found(
    functions: Functions, simulator: SimulatorHandle, key: str, operation: str, listings: int
) -> None:
    """The port is taken, or the driver has a booking then: by this very request."""
    # Bookings are listed twice, once for each living status: whichever of the two would tell is held.
    simulator.faults({"operation": operation, **HELD, "count": 2})

    with interleave(
        simulator,
        answered(simulator, LISTING, listings),
        lambda: simulator.submit(ORDER, external_id=external_id(key), user_id=DRIVER_ID),
    ):
        answer = functions.book(ORDER, key=key)

    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert writes(simulator) == 1


@pytest.mark.parametrize("status", [400, 422])
def test_a_rejected_create_is_no_failure_while_a_duplicate_is_active(
    functions: Functions, simulator: SimulatorHandle, key: str, status: int
) -> None:
    """Ampeco may reject a request because it has approved the duplicate."""
    simulator.faults(
        {"operation": "usersListing", **HELD},
        {"operation": WRITE, "kind": "status", "status": status, "skip": 1},
    )

    with interleave(
        simulator,
        answered(simulator, LISTING),
        lambda: simulator.submit(ANY_PORT | {"locationId": 101}, external_id=external_id(key), user_id=DRIVER_ID),
    ):
        answer = functions.book(ANY_PORT, key=key)

    assert held(simulator) == [START]
    assert (answer.status, answer.json.get("status")) == (201, "approved")


def test_a_rejected_first_request_is_no_failure_with_an_approved_duplicate(
    functions: Functions, simulator: SimulatorHandle, key: str
) -> None:
    """The duplicate's request arrives a moment after the first one was rejected."""
    simulator.approval("instant", rejectReason="Under maintenance", rejectCount=1)
    simulator.faults({"operation": WRITE, "skip": 1, "kind": "latency", "seconds": 0.5, "count": 1})

    with interleave(
        simulator,
        answered(simulator, WRITE),
        lambda: simulator.submit(ORDER, external_id=external_id(key), user_id=DRIVER_ID),
    ):
        answer = functions.book(ORDER, key=key)

    assert held(simulator) == [START]
    assert (answer.status, answer.json["status"]) == (201, "approved")


def test_a_rejection_is_not_reported_when_lookups_fail(
    fast_functions: Functions, simulator: SimulatorHandle, key: str
) -> None:
    """The lost first request may have been approved, and caused the rejection of the second."""
    simulator.faults(
        {"operation": WRITE, "kind": "malformed", "count": 1},
        {"operation": LISTING, "kind": "status", "status": 503, "skip": 2},
    )

    answer = fast_functions.book(ORDER, key=key)

    assert held(simulator) == [START]
    assert (answer.status, answer.problem) == (502, "outcome-unknown")


def test_a_rejected_first_request_is_not_the_result_of_a_retry(
    fast_functions: Functions, simulator: SimulatorHandle, key: str
) -> None:
    """The list was read once, with an approved duplicate in it; the next read fails."""
    simulator.approval("instant", rejectReason="Under maintenance", rejectCount=1)
    for _ in range(2):
        simulator.submit(ORDER, external_id=external_id(key), user_id=DRIVER_ID)
    simulator.faults({"operation": LISTING, "kind": "status", "status": 503, "skip": 2})

    answer = fast_functions.book(ORDER, key=key)

    assert held(simulator) == [START]
    assert answer.json.get("status") != "rejected"


def test_a_concurrent_duplicate_cancellation_is_found(
    functions: Functions, simulator: SimulatorHandle, key: str
) -> None:
    """The booking can no longer be canceled, because this very cancellation was carried out."""
    booked = functions.book(ORDER).json["id"]
    cancel = {"type": "cancel", "bookingId": booking_id(simulator), "externalId": change_id(booked, key)}
    simulator.clear_calls()
    simulator.faults({"operation": "bookingRead", **HELD})

    with interleave(simulator, answered(simulator, LISTING, 2), lambda: simulator.request(cancel)):
        answer = functions.cancel(booked, key=key)

    assert held(simulator) == []
    assert answer.status == 202
    assert functions.read_booking(booked, change=answer.json["change"]).json["change"]["status"] == "approved"


@pytest.mark.parametrize("operation", ["bookingRead", "locationCheckBookingAvailability"])
def test_a_concurrent_duplicate_reschedule_is_found(
    functions: Functions, simulator: SimulatorHandle, key: str, operation: str
) -> None:
    """The new time is taken by this very reschedule."""
    booked = functions.book(ORDER).json["id"]
    move = {"type": "update", "bookingId": booking_id(simulator), "externalId": change_id(booked, key), **NEW_TIMES}
    simulator.clear_calls()
    simulator.faults({"operation": operation, **HELD})

    with interleave(simulator, answered(simulator, LISTING, 2), lambda: simulator.request(move)):
        answer = functions.move(booked, NEW_TIMES, key=key)

    assert held(simulator) == [MOVED]
    assert answer.status == 202
    assert functions.read_booking(booked, change=answer.json["change"]).json["change"]["status"] == "approved"


def change_id(reference: str, key: str) -> str:
    """Return the `externalId` of the change with this key."""
    return f"{reference.rpartition('.')[0]}~{key}"


@pytest.fixture(autouse=True)
def _no_leftovers(simulator: SimulatorHandle) -> Any:
    """Start each test without a booking of the driver."""
    assert held(simulator) == []
