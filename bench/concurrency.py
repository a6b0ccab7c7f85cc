"""Concurrency benchmark: twenty clients at once through the gateway, an instance for each, as on Lambda."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import httpx

from bench.routes import Event, availability, book
from bench.spread import spread, timed
from bench.stack import Stack, running_stack

CLIENTS = 20
_EACH = 5
_PORTS = 20


def measure() -> list[dict[str, Any]]:
    """Return per route the milliseconds of an answer for one client alone and for twenty, and what went wrong."""
    with running_stack() as stack:
        site = stack.simulator.add_site(ports=_PORTS, timezone="UTC")
        number, ports = site["locationId"], site["evseIds"]
        hours = count(24 * 8)

        def free(_: int) -> Event:
            return availability(number)

        def booked(client: int) -> Event:
            # Everybody another port and hour: what is measured is the crowd, not a quarrel.
            return book(number, ports[client % _PORTS], hour=next(hours))

        return [_row(stack, "availability", free), _row(stack, "create", booked)]


def _row(stack: Stack, name: str, event_of: Any) -> dict[str, Any]:  # noqa: ANN401 - either of the two above
    with httpx.Client(
        base_url=stack.url, timeout=30, trust_env=False, limits=httpx.Limits(max_connections=None)
    ) as http:

        def route_request(client: int) -> tuple[float, int]:
            event = event_of(client)
            return timed(lambda: _send(http, event))

        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(route_request, range(CLIENTS)))  # an instance for each
            alone = [route_request(client) for client in range(CLIENTS)]
            before = len(stack.simulator.calls())
            crowd = list(pool.map(route_request, range(CLIENTS * _EACH)))
        calls = len(stack.simulator.calls()) - before
    return {
        "route": name,
        "alone": spread(milliseconds for milliseconds, _ in alone),
        "twenty": spread(milliseconds for milliseconds, _ in crowd),
        "slowest": round(max(milliseconds for milliseconds, _ in crowd), 1),
        "refused": sum(status >= 400 for _, status in crowd),  # noqa: PLR2004 - where HTTP's errors begin
        "calls_each": round(calls / len(crowd), 2),
    }


def _send(http: httpx.Client, event: Event) -> int:
    request = event["requestContext"]["http"]
    query = f"?{event['rawQueryString']}" if event["rawQueryString"] else ""
    body = json.loads(event["body"]) if event["body"] else None
    return http.request(request["method"], event["rawPath"] + query, json=body).status_code
