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
    """Return a window that starts so many hours after the usual one."""
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


def test_a_pending_request_and_a_rejected_one_say_so(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Nothing is claimed before Ampeco decided it; its reason is for staff to read."""
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
def test_the_rules_for_drivers_do_not_bind_staff(
    admin: AdminFunctions, order: dict[str, Any], start: int, hours: float
) -> None:
    """No horizon, no notice, up to a week."""
    assert admin.create(order | {"evseId": 5002} | times(start, hours)).status == 201


def test_notice_does_not_bind_staff(admin: AdminFunctions, order: dict[str, Any]) -> None:
    """In a minute is soon enough, now is not."""
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
        ({"replaces": "web-1"}, "replaces"),
        ({"replaces": 99_999}, "replaces"),
        ({"comment": "please"}, "comment"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    """And nothing is sent."""
    assert field in refused_fields(admin.create(order | change))
    assert simulator.calls("bookingRequestCreate") == []


def test_somebody_must_be_named(admin: AdminFunctions, order: dict[str, Any]) -> None:
    """By one of the two."""
    del order["email"]

    assert refused_fields(admin.create(order)) == ["email"]


@pytest.mark.parametrize(
    "who", [{"email": "nobody@example.com"}, {"email": "duplicate@example.com"}, {"userId": 1002}, {"userId": 9999}]
)
def test_only_an_active_driver_is_booked_for(admin: AdminFunctions, order: dict[str, Any], who: dict[str, Any]) -> None:
    """Unknown, ambiguous and disabled ones are not, by email or by id."""
    del order["email"]

    answer = admin.create(order | who)

    assert (answer.status, answer.problem) == (404, "driver-not-found")


def test_taken_time_is_refused_with_what_is_free(
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
    """However late, and whatever it replaces by now; another booking request with it is refused."""
    first = admin.create(order, key=key)
    admin.configure(now=lambda: START + 5 * HOUR)

    again = admin.create(order | {"replaces": 99_999}, key=key)
    other = admin.create(order | {"evseId": 5002}, key=key)

    assert (again.status, again.json) == (201, first.json)
    assert (other.status, other.problem) == (422, "idempotency-key-reused")
    assert len(simulator.calls("bookingRequestCreate")) == 1


def test_a_key_of_the_public_site_is_another(admin: AdminFunctions, order: dict[str, Any], key: str) -> None:
    """Two doors, two prefixes: one never answers for the other."""
    admin.book(order, key=key)

    assert admin.create(order | {"evseId": 5002, "email": "driver1@example.com"}, key=key).status == 201


def test_an_overlap_counts_but_for_the_booking_that_is_replaced(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Book the new port, then cancel the old one: for the same hours. A third booking is still a conflict."""
    old = simulator.book(evse_id=5002, start=START, end=START + HOUR, user_id=DRIVER_ID)["id"]

    in_the_way = admin.create(order)
    replacing = admin.create(order | {"replaces": old})
    another = admin.create(order | {"evseId": 5003, "replaces": old})

    assert (in_the_way.status, in_the_way.problem) == (409, "overlapping-booking")
    assert (replacing.status, replacing.json["status"]) == (201, "approved")
    assert another.problem == "overlapping-booking"


def test_a_booking_of_somebody_else_is_not_replaced(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Staff would mix up two people."""
    old = simulator.book(evse_id=5002, start=START, end=START + HOUR, user_id=1006)["id"]

    assert refused_fields(admin.create(order | {"replaces": old})) == ["replaces"]
