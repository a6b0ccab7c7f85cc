"""What two readers could read differently: a cache, a browser or a gateway one way, the function another."""

import importlib
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.security.house import HANDLERS, ROUTES, House, Visit
from tests.support.lambda_calls import Answer, call

WRITES = [route for route in ROUTES if route.startswith("POST ") and not route.endswith("/cancel")]


def ask(visit: Visit, query: str = "", body: bytes | None = None) -> Answer:
    """Send a request with its query, and its body, as they are written."""
    module, _, name = HANDLERS[visit.route].rpartition(".")
    if body is None and visit.body is not None:
        body = json.dumps(visit.body).encode()
    sent = {"content-type": "application/json", **visit.headers}
    handler = getattr(importlib.import_module(module), name)
    return call(handler, visit.route, path=visit.path, query=query, headers=sent, body=body)


def refused(answer: Answer) -> tuple[int, str, list[str]]:
    return (answer.status, answer.problem, [error["field"] for error in answer.json["errors"]])


@pytest.mark.parametrize("route", ROUTES)
def test_a_query_that_names_something_twice_is_refused_on_every_route(house: House, route: str) -> None:
    """`?days=7&days=1`: the function would take the last, a cache may take the first. Also what no function reads."""
    good = house.good(route)
    names = {*good.query, "days", "locale", "change", "filter[status]", "filter[userId]", "nobodys"}
    house.simulator.clear_calls()

    for name in names:
        query = urlencode([*good.query.items(), (name, good.query.get(name, "1")), (name, "1")])
        assert refused(ask(good, query)) == (422, "invalid-request", [name])
    assert refused(ask(good, "days&d%61ys=1&days"))[:2] == (422, "invalid-request")
    assert house.simulator.calls() == []
    assert ask(good, urlencode(good.query)).status in {200, 201, 202}


@pytest.mark.parametrize(
    "query", ["d%61ys=7", "days=1&loc%61le=en", "x=1;days=7", "date=2026-03-04;days=7", "%64ate=1"]
)
def test_a_disguised_name_of_a_query_is_refused(house: House, query: str) -> None:
    """A cache that reads names undecoded, or semicolons as ampersands, would keep it under another query's name."""
    good = house.good("GET /api/sites/{siteId}/availability")

    assert refused(ask(good, query)) == (422, "invalid-request", ["query"])


def test_a_name_that_is_nothing_of_ours_is_not_repeated_in_the_refusal(house: House) -> None:
    """It is refused for coming twice, without its words."""
    answer = ask(house.good("GET /api/sites"), urlencode([("<b>\u202e", "1"), ("<b>\u202e", "2")]))

    assert refused(answer) == (422, "invalid-request", [""])
    assert "<b>" not in answer.text


def twice(body: dict[str, Any], name: str, other: Any) -> bytes:
    """Return a body that holds a field twice: first another value, then its own, with its first letter disguised."""
    first = json.dumps({name: other})[1:-1]
    return f"{{{first}, {json.dumps(body)[1:]}".replace(f'"{name}"', f'"\\u{ord(name[0]):04x}{name[1:]}"', 1).encode()


@pytest.mark.parametrize("route", WRITES)
def test_a_body_that_names_something_twice_is_refused(house: House, route: str) -> None:
    """Whichever of the two a log, a firewall or a person reads: nothing is done."""
    good = house.good(route)
    assert good.body is not None
    house.simulator.clear_calls()

    for name, value in good.body.items():
        body = twice(good.body, name, value)
        assert json.loads(body) == good.body
        assert refused(ask(good, body=body)) == (422, "invalid-request", [name])
    assert house.simulator.calls("bookingRequestCreate") == []


def test_a_part_of_a_body_that_names_something_twice_is_refused(house: House) -> None:
    """Not only at the top."""
    order = {name: value for name, value in house.order().items() if name != "evseId"}
    body = json.dumps(order | {"evseCriteria": {"maxPower": 1}}).replace(
        '"maxPower": 1', '"maxPower": 1, "maxPower": 500'
    )

    assert refused(ask(Visit("POST /api/bookings"), body=body.encode())) == (422, "invalid-request", ["maxPower"])


@pytest.mark.parametrize(
    "kind", ["application/json,text/plain", "text/plain,application/json", "application/json,application/json"]
)
def test_two_content_types_are_none(house: House, kind: str) -> None:
    """The gateway joins headers that come twice with a comma."""
    good = house.good("POST /api/bookings")

    assert ask(replace(good, headers={**good.headers, "content-type": kind})).problem == "unsupported-media-type"


def test_two_keys_of_an_attempt_are_none(house: House) -> None:
    """Two `Idempotency-Key`, also the same one twice."""
    good = house.good("POST /api/bookings")
    key = good.headers["Idempotency-Key"]

    for two in (f"{key},{key}", f"{key}, {key}"):
        assert refused(ask(replace(good, headers={"Idempotency-Key": two}))) == (
            422,
            "invalid-request",
            ["Idempotency-Key"],
        )
