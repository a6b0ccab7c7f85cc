"""POST /api/bookings/{id}/cancel and /update, and their outcomes."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.support.external_ids import external_id
from tests.support.functions import NOW, START, Functions
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
TWO_LATER = {"startAt": (START + 2 * HOUR).isoformat(), "endAt": (START + 3 * HOUR).isoformat()}


@pytest.fixture
def reference(functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]) -> str:
    """Book, and return the reference."""
    reference: str = functions.book(order).json["id"]
    simulator.clear_calls()
    return reference


def test_a_cancellation_is_a_request_that_ampeco_decides(
    functions: Functions, simulator: SimulatorHandle, reference: str
) -> None:
    """While pending, the booking is not canceled; once approved, it is."""
    simulator.approval("held")

    answer = functions.cancel(reference)
    pending = functions.read_booking(reference, change=answer.json["change"]).json
    simulator.decide()
    done = functions.read_booking(reference, change=answer.json["change"]).json

    assert answer.status == 202
    assert answer.json.keys() == {"change"}
    assert (pending["status"], pending["change"]) == ("accepted", {"type": "cancel", "status": "pending"})
    assert (done["status"], done["change"]["status"]) == ("cancelled", "approved")
    assert done["actions"] == {"canUpdate": False, "canCancel": False, "canSwitch": False}


def test_a_reschedule_shows_the_new_time_only_after_approval(
    functions: Functions, simulator: SimulatorHandle, reference: str
) -> None:
    """Until then the old time is shown, and the new one as requested."""
    simulator.approval("held")

    answer = functions.move(reference, TWO_LATER)
    pending = functions.read_booking(reference, change=answer.json["change"]).json
    simulator.decide()
    done = functions.read_booking(reference, change=answer.json["change"]).json

    assert answer.status == 202
    assert pending["startAt"] == "2026-03-23T11:00:00-04:00"
    assert pending["change"] == {
        "type": "update",
        "status": "pending",
        "startAt": "2026-03-23T13:00:00-04:00",
        "endAt": "2026-03-23T14:00:00-04:00",
    }
    assert (done["startAt"], done["change"]["status"]) == ("2026-03-23T13:00:00-04:00", "approved")


def test_a_rejected_change_has_a_reason_and_changes_nothing(
    functions: Functions, simulator: SimulatorHandle, reference: str
) -> None:
    """The reason is Ampeco's."""
    simulator.approval("instant", rejectReason="Too late to move")

    answer = functions.move(reference, TWO_LATER)

    followed = functions.read_booking(reference, change=answer.json["change"]).json
    assert followed["change"]["rejectionReason"] == "Too late to move"
    assert followed["startAt"] == "2026-03-23T11:00:00-04:00"


def test_a_booking_does_not_conflict_with_its_own_reschedule(functions: Functions, reference: str) -> None:
    """By half an hour, longer, or shorter."""
    longer = {"startAt": (START - HOUR / 2).isoformat(), "endAt": (START + 2 * HOUR).isoformat()}

    answer = functions.move(reference, longer)

    followed = functions.read_booking(reference, change=answer.json["change"]).json
    assert (followed["startAt"], followed["endAt"]) == ("2026-03-23T10:30:00-04:00", "2026-03-23T13:00:00-04:00")


def test_a_reschedule_into_a_taken_slot_is_refused_with_alternatives(
    functions: Functions, simulator: SimulatorHandle, reference: str
) -> None:
    """On the booking's own port; nothing is submitted."""
    simulator.book(evse_id=5001, start=START + 2 * HOUR, end=START + 3 * HOUR)

    answer = functions.move(reference, TWO_LATER)

    assert (answer.status, answer.problem) == (409, "slot-unavailable")
    assert {one["evseId"] for one in answer.json["alternatives"]["samePort"]} == {5001}
    assert simulator.calls("bookingRequestCreate") == []


def test_a_reschedule_that_overlaps_another_booking_is_refused(
    functions: Functions, order: dict[str, Any], reference: str
) -> None:
    """Another booking of the driver, at any port."""
    functions.book(order | {"evseId": 5002} | TWO_LATER)

    assert functions.move(reference, TWO_LATER).problem == "overlapping-booking"


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"startAt": START.isoformat()}, "endAt"),
        ({"startAt": START.isoformat(), "endAt": START.isoformat()}, "endAt"),
        ({"startAt": START.isoformat(), "endAt": (START + 13 * HOUR).isoformat()}, "endAt"),
        ({"startAt": NOW.isoformat(), "endAt": (NOW + HOUR).isoformat()}, "startAt"),
        ({"startAt": "2026-03-23T15:00:00", "endAt": (START + HOUR).isoformat()}, "startAt"),
        (TWO_LATER | {"evseId": 5002}, "evseId"),
    ],
)
def test_a_reschedule_that_violates_the_policy_is_refused(
    functions: Functions, simulator: SimulatorHandle, reference: str, times: dict[str, Any], field: str
) -> None:
    """The booking policy applies to changes as to bookings."""
    answer = functions.move(reference, times)

    assert (answer.status, answer.problem) == (422, "invalid-request")
    assert field in {error["field"] for error in answer.json["errors"]}
    assert simulator.calls("bookingRequestCreate") == []


