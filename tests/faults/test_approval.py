"""An Ampeco that takes its time, or says no: pending is pending, no is no, and neither is ever told as done."""

from tests.faults.acts import Act, held
from tests.functions.conftest import Functions
from tests.support.lambda_calls import Answer
from tests.support.simulator import SimulatorHandle


def outcome(functions: Functions, reference: str, answer: Answer) -> tuple[str, str | None]:
    """Return what the reference says became of what was asked for, and why where it was refused."""
    if "change" in answer.json:
        change = functions.read_booking(reference, change=answer.json["change"]).json["change"]
        return change["status"], change["rejectionReason"] if change["status"] == "rejected" else None
    booking = functions.read_booking(answer.json["id"]).json
    return booking["requestStatus"], booking.get("rejectionReason")


def test_what_is_not_decided_is_pending(functions: Functions, simulator: SimulatorHandle, key: str, act: Act) -> None:
    """However often one looks or presses; and done once Ampeco says so."""
    reference = act.prepare(functions, simulator)
    simulator.approval("held")

    first, second = act.send(functions, reference, key), act.send(functions, reference, key)
    pending = outcome(functions, reference, first)
    held_then = held(simulator)
    simulator.decide()

    assert (first.status, first.json) == (act.success, second.json)
    assert first.json.get("status") in {"pending", None}
    assert (pending, held_then) == (("pending", None), act.before)
    assert outcome(functions, reference, first) == ("approved", None)
    assert held(simulator) == act.after


def test_what_is_decided_late_is_followed_to_its_end(
    functions: Functions, simulator: SimulatorHandle, key: str, act: Act
) -> None:
    """A minute later by Ampeco's clock."""
    reference = act.prepare(functions, simulator)
    simulator.approval("delayed", seconds=30)

    answer = act.send(functions, reference, key)
    before = outcome(functions, reference, answer)
    simulator.advance(60)

    assert before == ("pending", None)
    assert outcome(functions, reference, answer) == ("approved", None)
    assert held(simulator) == act.after


def test_a_no_is_a_no(functions: Functions, simulator: SimulatorHandle, key: str, act: Act) -> None:
    """With Ampeco's reason; pressing again with the same key asks for nothing new."""
    reference = act.prepare(functions, simulator)
    simulator.approval("held", rejectReason="Under maintenance")

    answer = act.send(functions, reference, key)
    simulator.decide()
    again = act.send(functions, reference, key)

    assert outcome(functions, reference, answer) == ("rejected", "Under maintenance")
    assert again.json.get("status") in {"rejected", None}
    assert held(simulator) == act.before
    assert len(simulator.calls("bookingRequestCreate")) == 1


def test_a_no_at_once_is_told_at_once(functions: Functions, simulator: SimulatorHandle, key: str, act: Act) -> None:
    """Never as pending or done."""
    reference = act.prepare(functions, simulator)
    simulator.approval("instant", rejectReason="Under maintenance")

    answer = act.send(functions, reference, key)

    assert answer.status == act.success
    assert answer.json.get("status") in {"rejected", None}
    assert outcome(functions, reference, answer) == ("rejected", "Under maintenance")
    assert held(simulator) == act.before
