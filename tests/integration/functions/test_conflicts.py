"""POST /api/bookings: a driver can book one port at a time."""

from datetime import timedelta
from typing import Any

from tests.support.functions import START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)


def test_an_overlapping_booking_of_the_driver_is_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Ampeco would allow it; the response reveals nothing of the other booking."""
    elsewhere = functions.read_site(102).json["ports"][0]["evseId"]
    simulator.book(evse_id=elsewhere, start=START - HOUR / 2, end=START + HOUR / 2, user_id=1001)

    answer = functions.book(order)

    assert (answer.status, answer.problem) == (409, "overlapping-booking")
    assert not answer.json.keys() - {"type", "title", "status", "detail", "requestId"}
    assert simulator.calls("bookingRequestCreate") == []


def test_a_pending_request_of_the_driver_is_a_conflict(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Otherwise two tabs could book two ports."""
    simulator.approval("held")
    functions.book(order)

    assert functions.book(order | {"evseId": 5002}).problem == "overlapping-booking"


def test_bookings_that_touch_do_not_overlap(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """One may start when the other ends."""
    simulator.book(evse_id=5002, start=START - HOUR, end=START, user_id=1001)
    simulator.book(evse_id=5002, start=START + HOUR, end=START + 2 * HOUR, user_id=1001)

    assert functions.book(order).status == 201


def test_an_operator_may_allow_overlapping_bookings(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """For a household with two cars; without a limit on their number either, no bookings are loaded."""
    simulator.book(evse_id=5002, start=START, end=START + HOUR, user_id=1001)
    functions.configure(ALLOW_OVERLAPPING_BOOKINGS="true", MAX_BOOKINGS_PER_DRIVER="0")

    assert functions.book(order).status == 201
    assert simulator.calls("bookingsListing") == []
