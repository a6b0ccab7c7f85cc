"""Slow and negative decisions of Ampeco: pending and rejected requests are never reported as approved."""

from tests.resilience.driver_actions import DriverAction, held
from tests.support.functions import Functions
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle


def outcome(functions: Functions, reference: str, answer: LambdaResponse) -> tuple[str, str | None]:
    """Return the status by the reference, and the reason of a rejection."""
    if "change" in answer.json:
        change = functions.read_booking(reference, change=answer.json["change"]).json["change"]
        return change["status"], change["rejectionReason"] if change["status"] == "rejected" else None
    booking = functions.read_booking(answer.json["id"]).json
    return booking["requestStatus"], booking.get("rejectionReason")


def test_an_undecided_request_is_pending(
    advancing_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """However often it is read or repeated; approved once Ampeco has decided."""
    reference = action.prepare(advancing_functions, simulator)
    simulator.approval("held")

    first, second = action.send(advancing_functions, reference, key), action.send(advancing_functions, reference, key)
    pending = outcome(advancing_functions, reference, first)
    held_then = held(simulator)
    simulator.decide()

    assert (first.status, first.json) == (action.success, second.json)
    assert first.json.get("status") in {"pending", None}
    assert (pending, held_then) == (("pending", None), action.before)
    assert outcome(advancing_functions, reference, first) == ("approved", None)
    assert held(simulator) == action.result


def test_a_late_decision_is_reported(
    advancing_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """A minute later by Ampeco's clock."""
    reference = action.prepare(advancing_functions, simulator)
    simulator.approval("delayed", seconds=30)

    answer = action.send(advancing_functions, reference, key)
    before = outcome(advancing_functions, reference, answer)
    simulator.advance(60)

    assert before == ("pending", None)
    assert outcome(advancing_functions, reference, answer) == ("approved", None)
    assert held(simulator) == action.result


def test_a_rejection_is_final(
    advancing_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """With Ampeco's reason; the same key submits nothing new."""
    reference = action.prepare(advancing_functions, simulator)
    simulator.approval("held", rejectReason="Under maintenance")

    answer = action.send(advancing_functions, reference, key)
    simulator.decide()
    again = action.send(advancing_functions, reference, key)

    assert outcome(advancing_functions, reference, answer) == ("rejected", "Under maintenance")
    assert again.json.get("status") in {"rejected", None}
    assert held(simulator) == action.before
    assert len(simulator.calls("bookingRequestCreate")) == 1


def test_an_immediate_rejection_is_reported_at_once(
    advancing_functions: Functions, simulator: SimulatorHandle, key: str, action: DriverAction
) -> None:
    """Never as pending or approved."""
    reference = action.prepare(advancing_functions, simulator)
    simulator.approval("instant", rejectReason="Under maintenance")

    answer = action.send(advancing_functions, reference, key)

    assert answer.status == action.success
    assert answer.json.get("status") in {"rejected", None}
    assert outcome(advancing_functions, reference, answer) == ("rejected", "Under maintenance")
    assert held(simulator) == action.before
