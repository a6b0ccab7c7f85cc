"""Each kind of fault, for all actions of a driver: responses are correct, and nothing happens twice."""

from typing import Any

import pytest

from shared.ampeco_client._retry import MAX_ATTEMPTS
from tests.resilience.driver_actions import ACTIONS, LISTING, WRITE, DriverAction, held, writes
from tests.support.functions import Functions
from tests.support.simulator import SimulatorHandle
from tests.support.soak import pairs

Fault = dict[str, Any]

BEFORE: dict[str, Fault] = {
    "reset": {"kind": "reset"},
    "status-500": {"kind": "status", "status": 500},
    "status-503": {"kind": "status", "status": 503},
    "html": {"kind": "html", "status": 502},
}
AFTER: dict[str, Fault] = {
    "reset-after": {"kind": "reset", "when": "after"},
    "status-500-after": {"kind": "status", "status": 500, "when": "after"},
    "html-after": {"kind": "html", "status": 502, "when": "after"},
    "truncated": {"kind": "truncate"},
    "malformed": {"kind": "malformed"},
}
REFUSALS = {"401": (401, (502, "upstream-refused")), "422": (422, (409, "request-not-accepted"))}
before_the_commit = pytest.mark.parametrize(("action", "fault"), pairs(ACTIONS, BEFORE))
after_the_commit = pytest.mark.parametrize(("action", "fault"), pairs(ACTIONS, AFTER))


@before_the_commit
def test_a_request_that_never_arrived_is_sent_once_more(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """After a lookup, as it is unknown whether it arrived."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, "count": 1, **fault})

    answer = action.send(fast_functions, reference, key)

    assert answer.status == action.success
    assert held(simulator) == action.result
    assert writes(simulator) == 2


@after_the_commit
def test_a_response_lost_after_the_commit_is_recovered(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """Nothing is sent again."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, "count": 1, **fault})

    answer = action.send(fast_functions, reference, key)

    assert answer.status == action.success
    assert held(simulator) == action.result
    assert writes(simulator) == 1


@before_the_commit
def test_after_two_lost_responses_the_outcome_is_unknown(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """The same key succeeds later, in another process."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, **fault})

    lost = action.send(fast_functions, reference, key)
    sent, held_then = writes(simulator), held(simulator)
    simulator.faults()
    fast_functions.configure()
    again = action.send(fast_functions, reference, key)

    assert (lost.status, lost.problem, sent) == (502, "outcome-unknown", 2)
    assert held_then == action.before
    assert again.status == action.success
    assert held(simulator) == action.result


@after_the_commit
def test_nothing_is_sent_again_while_lookups_fail(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """The same key finds the result later, in another process."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults(
        {"operation": WRITE, "count": 1, **fault},
        {"operation": LISTING, "skip": action.looks, "kind": "status", "status": 503},
    )

    lost = action.send(fast_functions, reference, key)
    sent = writes(simulator)
    simulator.faults()
    fast_functions.configure()
    again = action.send(fast_functions, reference, key)

    assert (lost.status, lost.problem) == (502, "outcome-unknown")
    assert sent == 1
    assert again.status == action.success
    assert held(simulator) == action.result
    assert writes(simulator) == 1


def test_a_short_429_is_waited_for(
    advancing_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """Ampeco rejects calls before the given time."""
    reference = action.prepare(advancing_functions, simulator)
    simulator.rate_limit(action.looks, window_seconds=1)

    answer = action.send(advancing_functions, reference, key)

    assert 429 in [call["status"] for call in simulator.calls()]
    assert answer.status == action.success
    assert held(simulator) == action.result


def test_a_long_429_is_passed_on(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """Longer than an invocation: 503 with Ampeco's time, one call, and nothing was done."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, "kind": "status", "status": 429, "retryAfter": 25})

    answer = action.send(fast_functions, reference, key)

    assert (answer.status, answer.problem) == (503, "upstream-busy")
    assert answer.headers["retry-after"] == "25"
    assert held(simulator) == action.before
    assert writes(simulator) == 1


def test_a_429_without_a_time_is_retried_at_most_twice(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """Nothing is submitted."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"kind": "status", "status": 429})

    answer = action.send(fast_functions, reference, key)

    assert (answer.status, answer.problem) == (503, "upstream-busy")
    assert max(simulator.counts().values()) <= MAX_ATTEMPTS * action.looks
    assert writes(simulator) == 0


@pytest.mark.parametrize(("action", "refusal"), pairs(ACTIONS, REFUSALS))
def test_a_4xx_response_is_not_retried(
    fast_functions: Functions,
    simulator: SimulatorHandle,
    key: str,
    action: DriverAction,
    refusal: tuple[int, tuple[int, str]],
) -> None:
    """It is certain that nothing was done."""
    status, said = refusal
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, "kind": "status", "status": status})

    answer = action.send(fast_functions, reference, key)

    assert (answer.status, answer.problem) == said
    assert held(simulator) == action.before
    assert writes(simulator) == 1


@pytest.mark.parametrize(("action", "fault"), pairs(ACTIONS, BEFORE | AFTER))
def test_a_failed_read_before_the_decision_submits_nothing(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": LISTING, **fault})

    answer = action.send(fast_functions, reference, key)

    assert (answer.status, answer.problem) == (502, "upstream-error")
    assert writes(simulator) == 0
