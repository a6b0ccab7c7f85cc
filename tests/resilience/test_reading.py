"""Reading a booking by its reference while Ampeco fails: short failures are hidden, longer ones reported."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.ampeco_client._retry import MAX_ATTEMPTS
from tests.resilience.driver_actions import ORDER
from tests.support.functions import Functions
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle
from tests.support.soak import pairs

Fault = dict[str, Any]
Reader = Callable[[Functions, str], LambdaResponse]

HICCUPS: dict[str, Fault] = {
    "reset": {"kind": "reset"},
    "lost-reply": {"kind": "reset", "when": "after"},
    "truncated": {"kind": "truncate"},
    "status-500": {"kind": "status", "status": 500},
    "html": {"kind": "html", "status": 502},
    "status-429": {"kind": "status", "status": 429, "retryAfter": 1},
}
LISTING, BOOKING, SITE = "bookingRequestsListing", "bookingRead", "locationRead"
CALLS = {LISTING: 2, BOOKING: 1, SITE: 1}
"""The calls of one read: the requests of the booking, and those of a booking that replaced it."""
EVERY_CALL = {name: name for name in CALLS}
READS = {
    f"{name}-{operation}": (read, operation)
    for operation in CALLS
    for name, read in (("booking", Functions.read_booking), ("invite", Functions.invite))
}
FAILURES: dict[str, tuple[Fault, tuple[int, str]]] = {
    "reset": ({"kind": "reset"}, (502, "upstream-error")),
    "truncate": ({"kind": "truncate"}, (502, "upstream-error")),
    "malformed": ({"kind": "malformed"}, (502, "upstream-error")),
    "html": ({"kind": "html"}, (502, "upstream-error")),
    "status-500": ({"kind": "status", "status": 500}, (502, "upstream-error")),
    "status-401": ({"kind": "status", "status": 401}, (502, "upstream-refused")),
    "status-429": ({"kind": "status", "status": 429, "retryAfter": 25}, (503, "upstream-busy")),
}


@pytest.fixture
def reference(fast_functions: Functions, simulator: SimulatorHandle) -> str:
    """Book, and return the reference; the functions are cold afterwards."""
    reference: str = fast_functions.book(ORDER).json["id"]
    fast_functions.configure()
    simulator.clear_calls()
    return reference


@pytest.mark.parametrize(("operation", "fault"), pairs(EVERY_CALL, HICCUPS))
def test_a_single_failure_of_each_call_causes_no_error(
    fast_functions: Functions, simulator: SimulatorHandle, reference: str, operation: str, fault: Fault
) -> None:
    """Reads are retried: one call more than without a failure."""
    simulator.faults({"operation": operation, "count": 1, **fault})

    answer = fast_functions.read_booking(reference)

    assert (answer.status, answer.json["status"]) == (200, "accepted")
    assert len(simulator.calls(operation)) == CALLS[operation] + 1


@pytest.mark.parametrize(("reading", "failure"), pairs(READS, FAILURES))
def test_a_lasting_failure_is_reported(
    fast_functions: Functions,
    simulator: SimulatorHandle,
    reference: str,
    reading: tuple[Reader, str],
    failure: tuple[Fault, tuple[int, str]],
) -> None:
    """Whichever call fails: never a booking without its status, never a 404 for an existing one."""
    (read, operation), (fault, said) = reading, failure
    simulator.faults({"operation": operation, **fault})

    answer = read(fast_functions, reference)

    assert (answer.status, answer.problem) == said
    assert len(simulator.calls(operation)) <= MAX_ATTEMPTS


def test_a_warm_function_shows_the_booking_while_the_site_cannot_be_read(
    fast_functions: Functions, simulator: SimulatorHandle, reference: str
) -> None:
    """Cached data of the site is used; the booking itself is read again."""
    first = fast_functions.read_booking(reference)
    simulator.faults({"operation": SITE, "kind": "status", "status": 503})

    second = fast_functions.read_booking(reference)

    assert (second.status, second.json) == (200, first.json)


def test_a_duplicate_that_cannot_be_canceled_does_not_hide_the_booking(
    fast_functions: Functions, simulator: SimulatorHandle, reference: str
) -> None:
    """The next read cancels it."""
    any_port = {name: value for name, value in ORDER.items() if name != "evseId"}
    external_id = reference.rpartition(".")[0]
    simulator.submit(any_port, external_id=external_id, user_id=1001)
    simulator.faults({"operation": "bookingRequestCreate", "kind": "status", "status": 503})

    first = fast_functions.read_booking(reference)
    before = [one["id"] for one in simulator.live_bookings() if one["externalId"] == external_id]
    simulator.faults()
    second = fast_functions.read_booking(reference)
    result = [one["id"] for one in simulator.live_bookings() if one["externalId"] == external_id]

    assert first.json["bookingId"] == second.json["bookingId"]
    assert first.json["bookingId"] in before
    assert len(before) == 2
    assert result == [second.json["bookingId"]]
