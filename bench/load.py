"""Ten minutes of visits in one, against the gateway with at most eight instances of each function.

The visits are those of `bench/scale.py`. There is no CDN in front, so each request reaches a function.
"""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any, NamedTuple

import httpx

from bench.host import Stack, grow, running_stack
from bench.requests import Event, check_availability, create_booking, list_sites, read_booking, read_site
from bench.results import Row
from bench.scale import (
    AVAILABILITY_READS,
    BOOKING_SHARE,
    DEFAULT_WEEK,
    INSTANCES,
    LIST_SHARE,
    PEAK_HOUR,
    POLLS,
    SITE_SHARE,
    is_too_slow,
)
from tests.support.clock import CLOCK

VISITS_A_DAY = (5_000, 10_000, 25_000, 50_000, 100_000)
SECONDS = 60.0
COMPRESSED = 10

_SITES = 200
_PAUSE_SECONDS = 5.0 / COMPRESSED
"""Between two requests of a visit."""
_PATIENCE_SECONDS = 30.0
"""API Gateway and the CDN have given up by then."""
_BOOKABLE_HOURS = range(48, 28 * 24)
_WEEKS = (7, 14, 21)
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")

Slot = tuple[str, datetime]
"""The email of a driver, and the start of a booking."""


class Answer(NamedTuple):
    """A response: its route, how long it took, and the status of a refusal, empty for none."""

    route: str
    milliseconds: float
    refusal: str


class Visitors:
    """Makes visits, and collects their responses."""

    def __init__(self, http: httpx.AsyncClient, sites: list[int], bookings: Iterator[Slot], chance: Random) -> None:
        self.answers: list[Answer] = []
        self._http = http
        self._sites = sites
        self._weights = [1 / rank for rank in range(1, len(sites) + 1)]
        self._bookings = bookings
        self._chance = chance

    async def start_instances(self) -> None:
        """Send each route as many requests at once as there may be instances; forget the answers."""
        site = self._sites[0]
        made = await self._send(self._booking(site))
        events = [list_sites(), read_site(site), check_availability(site), read_booking(made["id"])]
        for event in events:
            await asyncio.gather(*(self._send(event) for _ in range(INSTANCES)))
        await asyncio.gather(*(self._send(self._booking(site)) for _ in range(INSTANCES)))
        self.answers.clear()

    async def arrive(self, visits: int, seconds: float) -> None:
        """Let so many visits begin in this time, independently of each other; return when all have ended."""
        async with asyncio.TaskGroup() as group:
            for _ in range(visits):
                group.create_task(self._visit())
                await asyncio.sleep(self._chance.expovariate(visits / seconds))

    async def _visit(self) -> None:
        chance = self._chance
        (site,) = chance.choices(self._sites, self._weights)
        if chance.random() < LIST_SHARE:
            await self._send(list_sites())
        if chance.random() < SITE_SHARE:
            await self._send(read_site(site))
            more = chance.random() < AVAILABILITY_READS % 1
            for _ in range(int(AVAILABILITY_READS) + more):
                await self._send(self._week(site))
        if chance.random() < BOOKING_SHARE:
            made = await self._send(self._booking(site))
            for _ in range(POLLS if made and "id" in made else 0):
                await self._send(read_booking(made["id"]))

    def _week(self, site: int) -> Event:
        if self._chance.random() < DEFAULT_WEEK:
            return check_availability(site)
        first = CLOCK.now() + timedelta(days=self._chance.choice(_WEEKS))
        return check_availability(site, date=f"{first:%Y-%m-%d}")

    def _booking(self, site: int) -> Event:
        email, start = next(self._bookings)
        times = {"startAt": start.isoformat(), "endAt": (start + timedelta(hours=1)).isoformat()}
        return create_booking(site, email=email, **times)

    async def _send(self, event: Event) -> dict[str, Any]:
        """Return the body of the response, {} without one."""
        method, url = event["requestContext"]["http"]["method"], f"{event['rawPath']}?{event['rawQueryString']}"
        began, outcome, body = perf_counter(), "no answer", b""
        try:
            headers = {name: value for name, value in event["headers"].items() if name != "host"}
            response = await self._http.request(method, url, content=event["body"], headers=headers)
            body = response.content
            outcome = "" if response.is_success else f"{response.status_code}"
        except httpx.HTTPError:
            pass
        finally:  # also for a request that the end of the minute cancels
            self.answers.append(Answer(event["routeKey"], (perf_counter() - began) * 1000, outcome))
        await asyncio.sleep(_PAUSE_SECONDS)
        parsed: dict[str, Any] = json.loads(body) if body.startswith(b"{") else {}
        return parsed


