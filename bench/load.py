"""Ten minutes of visits in one, against the gateway with at most eight instances of each function.

The visits are those of `bench/scale.py`. There is no CDN in front, so each request reaches a function.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import chain, cycle
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any

import httpx

from bench import events, scale
from bench.host import grow, running_stack
from bench.results import Row, usage
from tests.support.clock import CLOCK
from tests.support.simulator import SimulatorHandle

_VISITS_A_DAY = (5_000, 10_000, 25_000, 50_000, 100_000)
_SECONDS = 60.0
_COMPRESSED = 10
_SITES = 200
_PAUSE_SECONDS = 5.0 / _COMPRESSED
"""Between two requests of a visit."""
_PATIENCE_SECONDS = 30.0
"""API Gateway and the CDN have given up by then."""


class Visitors:
    """Makes visits. `answers` has the route, the milliseconds and the status of a refusal, if any, of each response."""

    def __init__(self, http: httpx.AsyncClient, sites: list[int], emails: Iterator[str], chance: Random) -> None:
        self.answers: list[tuple[str, float, str]] = []
        self._http, self._sites, self._emails, self._chance = http, sites, emails, chance
        self._weights = scale.popularity(len(sites))

    async def start_instances(self) -> None:
        """Send each route as many requests at once as there may be instances; forget the answers."""
        site = self._sites[0]
        status = events.read_booking((await self._book(site))["id"])
        for event in (events.list_sites(), events.read_site(site), events.check_availability(site), status):
            await asyncio.gather(*(self._send(event) for _ in range(scale.INSTANCES)))
        await asyncio.gather(*(self._book(site) for _ in range(scale.INSTANCES)))
        self.answers.clear()

    async def arrive(self, visits: int) -> None:
        """Let so many visits begin in the minute, independently of each other; return when all have ended."""
        async with asyncio.TaskGroup() as group:
            for _ in range(visits):
                group.create_task(self._visit())
                await asyncio.sleep(self._chance.expovariate(visits / _SECONDS))

    async def _visit(self) -> None:
        (site,) = self._chance.choices(self._sites, self._weights)
        if self._happens(scale.LIST_SHARE):
            await self._send(events.list_sites())
        if self._happens(scale.SITE_SHARE):
            await self._send(events.read_site(site))
            for _ in range(int(scale.AVAILABILITY_READS) + self._happens(scale.AVAILABILITY_READS % 1)):
                later = CLOCK.now() + timedelta(days=self._chance.choice((7, 14, 21)))
                date = {} if self._happens(scale.DEFAULT_WEEK) else {"date": f"{later:%Y-%m-%d}"}
                await self._send(events.check_availability(site, **date))
        if self._happens(scale.BOOKING_SHARE):
            made = await self._book(site)
            for _ in range(scale.POLLS if "id" in made else 0):
                await self._send(events.read_booking(made["id"]))

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share

    async def _book(self, site: int) -> dict[str, Any]:
        return await self._send(events.create_booking(site, email=next(self._emails)))

    async def _send(self, event: events.Event) -> dict[str, Any]:
        """Return the body of the response, {} for a refusal."""
        method, url = event["requestContext"]["http"]["method"], f"{event['rawPath']}?{event['rawQueryString']}"
        headers = {name: value for name, value in event["headers"].items() if name != "host"}
        body: dict[str, Any] = {}
        began, refusal = perf_counter(), "no answer"
        try:
            response = await self._http.request(method, url, content=event["body"], headers=headers)
            refusal = "" if response.is_success else f"{response.status_code}"
            body = {} if refusal else response.json()
        except httpx.HTTPError:
            pass
        finally:  # also for a request that the end of the minute cancels
            self.answers.append((event["routeKey"], (perf_counter() - began) * 1000, refusal))
        await asyncio.sleep(_PAUSE_SECONDS)
        return body


def load() -> list[Row]:
    """Return latencies, refusals, calls, processor time and memory of a minute for each number of visits.

    The first one that is too slow is the last.
    """
    rows: list[Row] = []
    with running_stack("--max-instances", str(scale.INSTANCES)) as (simulator, gateway):
        grow(simulator, _SITES)
        users = simulator.records("users/v1.0")
        emails = cycle([user["email"] for user in users if user["status"] == "enabled"])
        for visits_a_day in _VISITS_A_DAY:
            visits = round(visits_a_day * scale.PEAK_HOUR / 3600 * _COMPRESSED * _SECONDS)
            rows.append(asyncio.run(_minute(simulator, gateway.url, visits, emails)))
            if scale.is_too_slow(rows[-1]):
                break
    return rows


async def _minute(simulator: SimulatorHandle, url: str, visits: int, emails: Iterator[str]) -> Row:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE_SECONDS, limits=limits, trust_env=False) as http:
        sites = [site["id"] for site in (await http.get("/api/sites")).json()["sites"]]
        visitors = Visitors(http, sites, emails, Random(visits))  # noqa: S311 - no secret
        await visitors.start_instances()
        simulator.clear_calls()
        machine_load = round(os.getloadavg()[0], 1)
        before, began = _processes(), perf_counter()
        with suppress(TimeoutError):
            async with asyncio.timeout(_SECONDS + _PATIENCE_SECONDS):
                await visitors.arrive(visits)
        seconds = perf_counter() - began
        after = _processes()
    answers = visitors.answers
    memory = [round(process["mb"]) for process in after["instances"]]
    used = {part: sum(one["cpu"] for one in after[part]) - sum(one["cpu"] for one in before[part]) for part in after}
    return {
        "machine_load": machine_load,
        "visits": visits,
        "requests_a_second": round(len(answers) / seconds, 1),
        "seconds": round(seconds, 1),
        "routes": {route: _percentiles(answers, route) for route in {route for route, *_ in answers}},
        "all": _percentiles(answers),
        "refused": dict(Counter(refusal for *_, refusal in answers if refusal)),
        "calls": sum(simulator.counts().values()),
        "busy": {part: round(spent / seconds, 2) for part, spent in used.items()},
        "instances": len(memory),
        "mb": {"most": max(memory), "all": sum(memory)},
    }


def _percentiles(answers: list[tuple[str, float, str]], only: str = "") -> Row:
    """Return the milliseconds that so many percent of the answers took at most, of all routes or only one."""
    cuts = quantiles([taken for route, taken, _ in answers if only in {"", route}], n=100, method="inclusive")
    return {f"p{percent}": round(cuts[percent - 1]) for percent in (50, 95, 99)}


def _processes() -> dict[str, list[Row]]:
    """Return what each process has used: of simulator, gateway, its instances, visitors."""
    simulator, gateway = _children(os.getpid())
    instances = chain.from_iterable(map(_children, _children(gateway)))  # forked by a child of the gateway
    pids = {"gateway": [gateway], "instances": instances, "simulator": [simulator], "visitors": [os.getpid()]}
    return {part: [usage(pid) for pid in of_part] for part, of_part in pids.items()}


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
