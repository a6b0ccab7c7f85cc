"""Each kind of fault, for all actions of a driver: responses are correct, and nothing happens twice."""

from typing import Any

import pytest

from shared.ampeco_client._retry import MAX_ATTEMPTS
from tests.resilience.driver_actions import LISTING, WRITE, DriverAction, held, writes
from tests.support.functions import Functions
from tests.support.simulator import SimulatorHandle

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
before_the_commit = pytest.mark.parametrize("fault", BEFORE.values(), ids=BEFORE)
after_the_commit = pytest.mark.parametrize("fault", AFTER.values(), ids=AFTER)


@before_the_commit
def test_what_never_arrived_is_sent_once_more(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """After looking for it: nobody knows that it never arrived before that."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, "count": 1, **fault})

    answer = action.send(fast_functions, reference, key)

    assert answer.status == action.success
    assert held(simulator) == action.result
    assert writes(simulator) == 2


@after_the_commit
def test_a_reply_lost_after_the_commit_is_recovered(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """Nothing is sent again, and the answer is as if the reply had come."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, "count": 1, **fault})

    answer = action.send(fast_functions, reference, key)

    assert answer.status == action.success
    assert held(simulator) == action.result
    assert writes(simulator) == 1


@before_the_commit
def test_what_stays_lost_is_called_neither_done_nor_failed(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """Two tries, then the truth: nobody knows. The same key does it, in another process."""
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
def test_nothing_is_sent_again_while_nobody_can_look(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """A lost reply is settled before anything is sent again; the same key finds what was done, in another process."""
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
    """Ampeco says for how long, and counts: who comes back sooner is refused again."""
    reference = action.prepare(advancing_functions, simulator)
    simulator.rate_limit(action.looks, window_seconds=1)

    answer = action.send(advancing_functions, reference, key)

    assert 429 in [call["status"] for call in simulator.calls()]
    assert answer.status == action.success
    assert held(simulator) == action.result


def test_a_long_429_is_passed_on(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """Longer than an invocation lasts: 503 with Ampeco's own time, one call, and nothing was done."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, "kind": "status", "status": 429, "retryAfter": 25})

    answer = action.send(fast_functions, reference, key)

    assert (answer.status, answer.problem) == (503, "upstream-busy")
    assert answer.headers["retry-after"] == "25"
    assert held(simulator) == action.before
    assert writes(simulator) == 1


def test_an_ampeco_that_says_no_to_everyone_is_not_hammered(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """A 429 without a time: three tries of each call at most, and nothing is written."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"kind": "status", "status": 429})

    answer = action.send(fast_functions, reference, key)

    assert (answer.status, answer.problem) == (503, "upstream-busy")
    assert max(simulator.counts().values()) <= MAX_ATTEMPTS * action.looks
    assert writes(simulator) == 0


@pytest.mark.parametrize(
    ("status", "said"), [(401, (502, "upstream-refused")), (422, (409, "request-not-accepted"))], ids=str
)
def test_a_refusal_is_a_no(
    fast_functions: Functions,
    simulator: SimulatorHandle,
    key: str,
    action: DriverAction,
    status: int,
    said: tuple[int, str],
) -> None:
    """It is certain, so nothing is sent again, and nothing was done."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": WRITE, "kind": "status", "status": status})

    answer = action.send(fast_functions, reference, key)

    assert (answer.status, answer.problem) == said
    assert held(simulator) == action.before
    assert writes(simulator) == 1


@pytest.mark.parametrize("fault", (BEFORE | AFTER).values(), ids=BEFORE | AFTER)
def test_a_failing_look_writes_nothing(
    fast_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction, fault: Fault
) -> None:
    """Before anything is decided, all that is needed must be known."""
    reference = action.prepare(fast_functions, simulator)
    simulator.faults({"operation": LISTING, **fault})

    answer = action.send(fast_functions, reference, key)

    assert (answer.status, answer.problem) == (502, "upstream-error")
    assert writes(simulator) == 0
