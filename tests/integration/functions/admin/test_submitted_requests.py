"""Common properties of all admin writes: executed once despite lost responses, and logged."""

import json
from io import StringIO
from typing import Any

import pytest

from tests.integration.functions.admin.change_helpers import DRIVER_ID, HOUR, WRITE, change, current_window
from tests.support.admin_functions import AdminFunctions
from tests.support.functions import START
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle


@pytest.mark.parametrize("act", ["create", "cancel", "update"])
def test_a_lost_response_is_recovered_under_the_same_key(
    admin: AdminFunctions,
    simulator: SimulatorHandle,
    booking: dict[str, Any],
    order: dict[str, Any],
    key: str,
    act: str,
) -> None:
    """Executed once, reported as if no response was lost, with the same result on a retry."""
    simulator.faults({"kind": "reset", "operation": WRITE, "when": "after", "count": 1})
    simulator.clear_calls()

    def ask() -> LambdaResponse:
        if act == "create":
            return admin.create(order | {"evseId": 5003, "email": "driver1@example.com"}, key=key)
        return change(admin, booking, act, key)

    first, again = ask(), ask()

    assert (first.status, first.json["status"]) == (201 if act == "create" else 202, "approved")
    assert first.json == again.json
    assert len(simulator.calls(WRITE)) == 1
    created = [one for one in simulator.live_bookings() if one.get("externalId") == f"admin-{key}"]
    assert len(created) == (1 if act == "create" else 0)
    assert (
        current_window(simulator)
        == {
            "create": [(5001, START)],
            "cancel": [],
            "update": [(5001, START + 2 * HOUR)],
        }[act]
    )


@pytest.mark.parametrize("act", ["create", "cancel", "update"])
def test_each_write_is_logged_without_personal_data(
    admin: AdminFunctions,
    booking: dict[str, Any],
    order: dict[str, Any],
    log: StringIO,
    act: str,
) -> None:
    """Action, ids of request and booking, status, and invocation."""
    answer = admin.create(order | {"evseId": 5003} | later(9)) if act == "create" else change(admin, booking, act)

    (line,) = [
        line for line in map(json.loads, log.getvalue().splitlines()) if line["message"] == "booking_request_submitted"
    ]
    expected = {
        "who": "admin",
        "what": act,
        "booking": answer.json.get("bookingId", booking["id"]),
        "booking_request": answer.json["requestId"],
        "outcome": "approved",
    }
    assert expected == {name: line[name] for name in expected}
    assert line["request_id"] == answer.headers["x-request-id"]
    assert "example.com" not in log.getvalue()
    assert str(DRIVER_ID) not in {str(value) for value in line.values()}


def later(hours: int) -> dict[str, str]:
    """Return the times of a booking request, moved by this number of hours."""
    start = START + hours * HOUR
    return {"startAt": start.isoformat(), "endAt": (start + HOUR).isoformat()}
