"""POST /api/bookings with `replaces`: the new port is booked before the old booking is canceled."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from tests.support.functions import Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
WRITE = "bookingRequestCreate"


@pytest.fixture
def old(functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]) -> str:
    """Book A1, and return the reference."""
    reference: str = functions.book(order).json["id"]
    simulator.clear_calls()
    return reference


@pytest.fixture
def elsewhere(order: dict[str, Any]) -> dict[str, Any]:
    """Return a booking request for the same hour on another port."""
    return order | {"evseId": 5002}


def refused_fields(answer: Any) -> list[str]:
    """Return which fields a 422 names."""
    assert (answer.status, answer.problem) == (422, "invalid-request")
    return [error["field"] for error in answer.json["errors"]]


def test_the_new_port_is_booked_for_the_same_hours_before_canceling(
    functions: Functions, simulator: SimulatorHandle, old: str, elsewhere: dict[str, Any]
) -> None:
    """The reference proves the driver. Once the new booking is approved, the old one is canceled."""
    without = functions.book(elsewhere)
    new = functions.book(elsewhere | {"replaces": old})

    sent = [json.loads(call["body"]) for call in simulator.calls(WRITE)]
    mine = [one["evseId"] for one in simulator.live_bookings() if one["userId"] == 1001]
    assert (without.status, without.problem) == (409, "overlapping-booking")
    assert (new.status, new.json["status"]) == (201, "approved")
    assert mine == [5002]
    assert [one["type"] for one in sent] == ["create", "cancel"]
    assert sent[0].keys() == {"type", "userId", "locationId", "startAt", "endAt", "evseId", "externalId"}


def test_the_old_port_is_not_free_for_the_new_booking(functions: Functions, order: dict[str, Any], old: str) -> None:
    """A booking on its own port is rescheduled instead."""
    assert functions.book(order | {"replaces": old}).problem == "slot-unavailable"


@pytest.mark.parametrize(
    "wrong", ["20001", "web-8a0e6b0e-3f6c-4d39-9b5a-000000000000.AAAA", "", "driver@example.com", "x" * 1000]
)
def test_an_invalid_reference_is_refused_before_any_call(
    functions: Functions, simulator: SimulatorHandle, old: str, elsewhere: dict[str, Any], wrong: str
) -> None:
    """An id or an email is not accepted; neither is a reference with one wrong letter."""
    for bad in (wrong, old[:-2]):
        assert refused_fields(functions.book(elsewhere | {"replaces": bad})) == ["replaces"]
    assert simulator.calls() == []


def test_a_reference_of_another_drivers_booking_is_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """With the same message as a forged one; nothing is booked."""
    functions.book(order)
    theirs = functions.book(order | {"evseId": 5003, "email": "driver1@example.com"}).json["id"]
    simulator.clear_calls()

    foreign = functions.book(order | {"evseId": 5002, "replaces": theirs})
    forged = functions.book(order | {"evseId": 5002, "replaces": theirs[:-2]})

    assert refused_fields(foreign) == ["replaces"]
    assert foreign.json["errors"] == forged.json["errors"]
    assert simulator.calls(WRITE) == []


def test_a_reference_without_a_booking_replaces_nothing(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], elsewhere: dict[str, Any]
) -> None:
    """A pending request has no booking to cancel. A change's reference names none at all."""
    booked = functions.book(order | {"evseId": 5003}).json["id"]
    change = functions.cancel(booked).json["change"]
    simulator.approval("held")
    pending = functions.book(order).json["id"]

    for reference in (pending, change):
        assert refused_fields(functions.book(elsewhere | {"replaces": reference})) == ["replaces"]


def test_writes_of_drivers_are_logged(functions: Functions, log: StringIO, old: str) -> None:
    """With ids, without reference or email."""
    functions.cancel(old)

    lines = [
        line for line in map(json.loads, log.getvalue().splitlines()) if line["message"] == "booking_request_submitted"
    ]
    assert [(line["who"], line["what"], line["outcome"]) for line in lines][-1] == ("site", "cancel", "approved")
    assert old not in log.getvalue()
    assert old.partition(".")[2] not in log.getvalue()
