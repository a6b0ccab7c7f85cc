"""POST /api/admin/bookings: bookings by admins for a driver."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.functions import NOW, START
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER_ID = 1001


def times(start: int = 0, hours: float = 1) -> dict[str, str]:
    """Return a window that starts this number of hours after the usual one."""
    return {"startAt": (START + start * HOUR).isoformat(), "endAt": (START + (start + hours) * HOUR).isoformat()}


@pytest.mark.parametrize("who", [{"email": " Driver@Example.com"}, {"userId": DRIVER_ID}], ids=["email", "id"])
def test_a_driver_is_named_by_email_or_by_id(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any], key: str, who: dict[str, Any]
) -> None:
    """The request's external id marks it as an admin's; the response is Ampeco's status so far."""
    del order["email"]

    answer = admin.create(order | who, key=key)

    (call,) = simulator.calls("bookingRequestCreate")
    sent = json.loads(call["body"])
    assert (answer.status, answer.headers["cache-control"]) == (201, "private, no-store")
    assert answer.json.keys() == {"requestId", "status", "bookingId"}
    assert answer.json["status"] == "approved"
    assert (sent["externalId"], sent["userId"], sent["evseId"]) == (f"admin-{key}", DRIVER_ID, 5001)


def test_a_response_has_the_status_of_the_request(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Pending before Ampeco has decided; a rejection has its reason."""
    simulator.approval("held")
    pending = admin.create(order)
    simulator.approval("instant", rejectReason="Closed for the fair.")
    rejected = admin.create(order | {"evseId": 5002, "email": "driver1@example.com"})

    assert pending.json.keys() == {"requestId", "status"}
    assert pending.json["status"] == "pending"
    assert (rejected.json["status"], rejected.json["rejectionReason"]) == ("rejected", "Closed for the fair.")


@pytest.mark.parametrize(
    ("start", "hours"), [(24 * 300, 1), (-20 * 24 + 1, 1), (0, 0.25), (0, 168)], ids=["far", "soon", "short", "long"]
)
def test_the_policy_for_drivers_does_not_apply_to_staff(
    admin: AdminFunctions, order: dict[str, Any], start: int, hours: float
) -> None:
    """No horizon, no notice, up to a week."""
    assert admin.create(order | {"evseId": 5002} | times(start, hours)).status == 201


def test_staff_need_no_notice(admin: AdminFunctions, order: dict[str, Any]) -> None:
    """A start in a minute is allowed, now is not."""
    soon = {"locationId": 116, "evseId": 5058, "endAt": (NOW + HOUR).isoformat()}

    assert refused_fields(admin.create(order | soon | {"startAt": NOW.isoformat()})) == ["startAt"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (times(0, 169), "endAt"),
        (times(0, 0), "endAt"),
        ({"startAt": (NOW - HOUR).isoformat()} | {"endAt": (NOW + HOUR).isoformat()}, "startAt"),
        ({"userId": DRIVER_ID}, "email"),
        ({"email": "no address"}, "email"),
        ({"userId": "1001"}, "userId"),
        ({"replaces": 99_999}, "replaces"),
        ({"comment": "please"}, "comment"),
    ],
)
def test_an_invalid_booking_is_refused_by_field(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    """Nothing is submitted."""
    assert field in refused_fields(admin.create(order | change))
    assert simulator.calls("bookingRequestCreate") == []


def test_a_driver_must_be_named(admin: AdminFunctions, order: dict[str, Any]) -> None:
    """By email or by id."""
    del order["email"]

    assert refused_fields(admin.create(order)) == ["email"]


@pytest.mark.parametrize(
    "who", [{"email": "nobody@example.com"}, {"email": "duplicate@example.com"}, {"userId": 1002}, {"userId": 9999}]
)
def test_only_an_enabled_driver_can_be_booked_for(
    admin: AdminFunctions, order: dict[str, Any], who: dict[str, Any]
) -> None:
    """Unknown, ambiguous and disabled ones cannot, by email or by id."""
    del order["email"]

    answer = admin.create(order | who)

    assert (answer.status, answer.problem) == (404, "driver-not-found")


def test_a_taken_slot_is_refused_with_alternatives(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """As on the public site; an empty range of ports is not offered."""
    simulator.book(evse_id=5001, start=START, end=START + HOUR)

    answer = admin.create(order)

    assert (answer.status, answer.problem) == (409, "slot-unavailable")
    assert {"samePort", "sameTime"} == answer.json["alternatives"].keys()


def test_the_same_key_is_the_same_booking(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """At any later time; another payload is refused."""
    first = admin.create(order, key=key)
    admin.configure(now=lambda: START + 5 * HOUR)

    again = admin.create(order, key=key)
    other = admin.create(order | {"evseId": 5002}, key=key)

    assert (again.status, again.json) == (201, first.json)
    assert (other.status, other.problem) == (422, "idempotency-key-reused")
    assert len(simulator.calls("bookingRequestCreate")) == 1


def test_keys_of_admins_and_drivers_are_separate(admin: AdminFunctions, order: dict[str, Any], key: str) -> None:
    """Their external ids have different prefixes."""
    admin.book(order, key=key)

    assert admin.create(order | {"evseId": 5002, "email": "driver1@example.com"}, key=key).status == 201


def test_an_overlap_is_a_conflict(admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]) -> None:
    """With the driver's own bookings: to move one to another port, `POST /api/admin/bookings/{bookingId}/switch`."""
    simulator.book(evse_id=5002, start=START, end=START + HOUR, user_id=DRIVER_ID)

    answer = admin.create(order)

    assert (answer.status, answer.problem) == (409, "overlapping-booking")
