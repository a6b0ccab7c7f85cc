"""POST /api/bookings: bookings and refusals."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.support.external_ids import external_id
from tests.support.functions import START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)


def test_a_free_port_is_booked_with_the_status_of_ampeco(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """The id is a reference, which the link has in its fragment."""
    simulator.approval("held")

    answer = functions.book(order, key=key)

    reference = answer.json["id"]
    assert answer.status == 201
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.json["status"] == "pending"
    assert answer.json["statusUrl"] == f"/booking#{reference}"
    assert reference.startswith(f"{external_id(key)}.")
    sent = json.loads(simulator.calls("bookingRequestCreate")[0]["body"])
    assert sent == {
        "type": "create",
        "userId": 1001,
        "locationId": 101,
        "startAt": "2026-03-23T15:00:00Z",
        "endAt": "2026-03-23T16:00:00Z",
        "evseId": 5001,
        "externalId": external_id(key),
    }


def test_a_booking_takes_three_rounds_of_calls(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The context, concurrently; the request; the requests with its key. No call per site."""
    functions.book(order | {"startAt": (START - HOUR).isoformat(), "endAt": START.isoformat()})
    simulator.clear_calls()

    functions.book(order)

    operations = [call["operation"] for call in simulator.calls()]
    assert sorted(operations[:6]) == [
        "bookingRequestsListing",
        "bookingRequestsListing",
        "bookingsListing",
        "bookingsListing",
        "locationCheckBookingAvailability",
        "usersListing",
    ]
    assert operations[6:] == ["bookingRequestCreate", "bookingRequestsListing"]


def test_a_driver_who_is_new_to_a_function_costs_a_round_and_no_call(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The driver's bookings can only be loaded once the user id is known: eight calls as usual, in four rounds."""
    functions.book(order)

    operations = [call["operation"] for call in simulator.calls()]
    assert sorted(operations[:3]) == ["bookingRequestsListing", "locationCheckBookingAvailability", "usersListing"]
    assert sorted(operations[3:6]) == ["bookingRequestsListing", "bookingsListing", "bookingsListing"]
    assert operations[6:] == ["bookingRequestCreate", "bookingRequestsListing"]


def test_for_any_matching_port_ampeco_chooses(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Criteria are sent in kW without an EVSE; the port is known after approval."""
    del order["evseId"]
    order["evseCriteria"] = {"connectorType": "ccs1", "currentType": "dc", "minPower": 200}

    answer = functions.book(order)

    sent = json.loads(simulator.calls("bookingRequestCreate")[0]["body"])
    port = functions.read_booking(answer.json["id"]).json["port"]
    assert "evseId" not in sent
    assert sent["evseCriteria"] == {"connectorType": "ccs1", "currentType": "dc", "minPower": 200}
    assert port["maxPowerKw"] >= 200
    assert "ccs1" in [connector["type"] for connector in port["connectors"]]


@pytest.mark.parametrize("criteria", [{}, None])
def test_without_criteria_ampeco_chooses_any_port(
    functions: Functions, order: dict[str, Any], criteria: dict[str, Any] | None
) -> None:
    """A booking request needs neither port nor criteria."""
    del order["evseId"]
    if criteria is not None:
        order["evseCriteria"] = criteria

    assert functions.book(order).json["status"] == "approved"


def test_criteria_without_a_matching_port_are_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Nothing is submitted."""
    del order["evseId"]
    order["evseCriteria"] = {"connectorType": "chademo", "minPower": 1000}

    answer = functions.book(order)

    assert answer.json["errors"][0]["field"] == "evseCriteria"
    assert simulator.calls("bookingRequestCreate") == []


@pytest.mark.parametrize("email", ["unknown@example.com", "disabled@example.com", "duplicate@example.com"])
def test_without_exactly_one_enabled_account_nothing_is_submitted(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], email: str
) -> None:
    """Unknown, disabled and ambiguous emails have the same response, which names the driver app."""
    order["email"] = email

    answer = functions.book(order)

    assert (answer.status, answer.problem) == (404, "driver-not-found")
    assert answer.json["links"] == [{"label": "App Store", "url": "https://apps.example.com/ios"}]
    assert email not in answer.text
    assert simulator.calls("bookingRequestCreate") == []


def test_the_email_is_trimmed_and_case_insensitive(functions: Functions, order: dict[str, Any]) -> None:
    order["email"] = "  Driver@Example.COM "

    assert functions.book(order).status == 201


def test_a_taken_slot_is_refused_with_alternatives(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The closest times on that port, and other ports with its plug at that time, in the site's zone."""
    simulator.book(evse_id=5001, start=START, end=START + HOUR)

    answer = functions.book(order)

    alternatives = answer.json["alternatives"]
    assert (answer.status, answer.problem) == (409, "slot-unavailable")
    assert [(one["evseId"], one["startAt"]) for one in alternatives["samePort"]] == [
        (5001, "2026-03-23T09:30:00-04:00"),
        (5001, "2026-03-23T10:00:00-04:00"),
        (5001, "2026-03-23T12:00:00-04:00"),
    ]
    assert [one["evseId"] for one in alternatives["sameTime"]] == [5003, 5004]
    assert {one["startAt"] for one in alternatives["sameTime"]} == {"2026-03-23T11:00:00-04:00"}
    assert simulator.calls("bookingRequestCreate") == []


def test_a_window_across_midnight_utc_is_free(functions: Functions, order: dict[str, Any]) -> None:
    """Ampeco splits free time there; in Detroit it is eight in the evening."""
    midnight = START.replace(hour=0)
    order |= {"startAt": (midnight - HOUR).isoformat(), "endAt": (midnight + HOUR).isoformat()}

    assert functions.book(order).status == 201


def test_a_rejected_request_has_the_status_rejected(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    simulator.approval("instant", rejectReason="Port under maintenance")

    answer = functions.book(order)

    assert (answer.status, answer.json["status"]) == (201, "rejected")
    assert functions.read_booking(answer.json["id"]).json["rejectionReason"] == "Port under maintenance"


def test_an_unknown_site_is_not_found(functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]) -> None:
    answer = functions.book(order | {"locationId": 999_999})

    assert (answer.status, answer.problem) == (404, "site-not-found")
    assert simulator.calls("bookingRequestCreate") == []
