"""GET /api/bookings/{id}."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner
from tests.support.external_ids import external_id
from tests.support.functions import LINK_KEY, NOW, Functions
from tests.support.simulator import SimulatorHandle


@pytest.mark.parametrize(
    "fields", [{"hardwareStatus": "faulted"}, {"hardwareStatus": "unavailable"}, {"status": "out of order"}]
)
def test_a_port_that_goes_out_of_order_is_shown_within_seconds(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], fields: dict[str, str]
) -> None:
    """It is cached so briefly that polling twice a minute shows it within a minute."""
    seconds = [1000.0]
    functions.keep_copies_by(lambda: seconds[0])
    reference = functions.book(order).json["id"]
    before = functions.read_booking(reference).json["port"]
    simulator.patch("evses", order["evseId"], **fields)
    simulator.clear_calls()

    seconds[0] += 20
    after = functions.read_booking(reference).json["port"]

    assert (before["liveStatus"], after["liveStatus"]) == ("available", "out-of-order")
    assert simulator.counts()["evseRead"] == 1


def test_a_booking_is_pending_until_ampeco_decides(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """First the request alone, then the booking with port and directions."""
    simulator.approval("held")
    placed = functions.book(order).json

    pending = functions.read_booking(placed["id"]).json
    simulator.decide()
    approved = functions.read_booking(placed["id"]).json

    assert pending["requestStatus"] == "pending"
    assert not pending.keys() & {"bookingId", "status", "rejectionReason"}
    assert pending["actions"] == {"canUpdate": False, "canCancel": False, "canSwitch": False}
    assert (approved["requestStatus"], approved["status"]) == ("approved", "accepted")
    assert approved["bookingRequestId"] == placed["bookingRequestId"]
    assert approved["startAt"] == "2026-03-23T11:00:00-04:00"
    assert approved["endAt"] == "2026-03-23T12:00:00-04:00"
    assert approved["timezone"] == "America/Detroit"
    assert approved["port"]["label"] == "A1"
    assert approved["site"]["name"] == "Riverfront Garage"
    assert approved["site"]["accessMethods"] == ["OPEN", "PARKING_TICKET"]
    assert approved["site"]["workingHours"] == {"alwaysOpen": True}
    assert approved["site"]["directions"] == "Enter from Front Ave, take the ramp on the left."
    assert approved["actions"] == {"canUpdate": True, "canCancel": True, "canSwitch": True}


def test_a_rejection_has_its_reason(functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]) -> None:
    """Ampeco's own text, which the page shows as text."""
    simulator.approval("instant", rejectReason="<b>No</b>")
    placed = functions.book(order).json

    followed = functions.read_booking(placed["id"]).json

    assert (followed["requestStatus"], followed["rejectionReason"]) == ("rejected", "<b>No</b>")
    assert "bookingId" not in followed


def test_an_approved_booking_is_two_rounds_of_calls(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The request by its key; then booking, replacement, site and port concurrently."""
    placed = functions.book(order).json
    functions.configure()
    simulator.clear_calls()

    functions.read_booking(placed["id"])

    assert simulator.calls()[0]["operation"] == "bookingRequestsListing"
    assert simulator.counts() == {"bookingRequestsListing": 2, "bookingRead": 1, "locationRead": 1, "evseRead": 1}


def test_a_booking_shows_its_current_time(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """If the operator rescheduled it, the booking's time counts, not the request's."""
    placed = functions.book(order).json
    booking_id = functions.read_booking(placed["id"]).json["bookingId"]
    move_at_ampeco(simulator, booking_id, "2026-03-23T18:00:00Z", "2026-03-23T19:00:00Z")

    followed = functions.read_booking(placed["id"]).json

    assert followed["startAt"] == "2026-03-23T14:00:00-04:00"


def test_a_booking_goes_through_its_statuses(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """After its start it can no longer be changed."""
    placed = functions.book(order).json
    later = NOW + timedelta(days=21)
    simulator.set_clock(later)
    functions.configure(now=lambda: later)

    followed = functions.read_booking(placed["id"]).json

    assert followed["status"] in {"completed", "no-show", "failed"}
    assert followed["actions"] == {"canUpdate": False, "canCancel": False, "canSwitch": False}


def test_a_port_closed_after_booking_is_still_named(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    placed = functions.book(order).json
    simulator.patch("evses", 5001, bookingEnabled=False)

    assert functions.read_booking(placed["id"]).json["port"]["label"] == "A1"


def test_old_links_stay_valid_after_a_key_rotation(functions: Functions, order: dict[str, Any]) -> None:
    """The newest key signs, all verify."""
    placed = functions.book(order).json
    functions.configure(BOOKING_LINK_KEYS=f"a-newer-key-of-at-least-32-characters,{LINK_KEY}")

    assert functions.read_booking(placed["id"]).status == 200


@pytest.mark.parametrize("kind", ["number", "request", "unsigned", "altered", "cut", "foreign", "path", "empty"])
def test_every_invalid_reference_is_the_same_404(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], kind: str
) -> None:
    """Without a call to Ampeco."""
    placed = functions.book(order).json
    reference: str = placed["id"]
    external_id, _, signature = reference.rpartition(".")
    functions.configure(BOOKING_LINK_KEYS="another-key-of-at-least-32-characters")
    foreign = functions.book(order | {"evseId": 5002, "email": "driver1@example.com"}).json["id"]
    functions.configure()
    simulator.clear_calls()
    bad = {
        "number": "77",
        "request": str(placed["bookingRequestId"]),
        "unsigned": external_id,
        "altered": external_id[:-1] + ("0" if external_id[-1] != "0" else "1") + "." + signature,
        "cut": reference[:-1],
        "foreign": foreign,
        "path": "../../users/v1.0/1001",
        "empty": "",
    }[kind]

    answer = functions.read_booking(bad)

    assert (answer.status, answer.problem) == (404, "booking-not-found")
    assert answer.json["detail"] == "No booking matches this link."
    assert simulator.calls() == []


def test_a_valid_reference_without_a_request_is_the_same_404(functions: Functions, key: str) -> None:
    """Its request never reached Ampeco."""
    reference = ReferenceSigner([SecretStr(LINK_KEY)]).reference(external_id(key))

    answer = functions.read_booking(reference)

    assert (answer.status, answer.problem) == (404, "booking-not-found")


def test_the_response_has_no_data_of_the_driver(functions: Functions, order: dict[str, Any]) -> None:
    """Whoever has the link sees the booking, not the person."""
    text = functions.read_booking(functions.book(order).json["id"]).text.lower()

    for word in ("email", "driver@", "userid", "phone", "dana", "token", "iban"):
        assert word not in text


def move_at_ampeco(simulator: SimulatorHandle, booking_id: int, start: str, end: str) -> None:
    """Reschedule a booking directly at Ampeco."""
    simulator.request({"type": "update", "bookingId": booking_id, "startAt": start, "endAt": end})
