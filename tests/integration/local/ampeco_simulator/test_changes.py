from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.support.simulator import SimulatorHandle

Builder = Callable[..., dict[str, Any]]
_TAKEN = "The EVSE is already booked for the requested time."


def _read(api: httpx.Client, booking_id: int) -> dict[str, Any]:
    reply = api.get(f"/resources/bookings/v1.0/{booking_id}?include[]=bookedEvses")
    booking: dict[str, Any] = reply.json()["data"]
    return booking


def test_an_update_counts_the_booking_itself_as_free(api: httpx.Client, create_body: Builder, submit: Builder) -> None:
    """A booking can move by half an hour into its own time; the port stays."""
    booking_id = submit(create_body())["bookingId"]

    moved = submit({"type": "update", "bookingId": booking_id, "startAt": "2027-03-15T10:30:00Z"})
    booking = _read(api, booking_id)

    assert moved["status"] == "approved"
    assert (booking["startAt"], booking["endAt"]) == ("2027-03-15T10:30:00+00:00", "2027-03-15T11:00:00+00:00")
    assert booking["bookedEvses"] == [{"id": 5001}]


def test_an_update_into_another_booking_is_rejected_and_changes_nothing(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """The old time stays."""
    submit(create_body(startAt="2027-03-15T11:00:00Z", endAt="2027-03-15T12:00:00Z"))
    booking_id = submit(create_body())["bookingId"]
    before = _read(api, booking_id)
    simulator.advance(5)

    update = submit({"type": "update", "bookingId": booking_id, "endAt": "2027-03-15T11:01:00Z"})

    assert (update["status"], update["rejectionReason"]) == ("rejected", _TAKEN)
    assert before == _read(api, booking_id)


def test_an_update_can_change_the_driver(api: httpx.Client, create_body: Builder, submit: Builder) -> None:
    """`userId` of an update is the new driver."""
    booking_id = submit(create_body())["bookingId"]

    submit({"type": "update", "bookingId": booking_id, "userId": 1005})

    assert _read(api, booking_id)["userId"] == 1005


def test_a_cancel_frees_the_port_and_happens_once(api: httpx.Client, create_body: Builder, submit: Builder) -> None:
    """A second cancel is rejected; the slot can be booked again."""
    booking_id = submit(create_body())["bookingId"]

    first, second = (submit({"type": "cancel", "bookingId": booking_id, "externalId": "c"}) for _ in range(2))

    assert [first["status"], second["status"]] == ["approved", "rejected"]
    assert second["rejectionReason"] == "The booking is cancelled and can no longer be changed."
    assert _read(api, booking_id)["status"] == "cancelled"
    assert submit(create_body())["status"] == "approved"


@pytest.mark.parametrize("kind", ["update", "cancel"])
def test_a_booking_that_is_over_cannot_be_changed(
    simulator: SimulatorHandle, create_body: Builder, submit: Builder, kind: str
) -> None:
    """Only accepted and reserved bookings can."""
    request = submit(
        create_body(startAt="2027-03-05T15:30:00Z", endAt="2027-03-05T16:30:00Z", locationId=116, evseId=5054)
    )
    simulator.advance(3600)

    change = submit({"type": kind, "bookingId": request["bookingId"]})

    assert change["status"] == "rejected"
    assert change["rejectionReason"].endswith("and can no longer be changed.")
