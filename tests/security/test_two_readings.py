"""Ambiguous requests, which a cache, a browser or a gateway could parse differently."""

import importlib
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.security.function_host import HANDLERS, ROUTES, FunctionHost, RouteRequest
from tests.support.lambda_calls import LambdaResponse, call

WRITES = [route for route in ROUTES if route.startswith("POST ") and not route.endswith("/cancel")]


def ask(send: RouteRequest, query: str = "", body: bytes | None = None) -> LambdaResponse:
    """Send a request with its query and body unchanged."""
    module, _, name = HANDLERS[send.route].rpartition(".")
    if body is None and send.body is not None:
        body = json.dumps(send.body).encode()
    sent = {"content-type": "application/json", **send.headers}
    handler = getattr(importlib.import_module(module), name)
    return call(handler, send.route, path=send.path, query=query, headers=sent, body=body)


def refused(answer: LambdaResponse) -> tuple[int, str, list[str]]:
    return (answer.status, answer.problem, [error["field"] for error in answer.json["errors"]])


@pytest.mark.parametrize("route", ROUTES)
def test_a_repeated_query_parameter_is_refused_on_every_route(host: FunctionHost, route: str) -> None:
    """`?days=7&days=1`: the function would use the last value, a cache the first. Unknown parameters too."""
    valid_request = host.valid_request(route)
    names = {*valid_request.query, "days", "locale", "change", "filter[status]", "filter[userId]", "nobodys"}
    host.simulator.clear_calls()

    for name in names:
        query = urlencode([*valid_request.query.items(), (name, valid_request.query.get(name, "1")), (name, "1")])
        assert refused(ask(valid_request, query)) == (422, "invalid-request", [name])
    assert refused(ask(valid_request, "days&d%61ys=1&days"))[:2] == (422, "invalid-request")
    assert host.simulator.calls() == []
    assert ask(valid_request, urlencode(valid_request.query)).status in {200, 201, 202}


@pytest.mark.parametrize(
    "query", ["d%61ys=7", "days=1&loc%61le=en", "x=1;days=7", "date=2026-03-04;days=7", "%64ate=1"]
)
def test_an_encoded_query_parameter_name_is_refused(host: FunctionHost, query: str) -> None:
    """A cache that does not decode names, or splits at semicolons, would store it under another key."""
    valid_request = host.valid_request("GET /api/sites/{siteId}/availability")

    assert refused(ask(valid_request, query)) == (422, "invalid-request", ["query"])


def test_an_unknown_parameter_name_is_not_quoted(host: FunctionHost) -> None:
    answer = ask(host.valid_request("GET /api/sites"), urlencode([("<b>\u202e", "1"), ("<b>\u202e", "2")]))

    assert refused(answer) == (422, "invalid-request", [""])
    assert "<b>" not in answer.text


def twice(body: dict[str, Any], name: str, other: Any) -> bytes:
    """Return a body with a field twice: first another value, then its own, its name's first letter escaped."""
    first = json.dumps({name: other})[1:-1]
    return f"{{{first}, {json.dumps(body)[1:]}".replace(f'"{name}"', f'"\\u{ord(name[0]):04x}{name[1:]}"', 1).encode()


@pytest.mark.parametrize("route", WRITES)
def test_a_body_with_a_repeated_field_is_refused(host: FunctionHost, route: str) -> None:
    """A log or a firewall might read the other value."""
    valid_request = host.valid_request(route)
    assert valid_request.body is not None
    host.simulator.clear_calls()

    for name, value in valid_request.body.items():
        body = twice(valid_request.body, name, value)
        assert json.loads(body) == valid_request.body
        assert refused(ask(valid_request, body=body)) == (422, "invalid-request", [name])
    assert host.simulator.calls("bookingRequestCreate") == []


def test_a_nested_repeated_field_is_refused(host: FunctionHost) -> None:
    order = {name: value for name, value in host.order().items() if name != "evseId"}
    body = json.dumps(order | {"evseCriteria": {"maxPower": 1}}).replace(
        '"maxPower": 1', '"maxPower": 1, "maxPower": 500'
    )

    assert refused(ask(RouteRequest("POST /api/bookings"), body=body.encode())) == (
        422,
        "invalid-request",
        ["maxPower"],
    )


@pytest.mark.parametrize(
    "kind", ["application/json,text/plain", "text/plain,application/json", "application/json,application/json"]
)
def test_two_content_types_are_refused(host: FunctionHost, kind: str) -> None:
    """The gateway joins repeated headers with a comma."""
    valid_request = host.valid_request("POST /api/bookings")

    assert (
        ask(replace(valid_request, headers={**valid_request.headers, "content-type": kind})).problem
        == "unsupported-media-type"
    )


def test_two_idempotency_keys_are_refused(host: FunctionHost) -> None:
    """Also the same one twice."""
    valid_request = host.valid_request("POST /api/bookings")
    key = valid_request.headers["Idempotency-Key"]

    for two in (f"{key},{key}", f"{key}, {key}"):
        assert refused(ask(replace(valid_request, headers={"Idempotency-Key": two}))) == (
            422,
            "invalid-request",
            ["Idempotency-Key"],
        )
