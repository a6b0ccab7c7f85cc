"""POST /api/bookings."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.functions.conftest import NOW, START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)


def test_a_free_port_is_asked_for_and_the_answer_is_ampecos(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """The status is what Ampeco says, the id a reference, the link keeps it in the fragment."""
    simulator.approval("held")

    answer = functions.book(order, key=key)

    reference = answer.json["id"]
    assert answer.status == 201
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.json["status"] == "pending"
    assert answer.json["statusUrl"] == f"/booking#{reference}"
    assert reference.startswith(f"web-{key}.")
    sent = json.loads(simulator.calls("bookingRequestCreate")[0]["body"])
    assert sent == {
        "type": "create",
        "userId": 1001,
        "locationId": 101,
        "startAt": "2026-03-23T15:00:00Z",
        "endAt": "2026-03-23T16:00:00Z",
        "evseId": 5001,
        "externalId": f"web-{key}",
    }


def test_a_booking_takes_three_rounds_of_calls(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """All that is needed to decide, side by side; the request; what stands under its key. Cold, nothing per site."""
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


def test_any_port_that_fits_is_left_to_ampeco(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Criteria go out in kW, no EVSE is named, and the port is known once it is approved."""
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
def test_without_wishes_any_port_will_do(
    functions: Functions, order: dict[str, Any], criteria: dict[str, Any] | None
) -> None:
    """Neither a port nor criteria is an order too."""
    del order["evseId"]
    if criteria is not None:
        order["evseCriteria"] = criteria

    assert functions.book(order).json["status"] == "approved"


def test_criteria_that_nothing_meets_are_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Before anything is written."""
    del order["evseId"]
    order["evseCriteria"] = {"connectorType": "chademo", "minPower": 1000}

    answer = functions.book(order)

    assert answer.json["errors"][0]["field"] == "evseCriteria"
    assert simulator.calls("bookingRequestCreate") == []


@pytest.mark.parametrize("email", ["unknown@example.com", "disabled@example.com", "twin@example.com"])
def test_without_one_active_account_nothing_is_written(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], email: str
) -> None:
    """Unknown, disabled and twice there look the same, and lead to the driver app."""
    order["email"] = email

    answer = functions.book(order)

    assert (answer.status, answer.problem) == (404, "driver-not-found")
    assert answer.json["links"] == [{"label": "App Store", "url": "https://apps.example.com/ios"}]
    assert email not in answer.text
    assert simulator.calls("bookingRequestCreate") == []


def test_the_email_is_taken_as_people_type_it(functions: Functions, order: dict[str, Any]) -> None:
    """Blanks around it and capitals do not matter."""
    order["email"] = "  Driver@Example.COM "

    assert functions.book(order).status == 201


def test_a_taken_slot_comes_with_what_is_free_instead(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The nearest starts on that port, and other ports at that very time, in the site's time."""
    simulator.book(evse_id=5001, start=START, end=START + HOUR)

    answer = functions.book(order)

    alternatives = answer.json["alternatives"]
    assert (answer.status, answer.problem) == (409, "slot-unavailable")
    assert [(one["evseId"], one["startAt"]) for one in alternatives["samePort"]] == [
        (5001, "2026-03-23T10:00:00-04:00"),
        (5001, "2026-03-23T12:00:00-04:00"),
        (5001, "2026-03-23T09:30:00-04:00"),
    ]
    assert [one["evseId"] for one in alternatives["sameTime"]] == [5002, 5003, 5004]
    assert {one["startAt"] for one in alternatives["sameTime"]} == {"2026-03-23T11:00:00-04:00"}
    assert simulator.calls("bookingRequestCreate") == []


def test_a_window_across_a_seam_of_ampecos_is_free(functions: Functions, order: dict[str, Any]) -> None:
    """Ampeco splits free time at midnight UTC; eight in the evening in Detroit is the middle of it."""
    midnight = START.replace(hour=0)
    order |= {"startAt": (midnight - HOUR).isoformat(), "endAt": (midnight + HOUR).isoformat()}

    assert functions.book(order).status == 201


