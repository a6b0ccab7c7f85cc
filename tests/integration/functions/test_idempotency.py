"""POST /api/bookings: one key, one booking, despite lost responses."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.functions import START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)


def test_the_same_key_is_the_same_booking(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """A repeated request submits nothing, even though its own booking has taken the slot."""
    first = functions.book(order, key=key)

    second = functions.book(order, key=key.upper())

    assert second.json == first.json
    assert len(simulator.calls("bookingRequestCreate")) == 1


@pytest.mark.parametrize(
    "change", [{"email": "other@example.com"}, {"evseId": 5002}, {"endAt": (START + 2 * HOUR).isoformat()}]
)
def test_the_same_key_with_another_payload_is_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str, change: dict[str, Any]
) -> None:
    """The response reveals nothing of the first booking."""
    functions.book(order, key=key)

    answer = functions.book(order | change, key=key)

    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")
    assert len(simulator.calls("bookingRequestCreate")) == 1


@pytest.mark.parametrize("fault", [{"kind": "reset"}, {"kind": "truncate"}, {"kind": "status", "status": 500}])
def test_a_lost_response_is_recovered_without_resubmitting(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], fault: dict[str, Any]
) -> None:
    """The request is found by its externalId."""
    simulator.faults({"operation": "bookingRequestCreate", "when": "after", "count": 1, **fault})

    answer = functions.book(order)

    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert len(simulator.calls("bookingRequestCreate")) == 1
    assert [booking["evseId"] for booking in simulator.live_bookings() if booking["externalId"]] == [5001]


def test_a_request_that_is_not_found_is_sent_once_more(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """After waiting for it to appear."""
    simulator.faults({"kind": "reset", "operation": "bookingRequestCreate", "when": "before", "count": 1})

    answer = functions.book(order)

    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert len(simulator.calls("bookingRequestCreate")) == 2
    assert len(mine(simulator)) == 1


def test_an_unknown_outcome_is_reported_neither_as_booked_nor_as_failed(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """The same key finds out."""
    simulator.faults({"kind": "reset", "operation": "bookingRequestCreate", "when": "before", "count": 2})

    lost = functions.book(order, key=key)
    again = functions.book(order, key=key)

    assert (lost.status, lost.problem) == (502, "outcome-unknown")
    assert (again.status, again.json["status"]) == (201, "approved")
    assert len(mine(simulator)) == 1


def mine(simulator: SimulatorHandle) -> list[dict[str, Any]]:
    """Return the active bookings of our functions."""
    return [booking for booking in simulator.live_bookings() if booking["externalId"]]
