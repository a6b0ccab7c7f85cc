"""Responses of the simulator to invalid requests, validated against the official document."""

import json
from typing import Any

import httpx
import pytest

from shared.ampeco_client import CreateBooking, Rejected
from tests.contract.document import Document, Schema
from tests.contract.exchanges import Exchange, ExchangeRecorder
from tests.contract.raw import CANCEL, CREATE, UPDATE, WINDOW, target_of, without
from tests.contract.validator import ContractValidator

_UNKNOWN = 9_999_999
_OF_THE_WORLD = {"filter[country]", "filter[state]"}  # no geography is simulated: any text will do
_REQUESTS = "/resources/booking-requests/v1.0"
_AVAILABILITY = "/actions/locations/v2.0/101/check-booking-availability"

_BAD_REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "of no kind": ("type", without(CREATE, "type")),
    "of an unknown kind": ("type", {**CREATE, "type": "extend"}),
    "for nobody": ("userId", without(CREATE, "userId")),
    "for a user's id as text": ("userId", {**CREATE, "userId": "1001"}),
    "for an unknown user": ("userId", {**CREATE, "userId": _UNKNOWN}),
    "nowhere": ("locationId", without(CREATE, "locationId")),
    "at an unknown location": ("locationId", {**CREATE, "locationId": _UNKNOWN}),
    "of an unknown port": ("evseId", {**CREATE, "evseId": _UNKNOWN}),
    "of a port of another location": ("evseId", {**CREATE, "locationId": 102}),
    "without a start": ("startAt", without(CREATE, "startAt")),
    "from no time": ("startAt", {**CREATE, "startAt": "tomorrow"}),
    "from a time without offset": ("startAt", {**CREATE, "startAt": "2026-03-20T10:00:00"}),
    "in the past": ("startAt", {**CREATE, "startAt": "2026-03-01T10:00:00Z", "endAt": "2026-03-01T11:00:00Z"}),
    "backwards": ("endAt", {**CREATE, "endAt": "2026-03-20T09:00:00Z"}),
    "with null for a port": ("evseId", {**CREATE, "evseId": None}),
    "with an external id too long": ("externalId", {**CREATE, "externalId": "x" * 256}),
    "with an unknown plug": ("evseCriteria.connectorType", {**CREATE, "evseCriteria": {"connectorType": "usb"}}),
    "with a power as text": ("evseCriteria.minPower", {**CREATE, "evseCriteria": {"minPower": "50"}}),
    "with a property too many": ("port", {**CREATE, "port": 1}),
    "to change nothing": ("bookingId", without(UPDATE, "bookingId")),
    "to change an unknown booking": ("bookingId", {**UPDATE, "bookingId": _UNKNOWN}),
    "to give a booking to an unknown user": ("userId", {**UPDATE, "userId": _UNKNOWN}),
    "to change the port": ("evseId", {**UPDATE, "evseId": 5002}),
    "to cancel nothing": ("bookingId", without(CANCEL, "bookingId")),
    "to cancel an unknown booking": ("bookingId", {**CANCEL, "bookingId": _UNKNOWN}),
    "to cancel a part": ("startAt", {**CANCEL, "startAt": "2026-03-20T10:00:00Z"}),
}
_BAD_WINDOWS: dict[str, tuple[str, dict[str, Any]]] = {
    "without a start": ("startAfter", without(WINDOW, "startAfter")),
    "without an end": ("endBefore", without(WINDOW, "endBefore")),
    "from no time": ("startAfter", {**WINDOW, "startAfter": "now"}),
    "from a number": ("startAfter", {**WINDOW, "startAfter": 1_800_000_000}),
    "backwards": ("endBefore", {**WINDOW, "endBefore": "2026-03-20T09:00:00Z"}),
    "empty": ("endBefore", {**WINDOW, "endBefore": WINDOW["startAfter"]}),
    "over seven days": ("endBefore", {**WINDOW, "endBefore": "2026-03-27T10:00:01Z"}),
    "with a property too many": ("evseId", {**WINDOW, "evseId": 5001}),
}
_NOT_EVEN_JSON = {
    "half of it": (b'{"type": "create"', "application/json"),
    "nothing": (b"", "application/json"),
    "a form": (b"type=create", "application/x-www-form-urlencoded"),
}
_BAD_QUERIES = {
    "per_page=0": "per_page",
    "per_page=101": "per_page",
    "per_page=many": "per_page",
    "cursor=made-up": "cursor",
    "sort=name": "sort",
    "include[]=everything": "include",
    "filter[unheardOf]=1": "filter.unheardOf",
}
"""Asked of every list, with the field that is to blame."""


