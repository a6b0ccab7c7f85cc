from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.support.simulator import SimulatorHandle

Builder = Callable[..., dict[str, Any]]
_PATH = "/resources/booking-requests/v1.0"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("userId", None),
        ("userId", "1001"),
        ("userId", True),
        ("userId", 999),
        ("locationId", None),
        ("locationId", "../../x"),
        ("locationId", 1.5),
        ("locationId", 999),
        ("evseId", "5001"),
        ("evseId", 999),
        ("evseId", 5007),
        ("startAt", None),
        ("startAt", 1_800_000_000),
        ("startAt", "2027-03-15"),
        ("startAt", "2027-03-15T10:00:00"),
        ("startAt", "2027-02-30T10:00:00Z"),
        ("endAt", "2027-03-15T10:00:00Z"),
        ("endAt", "2027-03-15T09:00:00Z"),
        ("endAt", "2027-03-22T10:00:01Z"),
        ("externalId", "x" * 256),
        ("externalId", 5),
        ("evseCriteria", {"colour": "red"}),
        ("evseCriteria", {"connectorType": "usb-c"}),
        ("evseCriteria", {"minPower": "50"}),
        ("evseCriteria", [1]),
        ("parkingSpaceCriteria", {"vehicleHeightCm": 0}),
        ("authorizedTokenIds", [1]),
        ("type", None),
        ("type", "destroy"),
        ("colour", "red"),
    ],
)
def test_an_invalid_create_is_422_with_the_field(
    api: httpx.Client, create_body: Builder, field: str, value: object
) -> None:
    """Wrong types, unknown values, impossible times."""
    reply = api.post(_PATH, json=create_body(**{field: value}))

    assert reply.status_code == 422
    assert [field] == [name.split(".")[0] for name in reply.json()["errors"]]


def test_a_start_in_the_past_is_422(api: httpx.Client, create_body: Builder) -> None:
    """Even one minute, whatever the end."""
    reply = api.post(_PATH, json=create_body(startAt="2027-03-05T14:59:00Z", endAt="2027-03-05T16:00:00Z"))

    assert reply.status_code == 422
    assert list(reply.json()["errors"]) == ["startAt"]


def test_null_differs_from_absent(api: httpx.Client, create_body: Builder) -> None:
    """The document makes `evseId` optional, not nullable; some criteria are nullable."""
    refused = api.post(_PATH, json={**create_body(), "evseId": None})
    accepted = api.post(_PATH, json=create_body(evseId=None, evseCriteria={"connectorType": None}))

    assert refused.status_code == 422
    assert accepted.status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {"type": "update"},
        {"type": "update", "bookingId": 1},
        {"type": "update", "bookingId": 20001, "evseId": 5001},
        {"type": "update", "bookingId": 20001, "userId": 1},
        {"type": "cancel"},
        {"type": "cancel", "bookingId": 1},
        {"type": "cancel", "bookingId": "20001"},
        {"type": "cancel", "bookingId": 20001, "startAt": "2027-03-15T10:00:00Z"},
        {},
        [],
        "create",
    ],
)
def test_an_invalid_change_is_422(api: httpx.Client, body: object) -> None:
    """Updates and cancels name an existing booking, and have only their own fields."""
    reply = api.post(_PATH, json=body)

    assert reply.status_code == 422
    assert reply.json()["errors"]


def test_an_update_is_validated_with_the_unchanged_fields(
    api: httpx.Client, create_body: Builder, submit: Builder
) -> None:
    """A new start after the old end, or over 7 days before it, is refused."""
    booking_id = submit(create_body())["bookingId"]

    backwards = api.post(_PATH, json={"type": "update", "bookingId": booking_id, "startAt": "2027-03-15T11:00:00Z"})
    endless = api.post(_PATH, json={"type": "update", "bookingId": booking_id, "endAt": "2027-03-23T11:00:00Z"})

    assert [list(reply.json()["errors"]) for reply in (backwards, endless)] == [["endAt"], ["endAt"]]


@pytest.mark.parametrize(
    ("content", "content_type"), [(b"{", "application/json"), (b"", "application/json"), (b"{}", "text/plain")]
)
def test_a_body_that_is_not_json_is_400(api: httpx.Client, content: bytes, content_type: str) -> None:
    """Unparseable and invalid bodies have different statuses."""
    reply = api.post(_PATH, content=content, headers={"Content-Type": content_type})

    assert reply.status_code == 400
    assert list(reply.json()) == ["message"]


def test_a_refused_write_creates_no_request(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder
) -> None:
    """No request exists after a 422."""
    before = simulator.status()["bookingRequests"]

    api.post(_PATH, json=create_body(userId=999))

    assert before == simulator.status()["bookingRequests"]


def test_a_request_echoes_what_was_specified(create_body: Builder, submit: Builder) -> None:
    """Times are in UTC; empty criteria are omitted, and tokens given by id are expanded."""
    request = submit(
        create_body(
            evseId=None,
            startAt="2027-03-15T06:00:00-04:00",
            externalId="key-1",
            evseCriteria={"currentType": "dc", "connectorType": None, "minPower": 50},
            parkingSpaceCriteria={"vehicleHeightCm": 190},
            authorizedTokenIds=[8001],
        )
    )

    assert (request["startAt"], request["externalId"]) == ("2027-03-15T10:00:00+00:00", "key-1")
    assert request["evseCriteria"] == {"currentType": "dc", "minPower": 50}
    assert request["parkingSpaceCriteria"] == {"vehicleHeightCm": 190}
    assert [token["id"] for token in request["authorizedTokens"]] == [8001]
    assert request.keys().isdisjoint({"evseId", "rejectionReason", "authorizedTokenIds"})


def test_criteria_beside_an_evse_are_ignored_and_not_echoed(create_body: Builder, submit: Builder) -> None:
    """`evseCriteria` is ignored if `evseId` is given."""
    request = submit(create_body(evseCriteria={"connectorType": "chademo"}))

    assert request["status"] == "approved"
    assert "evseCriteria" not in request


def test_external_ids_are_not_unique_and_can_be_looked_up(
    api: httpx.Client, create_body: Builder, submit: Builder
) -> None:
    """Two requests can have the same one; the filter returns both in order."""
    ids = [submit(create_body(evseId=evse_id, externalId="key-2"))["id"] for evse_id in (5001, 5002)]

    found = api.get(_PATH, params={"filter[externalId]": "key-2"}).json()["data"]

    assert ids == [request["id"] for request in found]


def test_one_driver_may_hold_two_ports_at_once(create_body: Builder, submit: Builder) -> None:
    """The document does not forbid it."""
    statuses = [submit(create_body(evseId=evse_id))["status"] for evse_id in (5001, 5002)]

    assert statuses == ["approved", "approved"]