def test_a_rejected_request_is_answered_as_rejected(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Never as booked."""
    simulator.approval("instant", rejectReason="Port under maintenance")

    answer = functions.book(order)

    assert (answer.status, answer.json["status"]) == (201, "rejected")
    assert functions.read_booking(answer.json["id"]).json["rejectionReason"] == "Port under maintenance"


def test_the_same_key_is_the_same_booking(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """A second press, or a reload, asks for nothing new, even when its slot is taken by itself."""
    first = functions.book(order, key=key)

    second = functions.book(order, key=key.upper())

    assert second.json == first.json
    assert len(simulator.calls("bookingRequestCreate")) == 1


@pytest.mark.parametrize(
    "change", [{"email": "other@example.com"}, {"evseId": 5002}, {"endAt": (START + 2 * HOUR).isoformat()}]
)
def test_the_same_key_with_other_content_is_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str, change: dict[str, Any]
) -> None:
    """And shows nothing of the booking that it belongs to."""
    functions.book(order, key=key)

    answer = functions.book(order | change, key=key)

    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")
    assert len(simulator.calls("bookingRequestCreate")) == 1


@pytest.mark.parametrize("fault", [{"kind": "reset"}, {"kind": "truncate"}, {"kind": "status", "status": 500}])
def test_a_lost_reply_is_settled_without_sending_again(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], fault: dict[str, Any]
) -> None:
    """The request is found by its externalId, and the answer is as if the reply had come."""
    simulator.faults({"operation": "bookingRequestCreate", "when": "after", "count": 1, **fault})

    answer = functions.book(order)

    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert len(simulator.calls("bookingRequestCreate")) == 1
    assert [booking["evseId"] for booking in simulator.live_bookings() if booking["externalId"]] == [5001]


def test_a_request_that_left_no_trace_is_sent_once_more(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """After it was given time to appear."""
    simulator.faults({"kind": "reset", "operation": "bookingRequestCreate", "when": "before", "count": 1})

    answer = functions.book(order)

    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert len(simulator.calls("bookingRequestCreate")) == 2
    assert len(mine(simulator)) == 1


def test_a_request_whose_fate_stays_dark_is_not_called_booked_or_failed(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """We do not know, say so, and the same key finds out."""
    simulator.faults({"kind": "reset", "operation": "bookingRequestCreate", "when": "before", "count": 2})

    lost = functions.book(order, key=key)
    again = functions.book(order, key=key)

    assert (lost.status, lost.problem) == (502, "outcome-unknown")
    assert (again.status, again.json["status"]) == (201, "approved")
    assert len(mine(simulator)) == 1


def mine(simulator: SimulatorHandle) -> list[dict[str, Any]]:
    """Return the live bookings that our functions made."""
    return [booking for booking in simulator.live_bookings() if booking["externalId"]]


def test_a_driver_holds_one_port_at_a_time(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Ampeco would let them; we say so, and show nothing of what they hold."""
    elsewhere = functions.read_site(102).json["ports"][0]["evseId"]
    simulator.book(evse_id=elsewhere, start=START - HOUR / 2, end=START + HOUR / 2, user_id=1001)

    answer = functions.book(order)

    assert (answer.status, answer.problem) == (409, "overlapping-booking")
    assert not answer.json.keys() - {"type", "title", "status", "detail", "requestId"}
    assert simulator.calls("bookingRequestCreate") == []


def test_a_request_of_the_driver_that_is_not_decided_yet_counts_as_held(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Else two tabs would get two ports."""
    simulator.approval("held")
    functions.book(order)

    assert functions.book(order | {"evseId": 5002}).problem == "overlapping-booking"


def test_bookings_that_touch_do_not_overlap(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """One may follow the other."""
    simulator.book(evse_id=5002, start=START - HOUR, end=START, user_id=1001)
    simulator.book(evse_id=5002, start=START + HOUR, end=START + 2 * HOUR, user_id=1001)

    assert functions.book(order).status == 201


def test_an_operator_may_allow_overlapping_bookings(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """A household with two cars; then nobody's bookings are asked for."""
    simulator.book(evse_id=5002, start=START, end=START + HOUR, user_id=1001)
    functions.configure(ALLOW_OVERLAPPING_BOOKINGS="true")

    assert functions.book(order).status == 201
    assert simulator.calls("bookingsListing") == []


BAD_BODIES: list[tuple[dict[str, Any], str]] = [
    ({"locationId": "101"}, "locationId"),
    ({"locationId": "../../../actions/charge-point/v1.0/5/reset/soft#"}, "locationId"),
    ({"locationId": 0}, "locationId"),
    ({"locationId": -101}, "locationId"),
    ({"locationId": 101.5}, "locationId"),
    ({"locationId": True}, "locationId"),
    ({"locationId": None}, "locationId"),
    ({"locationId": 10**30}, "locationId"),
    ({"evseId": "5001"}, "evseId"),
    ({"evseId": 0}, "evseId"),
    ({"evseId": 5001, "evseCriteria": {}}, ""),
    ({"evseCriteria": []}, "evseCriteria"),
    ({"evseId": None, "evseCriteria": {"connectorType": "teapot"}}, "evseCriteria.connectorType"),
    ({"evseId": None, "evseCriteria": {"minPower": "50"}}, "evseCriteria.minPower"),
    ({"evseId": None, "evseCriteria": {"minPower": -1}}, "evseCriteria.minPower"),
    ({"evseId": None, "evseCriteria": {"volts": 400}}, "evseCriteria.volts"),
    ({"startAt": "2026-03-23T15:00:00"}, "startAt"),
    ({"startAt": "2026-03-23"}, "startAt"),
    ({"startAt": 1774278000}, "startAt"),
    ({"startAt": "1774278000"}, "startAt"),
    ({"startAt": "2026-03-23T15:00:30Z"}, "startAt"),
    ({"startAt": "2026-02-30T15:00:00Z"}, "startAt"),
    ({"startAt": "9999-12-31T23:00:00-23:00"}, "startAt"),
    ({"endAt": START.isoformat()}, "endAt"),
    ({"endAt": (START - HOUR).isoformat()}, "endAt"),
    ({"endAt": (START + timedelta(minutes=14)).isoformat()}, "endAt"),
    ({"endAt": (START + timedelta(hours=12, minutes=1)).isoformat()}, "endAt"),
    ({"startAt": (NOW - HOUR).isoformat(), "endAt": NOW.isoformat()}, "startAt"),
    ({"startAt": (NOW + timedelta(minutes=14)).isoformat(), "endAt": (NOW + HOUR).isoformat()}, "startAt"),
    (
        {"startAt": (NOW + timedelta(days=30)).isoformat(), "endAt": (NOW + timedelta(days=30, hours=1)).isoformat()},
        "endAt",
    ),
    ({"email": "driver"}, "email"),
    ({"email": "driver@example"}, "email"),
    ({"email": "a b@example.com"}, "email"),
    ({"email": "driver@example.com\r\nX: y"}, "email"),
    ({"email": ""}, "email"),
    ({"email": 7}, "email"),
    ({"email": f"{'x' * 300}@example.com"}, "email"),
    ({"userId": 1001}, "userId"),
    ({"location_id": 101}, "location_id"),
    ({"evseId": 5101}, "evseId"),
]


@pytest.mark.parametrize(
    ("change", "field"), BAD_BODIES, ids=[f"{field}-{n}" for n, (_, field) in enumerate(BAD_BODIES)]
)
def test_a_bad_field_is_named_and_nothing_is_written(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    """Whatever is wrong: 422, the field, and no booking request. An EVSE of another site is such a field too."""
    answer = functions.book(order | change)

    assert (answer.status, answer.problem) == (422, "invalid-request")
    assert field in {error["field"] for error in answer.json["errors"]}
    assert simulator.calls("bookingRequestCreate") == []
    assert all(".." not in call["path"] and "reset" not in call["path"] for call in simulator.calls())


@pytest.mark.parametrize("field", ["locationId", "startAt", "endAt", "email"])
def test_a_missing_field_is_named(functions: Functions, order: dict[str, Any], field: str) -> None:
    """Each that must be there."""
    del order[field]

    assert functions.book(order).json["errors"] == [{"field": field, "detail": "This field is required."}]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "problem"),
    [
        (b"", "application/json", 400, "malformed-json"),
        (b"{", "application/json", 400, "malformed-json"),
        (b'{"locationId": 101', "application/json; charset=utf-8", 400, "malformed-json"),
        (b"\xff\xfe{}", "application/json", 400, "malformed-json"),
        (b"[]", "application/json", 422, "invalid-request"),
        (b'"text"', "application/json", 422, "invalid-request"),
        (b"null", "application/json", 422, "invalid-request"),
        (b"{}", "text/plain", 415, "unsupported-media-type"),
        (b"locationId=101", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b'{"email": "' + b"x" * 65_536 + b'"}', "application/json", 413, "body-too-large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    functions: Functions, simulator: SimulatorHandle, body: bytes, content_type: str, status: int, problem: str
) -> None:
    """With the kind of trouble, and without a word to Ampeco."""
    answer = functions.post(body, content_type=content_type)

    assert (answer.status, answer.problem) == (status, problem)
    assert simulator.calls() == []


def test_a_body_without_a_content_type_is_refused(functions: Functions) -> None:
    """A plain form of another site could send that."""
    assert functions.post(b"{}").problem == "unsupported-media-type"


@pytest.mark.parametrize(
    "key", ["", "1", "not-a-uuid", "{0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10}", "0b1c7f5e6f6e4d559f4e2f7c3a1d9e10"]
)
def test_a_key_that_is_no_uuid_is_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """Every attempt needs a key of its own, and a short one would meet another's."""
    answer = functions.post(json.dumps(order).encode(), content_type="application/json", idempotency_key=key)

    assert (answer.status, answer.problem) == (422, "invalid-request")
    assert simulator.calls() == []


def test_a_site_that_is_none_is_said_to_be_none(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Ampeco knows best."""
    answer = functions.book(order | {"locationId": 999_999})

    assert (answer.status, answer.problem) == (404, "site-not-found")
    assert simulator.calls("bookingRequestCreate") == []