@pytest.mark.parametrize("act", ["cancel", "move"])
def test_a_booking_that_is_over_is_not_changed(functions: Functions, reference: str, act: str) -> None:
    """A canceled booking is over."""
    functions.cancel(reference)

    answer = functions.cancel(reference) if act == "cancel" else functions.move(reference, TWO_LATER)

    assert (answer.status, answer.problem) == (409, "booking-not-changeable")


def test_a_pending_booking_cannot_be_changed(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """There is no booking yet."""
    simulator.approval("held")
    reference = functions.book(order).json["id"]

    assert functions.cancel(reference).problem == "booking-not-changeable"


@pytest.mark.parametrize("act", ["cancel", "move"])
def test_the_same_key_is_the_same_change(
    functions: Functions, simulator: SimulatorHandle, reference: str, key: str, act: str
) -> None:
    """Submitted once; a key belongs to one change."""

    def send(act: str) -> LambdaResponse:
        if act == "cancel":
            return functions.cancel(reference, key=key)
        return functions.move(reference, TWO_LATER, key=key)

    first, second = send(act), send(act)
    other = send("move" if act == "cancel" else "cancel")

    assert first.json == second.json
    assert other.problem == "idempotency-key-reused"
    assert len(simulator.calls("bookingRequestCreate")) == 1


def test_a_lost_response_to_a_change_is_recovered(
    functions: Functions, simulator: SimulatorHandle, reference: str
) -> None:
    """By the change's externalId, which is derived from the booking's."""
    simulator.faults({"kind": "reset", "operation": "bookingRequestCreate", "when": "after", "count": 1})

    answer = functions.cancel(reference)

    assert answer.status == 202
    assert functions.read_booking(reference).json["status"] == "cancelled"
    assert len(simulator.calls("bookingRequestCreate")) == 1


def test_a_change_is_found_only_with_its_own_booking(
    functions: Functions, order: dict[str, Any], reference: str
) -> None:
    """A change of another booking, a forged one and an unknown one give the same 404."""
    other = functions.book(order | {"evseId": 5002, "email": "driver1@example.com"}).json["id"]
    change = functions.cancel(other).json["change"]

    for wrong in (change, change[:-1], other, reference, "1"):
        answer = functions.read_booking(reference, change=wrong)
        assert (answer.status, answer.problem) == (404, "booking-not-found")


@pytest.mark.parametrize("bad", ["77", "web-1.AAAA", "../../bookings/v1.0/77"])
def test_only_a_reference_changes_a_booking(functions: Functions, simulator: SimulatorHandle, bad: str) -> None:
    """A booking id does not, and causes no call."""
    for answer in (functions.cancel(bad), functions.move(bad, TWO_LATER), functions.invite(bad)):
        assert (answer.status, answer.problem) == (404, "booking-not-found")
    assert simulator.calls() == []


def test_a_duplicate_is_canceled_by_the_next_reader(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """After a crash: two approved requests under one key, on two ports."""
    del order["evseId"]
    reference = functions.book(order, key=key).json["id"]
    simulator.submit(order, external_id=external_id(key), user_id=1001)
    before = [one for one in simulator.live_bookings() if one["externalId"] == external_id(key)]

    first = functions.read_booking(reference).json
    again = functions.read_booking(reference).json

    after = [one for one in simulator.live_bookings() if one["externalId"] == external_id(key)]
    assert len(before) == 2
    assert [one["id"] for one in after] == [first["bookingId"]]
    assert again["bookingId"] == first["bookingId"]
    assert again["status"] == "accepted"


def test_a_later_duplicate_wins_when_the_first_was_rejected(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """Choosing the lowest before Ampeco decided would have lost the booking."""
    simulator.approval("instant", rejectReason="No", rejectCount=1)
    reference = functions.book(order, key=key).json["id"]
    simulator.submit(order, external_id=external_id(key), user_id=1001)

    repeated = functions.book(order, key=key)

    assert repeated.json["status"] == "approved"
    assert functions.read_booking(reference).json["status"] == "accepted"


def test_a_change_may_reuse_the_key_of_a_booking(functions: Functions, reference: str, order: dict[str, Any]) -> None:
    """The external ids of both differ."""
    key = str(uuid.uuid4())
    other = functions.book(order | {"evseId": 5002, "email": "driver1@example.com"}, key=key)

    assert functions.cancel(reference, key=key).status == 202
    assert functions.read_booking(other.json["id"]).json["status"] == "accepted"


@pytest.mark.parametrize("change", ["", "web-", "unsigned"])
def test_an_invalid_reference_to_a_change_is_refused(functions: Functions, reference: str, change: str) -> None:
    """Even an empty one: the client must not mistake the booking's status for that of its change."""
    answer = functions.read_booking(reference, change=change)

    assert (answer.status, answer.problem) == (404, "booking-not-found")