def load() -> list[Row]:
    """Return latencies, refusals, calls, processor time and memory of a minute for each number of visits.

    The first one that is too slow is the last.
    """
    rows: list[Row] = []
    with running_stack("--max-instances", str(INSTANCES)) as stack:
        grow(stack.simulator, _SITES)
        bookings = _slots(stack)
        for visits in VISITS_A_DAY:
            rows.append(asyncio.run(_minute(stack, visits, bookings)))
            if is_too_slow(rows[-1]):
                break
    return rows


def _slots(stack: Stack) -> Iterator[Slot]:
    """Yield a driver and an hour for each booking, so that no driver has two at a time."""
    first = CLOCK.now().replace(minute=0, second=0, microsecond=0)
    users = [user for user in stack.simulator.records("users/v1.0") if user["status"] == "enabled"]
    for user in users:
        for hours in _BOOKABLE_HOURS:
            yield user["email"], first + timedelta(hours=hours)


async def _minute(stack: Stack, visits_a_day: int, bookings: Iterator[Slot]) -> Row:
    visits = round(visits_a_day * PEAK_HOUR / 3600 * COMPRESSED * SECONDS)
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=stack.url, timeout=_PATIENCE_SECONDS, limits=limits, trust_env=False) as http:
        listed = (await http.get("/api/sites")).json()["sites"]
        visitors = Visitors(http, [site["id"] for site in listed], bookings, Random(visits))  # noqa: S311 - no secret
        await visitors.start_instances()
        stack.simulator.clear_calls()
        machine_load = round(os.getloadavg()[0], 1)
        before, began = _measure_processes(stack), perf_counter()
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS + _PATIENCE_SECONDS):
                await visitors.arrive(visits, SECONDS)
        seconds = perf_counter() - began
        after = _measure_processes(stack)
    answers = visitors.answers
    refused = Counter(answer.refusal for answer in answers if answer.refusal)
    memory = [megabytes for _, megabytes in after["instances"]]
    spent = {part: sum(one for one, _ in after[part]) - sum(one for one, _ in before[part]) for part in after}
    return {
        "machine_load": machine_load,
        "visits": visits,
        "requests_a_second": round(len(answers) / seconds, 1),
        "seconds": round(seconds, 1),
        "routes": {route: _percentiles(answers, route) for route in sorted({answer.route for answer in answers})},
        "all": _percentiles(answers),
        "refused": dict(sorted(refused.items())),
        "calls": sum(stack.simulator.counts().values()),
        "busy": {part: round(used / seconds, 2) for part, used in spent.items()},
        "instances": len(memory),
        "mb": {"most": max(memory), "all": sum(memory)},
    }


def _percentiles(answers: list[Answer], route: str | None = None) -> Row:
    """Return how many answers there were, and the time that so many percent of them took at most, in milliseconds."""
    times = [answer.milliseconds for answer in answers if route in {None, answer.route}]
    cuts = quantiles(times, n=100, method="inclusive")
    return {"n": len(times), **{f"p{percent}": round(cuts[percent - 1]) for percent in (50, 95, 99)}}


def _measure_processes(stack: Stack) -> dict[str, list[tuple[float, int]]]:
    """Return processor seconds so far and megabytes of each process: of simulator, gateway, its instances, visitors."""
    rows: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # ended since it was listed
            rows[int(path.parent.name)] = [int(field) for field in path.read_text().rpartition(") ")[2].split()[1:]]
    found: dict[str, list[tuple[float, int]]] = {part: [] for part in ("gateway", "instances", "simulator", "visitors")}
    for pid, (parent, *fields) in rows.items():
        part = {os.getpid(): "visitors", stack.gateway_pid: "gateway"}.get(pid)
        if parent in rows and rows[parent][0] == stack.gateway_pid:  # forked by a child of the gateway
            part = "instances"
        elif parent == os.getpid() and "local.ampeco_simulator" in Path(f"/proc/{pid}/cmdline").read_text():
            part = "simulator"
        if part:
            found[part].append((sum(fields[9:11]) / _TICKS, fields[19] * _PAGE // 2**20))  # utime and stime; rss
    return found
