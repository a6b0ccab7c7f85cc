"""Response times in this process and through the gateway, each beside its baseline."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from bench.counts import grow
from bench.function_host import FunctionHost, check_success, handler_of, running_host
from bench.requests import ROUTES, Event, RouteRequest, check_availability, create_booking, read_booking
from bench.results import Row, spread, timed
from bench.round_counter import Call, with_key
from bench.stack import LATENCY_MS, Stack, running_stack
from shared.http_api.runtime.handler import process_loop
from tests.support.lambda_calls import LambdaContext

_SITES = 200
_TURNS, _WARM_UP = 80, 3
_REFERENCES = 1000
_CLIENTS, _REQUESTS_EACH = 20, 5


def overhead() -> list[Row]:
    """Return the warm milliseconds of each function, of a bare handler with the same calls, and of the difference."""
    rows = []
    with running_host(latency_ms=LATENCY_MS) as host:
        requests = host.every_route()
        grow(host.simulator, _SITES)
        bare = {name: BareHandler(_warm_calls(host, name, request), host) for name, request in requests.items()}
        for function, request in requests.items():
            # Alternately, so that load on the machine affects both.
            handlers = (handler_of(function), bare[function])
            pairs = [[_milliseconds(each, function, request()) for each in handlers] for _ in range(_WARM_UP + _TURNS)]
            whole, calls = zip(*pairs[_WARM_UP:], strict=True)
            row = {"route": ROUTES[function], "rounds": len(bare[function].rounds)}
            row |= {"function": spread(whole), "bare": spread(calls)}
            rows.append(row | {"ours": spread((a - b for a, b in zip(whole, calls, strict=True)), 2)})
        for each in bare.values():
            each.close()
    return rows


class BareHandler:
    """Makes the calls of a function in the same rounds, with httpx alone, and ignores the responses."""

    def __init__(self, rounds: list[list[Call]], host: FunctionHost) -> None:
        self.rounds = rounds
        headers = {"Authorization": f"Bearer {host.simulator.token}", "Content-Type": "application/json"}
        self._http = httpx.AsyncClient(headers=headers, timeout=8, trust_env=False)

    def __call__(self, _event: Event, _context: object) -> dict[str, Any]:
        """Answer as a Lambda handler does."""
        asyncio.set_event_loop(process_loop())
        return process_loop().run_until_complete(self._respond())

    def close(self) -> None:
        """Close the connections."""
        process_loop().run_until_complete(self._http.aclose())

    async def _respond(self) -> dict[str, Any]:
        body, key = "", f"web-{uuid4()}"  # a new key, so that a repeated write is not a duplicate
        for calls in self.rounds:
            responses = await asyncio.gather(*(self._send(with_key(call, key)) for call in calls))
            body = responses[-1].text
        return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}

    async def _send(self, call: Call) -> httpx.Response:
        method, url, body = call
        return await self._http.request(method, url, content=body)


def _warm_calls(host: FunctionHost, function: str, request: RouteRequest) -> list[list[Call]]:
    with host.counting() as new_counter:
        host.invoke(function, request())
        counter = new_counter()
        host.invoke(function, request())
        return counter.rounds


def _milliseconds(handler: Callable[[Event, Any], dict[str, Any]], function: str, event: Event) -> float:
    context = LambdaContext(function_name=function)
    milliseconds, response = timed(lambda: handler(event, context))
    check_success(function, response)
    return milliseconds


def references() -> list[Row]:
    """Return the milliseconds of the 404 for each kind of invalid reference, which must not depend on the kind."""
    with running_host() as host:
        good = host.create_booking()
        external_id, _, signature = good.rpartition(".")
        invalid = {
            "guessed": f"{external_id}.{signature[::-1]}",
            "cut": good[:-1],
            "altered": f"{external_id[:-1]}x.{signature}",
            "foreign": f"web-00000000-0000-4000-8000-000000000000.{signature}",
            "a number": "77",
        }
        handler = handler_of("ReadBooking")

        def refuse(reference: str) -> float:
            event, context = read_booking(reference), LambdaContext()
            return timed(lambda: handler(event, context))[0]

        # Alternately, so that load on the machine affects all kinds.
        turns = [[refuse(reference) for reference in invalid.values()] for _ in range(_REFERENCES)]
    return [
        {"reference": kind, "milliseconds": spread(times, 3)}
        for kind, times in zip(invalid, zip(*turns, strict=True), strict=True)
    ]


def crowd() -> list[Row]:
    """Return the milliseconds for one client and for twenty concurrent ones, with an instance each, as on Lambda."""
    with running_stack() as stack:
        site = stack.simulator.add_site(ports=_CLIENTS, timezone="UTC")
        number, ports = site["locationId"], site["evseIds"]
        client = count()
        return [
            _crowd_row(stack, "availability", lambda: check_availability(number)),
            # Another port and hour each time, so that no booking conflicts with another.
            _crowd_row(stack, "create", lambda: create_booking(number, evseId=ports[next(client) % _CLIENTS])),
        ]


def _crowd_row(stack: Stack, route: str, request: RouteRequest) -> Row:
    with (
        httpx.Client(base_url=stack.url, timeout=30, trust_env=False, limits=httpx.Limits()) as http,
        ThreadPoolExecutor(_CLIENTS) as pool,
    ):

        def send(_: int) -> tuple[float, int]:
            event = request()
            return timed(lambda: _send(http, event))

        list(pool.map(send, range(_CLIENTS)))  # starts an instance for each
        alone = [send(0)[0] for _ in range(_CLIENTS)]
        before = len(stack.simulator.calls())
        times, statuses = zip(*pool.map(send, range(_CLIENTS * _REQUESTS_EACH)), strict=True)
        calls = len(stack.simulator.calls()) - before
    return {
        "route": route,
        "alone": spread(alone),
        "twenty": spread(times),
        "slowest": round(max(times), 1),
        "refused": sum(status >= 400 for status in statuses),
        "calls_each": round(calls / len(times), 2),
    }


def _send(http: httpx.Client, event: Event) -> int:
    body = json.loads(event["body"]) if event["body"] else None
    url = f"{event['rawPath']}?{event['rawQueryString']}"
    return http.request(event["requestContext"]["http"]["method"], url, json=body).status_code
