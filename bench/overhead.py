"""Our time on top of Ampeco's, warm: each function beside a bare handler that makes the same calls, in turn."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx

from bench.call_rounds import RequestDetail
from bench.calls import grow
from bench.function_host import FunctionHost, handler_of
from bench.routes import ROUTES, Event, RouteRequest, every_route, filled_week
from bench.spread import Spread, spread, timed
from shared.http_api.runtime.handler import process_loop
from tests.support.lambda_calls import LambdaContext
from tests.support.simulator import running_simulator

LATENCY_MS = 50
SITES = 200
_TURNS = 80
_WARMING = 3


def measure() -> list[dict[str, Any]]:
    """Return a row per route: milliseconds of the function, of the bare handler, and of ours alone (the difference)."""
    with running_simulator(latency_ms=LATENCY_MS, approval_seconds=0) as simulator:
        simulator.approval("instant")
        week = filled_week(simulator)
        grow(simulator, SITES)
        host = FunctionHost(simulator)
        asks = every_route(host.create_booking(), week)
        rounds = {name: _calls_of(host, name, route_request) for name, route_request in asks.items()}
        bare = {name: BareHandler(calls, simulator.token) for name, calls in rounds.items()}
        rows = [
            {"route": ROUTES[name], "rounds": len(rounds[name]), **_compared(name, route_request, bare[name])}
            for name, route_request in asks.items()
        ]
        for handler in bare.values():
            handler.close()
        host.close()
    return rows


class BareHandler:
    """Makes the calls that a function was seen to make, in the same rounds, with httpx alone; reads none of them."""

    def __init__(self, rounds: list[list[RequestDetail]], token: str) -> None:
        self._rounds = rounds
        self._http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"}, timeout=8, trust_env=False
        )

    def __call__(self, event: Event, _: object) -> dict[str, Any]:
        """Answer as a Lambda handler does."""
        asyncio.set_event_loop(process_loop())
        return process_loop().run_until_complete(self._answer(event))

    def close(self) -> None:
        """Close the connections."""
        process_loop().run_until_complete(self._http.aclose())

    async def _answer(self, _: Event) -> dict[str, Any]:
        body, key = "", f"web-{uuid4()}"
        for calls in self._rounds:
            replies = await asyncio.gather(*(self._send(call, key) for call in calls))
            body = replies[-1].text
        return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}

    async def _send(self, call: RequestDetail, key: str) -> httpx.Response:
        # A write that was seen must not find itself under its own key.
        return await self._http.request(
            call.method,
            call.url_for(key),
            content=call.body_for(key),
            headers={"Content-Type": "application/json"} if call.body else None,
        )


def _calls_of(host: FunctionHost, function: str, route_request: RouteRequest) -> list[list[RequestDetail]]:
    """Return what a warm function asks, by rounds."""
    with host.counting() as anew:
        host.invoke(function, route_request())
        counter = anew()
        host.invoke(function, route_request())
        return counter.rounds


def _compared(function: str, route_request: RouteRequest, bare: BareHandler) -> dict[str, Spread]:
    def run(handler: Callable[[Event, Any], dict[str, Any]]) -> float:
        event, context = route_request(), LambdaContext(function_name=function)
        milliseconds, answer = timed(lambda: handler(event, context))
        if answer["statusCode"] >= 400:  # noqa: PLR2004 - an error is no measurement
            raise RuntimeError(f"{function}: {answer['statusCode']} {answer['body']}")
        return milliseconds

    # In turn, so that whatever else the machine does falls on both alike.
    pairs = [(run(handler_of(function)), run(bare)) for _ in range(_WARMING + _TURNS)][_WARMING:]
    return {
        "function": spread(whole for whole, _ in pairs),
        "bare": spread(alone for _, alone in pairs),
        "ours": spread((whole - alone for whole, alone in pairs), 2),
    }
