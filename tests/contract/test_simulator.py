"""Requests to the simulator besides the client's, validated against the official document."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract.document import Document, Schema, choices, fields, kind_of
from tests.contract.exchanges import Exchange, ExchangeRecorder
from tests.contract.raw import CANCEL, CREATE, UPDATE, target_of, without
from tests.contract.validator import ContractValidator

_REQUESTS = "/resources/booking-requests/v1.0"
_SOME = 30  # of a long list of choices, such as all countries
_TOKENS = {"authorizedTokenIds": [8001, 8003]}
_HOUR = {name: CREATE[name] for name in ("userId", "startAt", "endAt")}
_BODIES: dict[str, dict[str, Any]] = {
    "create": CREATE | _TOKENS,
    "update": UPDATE | _TOKENS | _HOUR,
    "cancel": CANCEL,
}
_YES_OR_NO = {"filter[roaming]", "filter[managedByOperator]"}  # texts to the document, in places


async def test_every_documented_parameter_is_understood(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, document: Document
) -> None:
    """Each alone, of every operation, with the values that the document lists for it."""
    for operation in document.operations.values():
        for name, schema in operation.parameters.items():
            for value in _values(name, schema):
                short = {"per_page": "3"} if "per_page" in operation.parameters else {}
                query = urlencode(short | {name: value})
                await isolated_recorder.send_raw("GET", f"{target_of(operation)}?{query}")

    assert validator.complaints(*isolated_recorder.exchanges) == []
    assert [str(exchange.request.url) for exchange in isolated_recorder.exchanges if exchange.status_code != 200] == []


@pytest.mark.parametrize("kind", _BODIES)
async def test_every_documented_property_of_a_booking_request_is_understood(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator, document: Document, kind: str
) -> None:
    """All at once, then decided, and read in every way."""
    isolated_recorder.simulator.approval("instant")
    documented = document.operations["bookingRequestCreate"].body
    assert documented
    body = _everything(kind_of(documented, kind)) | _BODIES[kind]

    for each in (body, without(body, "evseId")):
        answer = await isolated_recorder.send_raw("POST", _REQUESTS, json.dumps(each).encode())
        await isolated_recorder.send_raw("GET", f"{_REQUESTS}/{answer.json()['data']['id']}")
    for listing in ("/resources/bookings/v1.0", _REQUESTS):
        await isolated_recorder.send_raw("GET", f"{listing}?filter[userId]={CREATE['userId']}")

    assert validator.complaints(*isolated_recorder.exchanges) == []


async def test_users_are_paged_by_number_unless_asked_for_a_cursor(
    isolated_recorder: ExchangeRecorder, validator: ContractValidator
) -> None:
    """Up to the last page, and one past it."""
    pages = [
        await isolated_recorder.send_raw("GET", f"/resources/users/v1.0?per_page=20&page={page}")
        for page in range(1, 4)
    ]

    sizes = [len(page.json()["data"]) for page in pages]
    assert validator.complaints(*pages) == []
    assert (sum(sizes), sizes[0], sizes[-1]) == (pages[0].json()["meta"]["total"], 20, 0)


async def test_pages_lead_back_as_well(isolated_recorder: ExchangeRecorder, validator: ContractValidator) -> None:
    """`links.prev` of the second page shows the first one again."""
    first = await isolated_recorder.send_raw("GET", "/resources/evses/v2.1?per_page=5&include[]=connectors")
    second = await _follow(isolated_recorder, first, "next")
    again = await _follow(isolated_recorder, second, "prev")

    assert validator.complaints(*isolated_recorder.exchanges) == []
    assert first.json()["data"] == again.json()["data"] != second.json()["data"]


async def _follow(recorder: ExchangeRecorder, answer: Exchange, link: str) -> Exchange:
    return await recorder.send_raw("GET", answer.json()["links"][link].removeprefix(recorder.simulator.url))


def _values(name: str, schema: Schema) -> Sequence[str]:
    """Return values of a parameter that the document allows; none for a cursor, which is not for us to make up."""
    if name == "cursor":
        return ()
    if listed := choices(schema):
        return listed[:_SOME]
    match schema:
        case {"type": kind} if kind == "boolean" or name in _YES_OR_NO:
            return ("true", "false")
        case {"format": "date-time"}:
            return ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00.5-05:00")
        case {"type": "string"} if not name.endswith("Id]"):  # most ids are texts to the document, too
            return ("a text",)
        case _:
            return ("7",)


def _everything(schema: Schema) -> Any:
    """Return a value with all that the document lets one write there."""
    if listed := choices(schema):
        return listed[-1]
    match schema:
        case {"properties": _}:
            writable = {name: each.schema for name, each in fields(schema).items() if not each.schema.get("readOnly")}
            return {name: _everything(each) for name, each in writable.items()}
        case {"type": "array", "items": items}:
            return [_everything(items)]
        case {"format": "date-time"}:
            return CREATE["startAt"]
        case {"type": kind}:
            return {"boolean": True, "integer": 7, "number": 7.5, "string": "a text"}[kind]
    raise AssertionError(f"what would that be? {schema}")
