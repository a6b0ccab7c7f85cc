"""Response times in this process and through the gateway, each beside its baseline."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from uuid import uuid4

import httpx

from bench.counts import grow
from bench.function_host import FunctionHost, running_host
from bench.requests import RouteRequest, check_availability, create_booking, read_booking
from bench.results import Row, alternate, spread, timed
from bench.round_counter import Call, with_key
from bench.stack import LATENCY_MS, Stack, running_stack
from shared.http_api.runtime.handler import process_loop

_SITES = 200
_TURNS, _WARM_UP = 80, 3
_REFERENCES = 1000
_CLIENTS, _REQUESTS_EACH = 20, 5


def overhead() -> list[Row]:
    """Return the warm milliseconds of each function, of the same calls with httpx alone, and of the difference."""
    rows = []
    with running_host(LATENCY_MS) as host:
        requests = host.every_route()
        grow(host.simulator, _SITES)
        http = httpx.AsyncClient(headers={"Authorization": f"Bearer {host.simulator.token}"}, trust_env=False)
        for route, request in requests.items():
            with host.counting() as count:
                count(request())  # the cold one
                rounds = count(request()).rounds
            acts = (partial(_respond, host, request), partial(_repeat_calls, http, rounds))
            whole, calls = (times[_WARM_UP:] for times in alternate(acts, _WARM_UP + _TURNS))
            ours = spread((a - b for a, b in zip(whole, calls, strict=True)), 2)
            row = {"route": route, "rounds": len(rounds), "function": spread(whole), "bare": spread(calls)}
            rows.append(row | {"ours": ours})
        process_loop().run_until_complete(http.aclose())
    return rows


def _respond(host: FunctionHost, request: RouteRequest, *, allow_refusal: bool = False) -> float:
    """Return the milliseconds of a response."""
    event = request()
    return timed(lambda: host.invoke(event, allow_refusal=allow_refusal))[0]


def _repeat_calls(http: httpx.AsyncClient, rounds: list[list[Call]]) -> float:
    """Return the milliseconds of the calls of a function, made in the same rounds; their responses are ignored."""

    async def send() -> None:
        key = f"web-{uuid4()}"  # a new one, so that a repeated write is not a duplicate
        headers = {"Content-Type": "application/json"}
        for calls in rounds:
            again = (with_key(call, key) for call in calls)
            await asyncio.gather(*(http.request(how, url, content=body, headers=headers) for how, url, body in again))

    return timed(lambda: process_loop().run_until_complete(send()))[0]


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
        acts = [partial(_respond, host, partial(read_booking, each), allow_refusal=True) for each in invalid.values()]
        times = alternate(acts, _REFERENCES)
    return [{"reference": kind, "milliseconds": spread(each, 3)} for kind, each in zip(invalid, times, strict=True)]


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
            method, url = event["requestContext"]["http"]["method"], f"{event['rawPath']}?{event['rawQueryString']}"
            body = json.loads(event["body"]) if event["body"] else None
            return timed(lambda: http.request(method, url, json=body).status_code)

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