@pytest.mark.parametrize(("field", "body"), _BAD_REQUESTS.values(), ids=_BAD_REQUESTS)
async def test_a_bad_booking_request_is_refused_as_documented(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, field: str, body: dict[str, Any]
) -> None:
    """422 with the invalid field."""
    answer = await isolated_recorder.send_raw("POST", _REQUESTS, json.dumps(body).encode())

    assert validator.of_answer(answer) == []
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


@pytest.mark.parametrize(("field", "body"), _BAD_WINDOWS.values(), ids=_BAD_WINDOWS)
async def test_a_bad_time_frame_is_refused_as_documented(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, field: str, body: dict[str, Any]
) -> None:
    """422 with the invalid field."""
    answer = await isolated_recorder.send_raw("POST", _AVAILABILITY, json.dumps(body).encode())

    assert validator.of_answer(answer) == []
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


@pytest.mark.parametrize("target", [_REQUESTS, _AVAILABILITY])
@pytest.mark.parametrize(("body", "content_type"), _NOT_EVEN_JSON.values(), ids=_NOT_EVEN_JSON)
async def test_an_unparseable_body_is_refused_as_documented(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, target: str, body: bytes, content_type: str
) -> None:
    """400."""
    answer = await isolated_recorder.send_raw("POST", target, body, Content_Type=content_type)

    assert validator.of_answer(answer) == []
    assert answer.status_code == 400


@pytest.mark.parametrize(("query", "field"), _BAD_QUERIES.items())
async def test_an_invalid_query_is_refused_as_documented(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, document: Document, query: str, field: str
) -> None:
    """Each list: 422 with the invalid field."""
    lists = [each for each in document.operations.values() if "per_page" in each.parameters]

    answers = [await isolated_recorder.send_raw("GET", f"{target_of(each)}?{query}") for each in lists]

    assert [complaint for answer in answers for complaint in validator.of_answer(_as_of_charge_points(answer))] == []
    assert {(answer.status_code, *answer.json()["errors"]) for answer in answers} == {(422, field)}


async def test_a_parameter_of_another_type_is_refused(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, document: Document
) -> None:
    """Numbers, dates, booleans and enumerations."""
    answers = {
        f"{each.name}: {name}": await isolated_recorder.send_raw("GET", f"{target_of(each)}?{name}=no+such+thing")
        for each in document.operations.values()
        for name, schema in each.parameters.items()
        if _is_more_than_a_text(schema) and name not in _OF_THE_WORLD
    }

    assert [
        complaint for answer in answers.values() for complaint in validator.of_answer(_as_of_charge_points(answer))
    ] == []
    assert {each for each, answer in answers.items() if answer.status_code != 422} == set()


async def test_the_client_error_names_the_refused_field(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator
) -> None:
    """`Rejected`, with the documented names."""
    start, _ = isolated_recorder.free_hour()
    empty = CreateBooking(user_id=1001, location_id=101, start_at=start, end_at=start)

    with pytest.raises(Rejected) as caught:
        await isolated_recorder.ampeco.submit_booking_request(empty)

    assert list(caught.value.errors) == ["endAt"]
    assert validator.complaints(*isolated_recorder.exchanges) == []


def _is_more_than_a_text(schema: Schema) -> bool:
    return schema.get("type") != "string" or bool({"format", "pattern", "enum"} & schema.keys())


def _as_of_charge_points(answer: Exchange) -> Exchange:
    """Return an answer as if charge points had been requested.

    The document gives this list, of all lists, a 422; what else a bad query could be answered with it does not say.
    """
    request = httpx.Request("GET", "http://ampeco.example/public-api/resources/charge-points/v2.0")
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content, request=request)
