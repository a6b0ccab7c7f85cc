"""The validator detects errors in requests and responses."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.contract.exchanges import Exchange, ExchangeRecorder
from tests.contract.raw import CREATE, without
from tests.contract.validator import ContractValidator

_Record = dict[str, Any]

_BASE = "http://127.0.0.1/public-api/resources"
_TOKEN = {"Authorization": "Bearer a-token"}
_EVSES = f"{_BASE}/evses/v2.1"
_REQUESTS = f"{_BASE}/booking-requests/v1.0"

_SPOILT: dict[str, Callable[[_Record], object]] = {
    "renamed": lambda evse: evse.update(powers=evse.pop("powerOptions")),
    "renamed within": lambda evse: evse["powerOptions"].update(power=evse["powerOptions"].pop("maxPower")),
    "left out": lambda evse: evse.pop("physicalReference"),
    "added": lambda evse: evse.update(owner="Ana"),
    "of another type": lambda evse: evse.update(id=str(evse["id"])),
    "null": lambda evse: evse.update(currentType=None),
    "of no known kind": lambda evse: evse["connectors"][0].update(type="usb"),
    "a time without offset": lambda evse: evse.update(lastUpdatedAt="2026-03-03T15:00:00"),
}
_WRONG_ANSWERS = {
    "a status that is not documented": httpx.Response(500, json={"message": "Server Error"}),
    "half an answer": httpx.Response(200, content=b'{"data": [', headers={"Content-Type": "application/json"}),
    "a page": httpx.Response(200, html="<h1>Bad gateway</h1>"),
    "nothing": httpx.Response(200, headers={"Content-Type": "application/json"}),
}
_WRONG_QUERIES = (
    "filter[owner]=1",
    "filter=1",
    "filter[roaming]=perhaps",
    "filter[chargePointId]=x",
    "filter[lastUpdatedAfter]=2026-03-03",
    "filter[roamingOperatorIds][]=x",
    "include[]=owner",
    "include=connectors",
    "per_page=101",
    "cursor=",
    "page=2",
)
_WRONG_BODIES: dict[str, _Record] = {
    "left out": without(CREATE, "userId"),
    "added": {**CREATE, "port": 1},
    "read-only": {**CREATE, "status": "approved"},
    "of another type": {**CREATE, "userId": "1001"},
    "null": {**CREATE, "evseId": None},
    "too long": {**CREATE, "externalId": "x" * 256},
    "of no known kind": {**CREATE, "type": "extend"},
    "within": {**CREATE, "evseCriteria": {"connectorType": "usb"}},
    "a time without offset": {**CREATE, "startAt": "2026-03-20T10:00:00"},
}
_WRONG_REQUESTS = {
    "without a token": httpx.Request("GET", _EVSES),
    "to an unknown path": httpx.Request("GET", f"{_BASE}/evses/v9.9", headers=_TOKEN),
    "with an unknown method": httpx.Request("DELETE", f"{_EVSES}/5001", headers=_TOKEN),
    "about a record of no number": httpx.Request("GET", f"{_EVSES}/A1", headers=_TOKEN),
    "without a body": httpx.Request("POST", _REQUESTS, headers=_TOKEN),
    "as a form": httpx.Request("POST", _REQUESTS, headers=_TOKEN, data={"type": "cancel"}),
}


@pytest.fixture(scope="module")
async def evses(module_recorder: ExchangeRecorder, validator: ContractValidator) -> Exchange:
    """Return a valid response."""
    answer = await module_recorder.send_raw("GET", "/resources/evses/v2.1?include[]=connectors&per_page=2")
    assert validator.complaints(answer) == []
    return answer


@pytest.mark.parametrize("spoil", _SPOILT.values(), ids=_SPOILT)
def test_an_invalid_response_is_detected(
    evses: Exchange, validator: ContractValidator, spoil: Callable[[_Record], object]
) -> None:
    """Any defect, in any record."""
    body = evses.json()
    spoil(body["data"][1])

    assert validator.of_answer(httpx.Response(200, json=body, request=evses.request)) != []


@pytest.mark.parametrize("answer", _WRONG_ANSWERS.values(), ids=_WRONG_ANSWERS)
def test_a_response_of_another_format_is_detected(
    evses: Exchange, validator: ContractValidator, answer: httpx.Response
) -> None:
    """Before its records are validated."""
    answer.request = evses.request

    assert validator.of_answer(answer) != []


@pytest.mark.parametrize("query", _WRONG_QUERIES)
def test_an_invalid_query_is_detected(validator: ContractValidator, query: str) -> None:
    """An unknown parameter, and an invalid value."""
    assert validator.of_request(httpx.Request("GET", f"{_EVSES}?{query}", headers=_TOKEN)) != []


@pytest.mark.parametrize("body", _WRONG_BODIES.values(), ids=_WRONG_BODIES)
def test_an_invalid_body_is_detected(validator: ContractValidator, body: _Record) -> None:
    """A valid one is accepted."""
    assert validator.of_request(_post(CREATE)) == []
    assert validator.of_request(_post(body)) != []


@pytest.mark.parametrize("request_", _WRONG_REQUESTS.values(), ids=_WRONG_REQUESTS)
def test_an_invalid_request_is_detected(validator: ContractValidator, request_: httpx.Request) -> None:
    """Its method, path, headers and format."""
    assert validator.of_request(request_) != []


def _post(body: _Record) -> httpx.Request:
    return httpx.Request("POST", _REQUESTS, headers=_TOKEN, json=body)
