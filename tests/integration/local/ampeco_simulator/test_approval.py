from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.support.simulator import SimulatorHandle

Builder = Callable[..., dict[str, Any]]
_PATH = "/resources/booking-requests/v1.0"
_TAKEN = "The EVSE is already booked for the requested time."


def _read(api: httpx.Client, request_id: int) -> dict[str, Any]:
    request: dict[str, Any] = api.get(f"{_PATH}/{request_id}").json()["data"]
    return request


def _booked_evse(api: httpx.Client, booking_id: int) -> int:
    booking = api.get(f"/resources/bookings/v1.0/{booking_id}?include[]=bookedEvses").json()["data"]
    (evse,) = booking["bookedEvses"]
    evse_id: int = evse["id"]
    return evse_id


def test_a_request_is_pending_until_its_delay_has_passed(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """Pending has neither booking nor reason; approved has the booking."""
    simulator.approval("delayed", seconds=60)
    pending = submit(create_body())

    simulator.advance(91)
    approved = _read(api, pending["id"])

    assert pending["status"] == "pending"
    assert pending.keys().isdisjoint({"bookingId", "rejectionReason"})
    assert approved["status"] == "approved"
    assert {"bookingId"} == approved.keys() - pending.keys()
    assert approved["lastUpdatedAt"] > pending["lastUpdatedAt"]


def test_the_default_delay_shows_pending_first(
    simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """With the default settings, the response to a create is pending."""
    simulator.approval()

    assert submit(create_body())["status"] == "pending"


def test_a_later_request_may_be_approved_before_an_earlier_one(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """Held requests are decided in the order that a test names."""
    simulator.approval("held")
    first, second = submit(create_body()), submit(create_body())

    simulator.decide(second["id"], first["id"])

    assert [_read(api, request["id"])["status"] for request in (first, second)] == ["rejected", "approved"]


def test_random_order_lets_either_rival_win(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """Over twenty pairs of rivals each position wins some, and each pair has one winner."""
    simulator.approval("delayed", seconds=30, order="random")
    pairs = [
        [submit(create_body(startAt=f"2027-03-{day}T10:00:00Z", endAt=f"2027-03-{day}T11:00:00Z")) for _ in range(2)]
        for day in range(12, 32)
    ]

    simulator.advance(60)

    winners = [
        [number for number, request in enumerate(pair) if _read(api, request["id"])["status"] == "approved"]
        for pair in pairs
    ]
    assert all(len(winner) == 1 for winner in winners)
    assert {0, 1} == {winner[0] for winner in winners}


def test_order_of_arrival_lets_the_first_rival_win(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """Of several requests for the same time."""
    simulator.approval("delayed", seconds=30, order="arrival")
    requests = [submit(create_body()) for _ in range(5)]

    simulator.advance(31)

    statuses = [_read(api, request["id"])["status"] for request in requests]
    assert statuses == ["approved", "rejected", "rejected", "rejected", "rejected"]


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        ("09:00", "10:00", "approved"),
        ("11:00", "12:00", "approved"),
        ("09:30", "10:01", "rejected"),
        ("10:59", "12:00", "rejected"),
        ("10:15", "10:30", "rejected"),
        ("09:00", "12:00", "rejected"),
    ],
)
def test_a_port_is_never_booked_twice(create_body: Builder, submit: Builder, start: str, end: str, status: str) -> None:
    """Bookings may touch and never overlap."""
    submit(create_body())

    request = submit(create_body(startAt=f"2027-03-15T{start}:00Z", endAt=f"2027-03-15T{end}:00Z"))

    assert status == request["status"]
    assert (_TAKEN if status == "rejected" else None) == request.get("rejectionReason")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"userId": 1002}, "The user account is disabled."),
        ({"locationId": 112, "evseId": 5041}, "The EVSE cannot be booked."),
        ({"locationId": 113, "evseId": 5043}, "The EVSE cannot be booked."),
        ({"locationId": 114, "evseId": 5046}, "The EVSE cannot be booked."),
        ({"locationId": 114, "evseId": 5047}, "The EVSE cannot be booked."),
        ({"locationId": 115, "evseId": 5053}, "The EVSE cannot be booked."),
        ({"locationId": 112, "evseId": None}, "No EVSE at the location meets the criteria."),
        ({"evseId": None, "evseCriteria": {"minPower": 351}}, "No EVSE at the location meets the criteria."),
    ],
)
def test_what_cannot_be_booked_is_rejected_with_a_reason(
    create_body: Builder, submit: Builder, changes: dict[str, Any], reason: str
) -> None:
    """The request is accepted; the decision rejects it with a text."""
    request = submit(create_body(**changes))

    assert ("rejected", reason) == (request["status"], request["rejectionReason"])
    assert "bookingId" not in request


def test_a_start_that_passes_while_pending_is_rejected(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """The approval came too late."""
    simulator.approval("delayed", seconds=600, order="arrival")
    request = submit(create_body(startAt="2027-03-05T15:05:00Z", endAt="2027-03-05T16:00:00Z"))

    simulator.advance(601)

    assert _read(api, request["id"])["rejectionReason"] == "The requested start has already passed."


@pytest.mark.parametrize(
    ("criteria", "evse_id"),
    [
        (None, 5001),
        ({}, 5001),
        ({"connectorType": "nacs"}, 5002),
        ({"minPower": 151}, 5003),
        ({"minPower": 350, "maxPower": 350}, 5003),
        ({"maxPower": 11}, 5005),
        ({"currentType": "ac"}, 5005),
        ({"currentType": "dc", "connectorType": "nacs", "minPower": 200}, 5004),
    ],
)
def test_a_port_is_chosen_by_the_criteria_in_kw(
    api: httpx.Client, create_body: Builder, submit: Builder, criteria: dict[str, Any] | None, evse_id: int
) -> None:
    """Criteria are in kW, ports in watts; the request does not say which port was chosen."""
    request = submit(create_body(evseId=None, evseCriteria=criteria))

    assert evse_id == _booked_evse(api, request["bookingId"])
    assert "evseId" not in request


def test_criteria_select_free_ports_until_none_is_left(
    api: httpx.Client, create_body: Builder, submit: Builder
) -> None:
    """Two NACS ports make two bookings; the third request is rejected."""
    by_nacs = create_body(evseId=None, evseCriteria={"connectorType": "nacs"})

    first, second, third = (submit(by_nacs) for _ in range(3))

    assert [_booked_evse(api, request["bookingId"]) for request in (first, second)] == [5002, 5004]
    assert third["rejectionReason"] == "Every suitable EVSE is already booked for the requested time."


def test_rejections_can_be_configured(simulator: SimulatorHandle, create_body: Builder, submit: Builder) -> None:
    """With a reason, by type of request, for a number of requests."""
    simulator.approval("instant", rejectReason="Closed for the fair.", rejectCount=1, rejectTypes=["create"])

    first, second = submit(create_body()), submit(create_body())

    assert (first["status"], first["rejectionReason"]) == ("rejected", "Closed for the fair.")
    assert second["status"] == "approved"


def test_one_type_may_take_longer_than_another(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """An update stays pending while a create is decided at once."""
    simulator.approval("delayed", seconds=0, secondsByType={"update": 600})
    created = submit(create_body())

    moved = submit({"type": "update", "bookingId": created["bookingId"], "endAt": "2027-03-15T12:00:00Z"})

    assert (created["status"], moved["status"]) == ("approved", "pending")
    simulator.advance(901)
    assert _read(api, moved["id"])["status"] == "approved"
