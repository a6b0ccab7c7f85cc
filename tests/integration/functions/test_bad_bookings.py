"""POST /api/bookings: invalid fields are named, and nothing is submitted."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.support.functions import NOW, START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)


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
def test_an_invalid_field_is_named_and_nothing_is_submitted(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    """422 and the field, also for an EVSE of another site."""
    answer = functions.book(order | change)

    assert (answer.status, answer.problem) == (422, "invalid-request")
    assert field in {error["field"] for error in answer.json["errors"]}
    assert simulator.calls("bookingRequestCreate") == []
    assert all(".." not in call["path"] and "reset" not in call["path"] for call in simulator.calls())


@pytest.mark.parametrize("field", ["locationId", "startAt", "endAt", "email"])
def test_a_missing_field_is_named(functions: Functions, order: dict[str, Any], field: str) -> None:
    """Each required one."""
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
def test_an_unparseable_body_is_refused(
    functions: Functions, simulator: SimulatorHandle, body: bytes, content_type: str, status: int, problem: str
) -> None:
    """With the kind of error, without a call to Ampeco."""
    answer = functions.post(body, content_type=content_type)

    assert (answer.status, answer.problem) == (status, problem)
    assert simulator.calls() == []


def test_a_body_without_a_content_type_is_refused(functions: Functions) -> None:
    """A plain form on another site could send it."""
    assert functions.post(b"{}").problem == "unsupported-media-type"


@pytest.mark.parametrize(
    "key", ["", "1", "not-a-uuid", "{0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10}", "0b1c7f5e6f6e4d559f4e2f7c3a1d9e10"]
)
def test_a_key_that_is_no_uuid_is_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """A short key could equal another client's."""
    answer = functions.post(json.dumps(order).encode(), content_type="application/json", idempotency_key=key)

    assert (answer.status, answer.problem) == (422, "invalid-request")
    assert simulator.calls() == []
