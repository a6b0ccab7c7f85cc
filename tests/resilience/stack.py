"""The product without pages, as processes: simulator, gateway, and the functions behind it."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx

from tests.support.clock import SUITE_NOW
from tests.support.external_ids import external_id
from tests.support.functions import LINK_KEY
from tests.support.gateway import GatewayHandle, is_gone, running_gateway
from tests.support.http import NO_TLS
from tests.support.project import PROJECT
from tests.support.simulator import SimulatorHandle, running_simulator

HOUR = timedelta(hours=1)

_PATIENCE_SECONDS = 40.0
"""Longer than a function and the gateway take together: an answer that does not come by then never comes."""

_LONGEST_PAUSE_SECONDS = 3.0
"""Longer than a function ever waits between two calls to Ampeco that has no fault."""

_TIMEOUT = "Timeout: 20\n"
_CREATES = re.compile(r" CreateBooking: process (\d+) starts")


@dataclass
class Stack:
    """A running stack. `workers` are the ids of the processes that were seen making bookings."""

    simulator: SimulatorHandle
    gateway: GatewayHandle
    http: httpx.AsyncClient
    workers: set[int] = field(default_factory=set)

    async def press(self, order: dict[str, Any], key: str) -> httpx.Response:
        """Submit the booking once."""
        return await self.http.post("/api/bookings", json=order, headers={"Idempotency-Key": key})

    async def read(self, reference: str) -> dict[str, Any]:
        """Return the booking by its reference."""
        reply = await self.http.get(f"/api/bookings/{reference}")
        assert reply.status_code == 200, reply.text
        shown: dict[str, Any] = reply.json()
        return shown

    def live(self, key: str) -> list[dict[str, Any]]:
        """Return the active bookings at Ampeco that were requested with `key`."""
        return [booking for booking in self.simulator.live_bookings() if booking["externalId"] == external_id(key)]

    def decide_all(self) -> None:
        """Let Ampeco decide all pending requests."""
        self.simulator.decide()

    async def quiet(self) -> None:
        """Wait until no call to Ampeco is in flight, so functions without a waiting caller have finished, too."""
        self.simulator.clear_calls()
        counted = -1
        while counted < (now := len(self.simulator.calls())):
            counted = now
            await asyncio.sleep(_LONGEST_PAUSE_SECONDS)

    def creators(self) -> set[int]:
        """Return the ids of the processes that create bookings now, and add them to `workers`."""
        found = {pid for pid in map(int, _CREATES.findall(self.gateway.output)) if not is_gone(pid)}
        self.workers |= found
        return found


@asynccontextmanager
async def running_stack(*, instances: int, timeout_seconds: int = 20) -> AsyncIterator[Stack]:
    """Start all processes and end them. The stack uses the real time.

    At most `instances` of each function run, and an invocation ends after `timeout_seconds`, answered or not.
    """
    with running_simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        environment = {
            "AMPECO_API_URL": simulator.url,
            "AMPECO_API_TOKEN": simulator.token,
            "BOOKING_LINK_KEYS": LINK_KEY,
            "DEFAULT_TIMEZONE": "America/Detroit",
            "MAX_BOOKINGS_PER_DRIVER": "100",
        }
        template = _template(Path(folder), timeout_seconds)
        options = ("--max-instances", str(instances))
        with running_gateway(environment, template=template, dist=Path(folder), options=options) as gateway:
            limits = httpx.Limits(max_connections=None)
            async with httpx.AsyncClient(
                base_url=gateway.url, timeout=_PATIENCE_SECONDS, limits=limits, trust_env=False, verify=NO_TLS
            ) as http:
                yield Stack(simulator, gateway, http)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition is true; raises TimeoutError if it never is."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.02)


def _template(folder: Path, timeout_seconds: int) -> Path:
    """Write the project's own template, with functions that end after so many seconds."""
    text = (PROJECT / "template.yaml").read_text()
    assert text.count(_TIMEOUT) == 1
    template = folder / "template.yaml"
    template.write_text(text.replace(_TIMEOUT, f"Timeout: {timeout_seconds}\n"))
    return template


def seeded(number: int) -> Random:
    """Return a seeded random generator; only concurrency is not deterministic."""
    return Random(number)  # noqa: S311 - a test that is to be repeated, no secret


def new_key(rng: Random) -> str:
    """Return an Idempotency-Key."""
    return str(UUID(int=rng.getrandbits(128), version=4))


@cache
def in_two_weeks() -> datetime:
    """Return a full hour, always the same, beyond the simulator's own bookings and within the booking policy."""
    return SUITE_NOW.replace(minute=0, second=0, microsecond=0) + timedelta(days=14)


def an_order(
    site_id: int, start: datetime, email: str, *, evse_id: int | None = None, connector: str | None = None
) -> dict[str, Any]:
    """Return a body that books an hour from `start`: on one port, on any with a connector, or on any."""
    order: dict[str, Any] = {
        "locationId": site_id,
        "startAt": start.isoformat(),
        "endAt": (start + HOUR).isoformat(),
        "email": email,
    }
    if evse_id is not None:
        order["evseId"] = evse_id
    if connector is not None:
        order["evseCriteria"] = {"connectorType": connector}
    return order


def is_ours(reply: httpx.Response) -> bool:
    """Return whether a function responded, not the gateway in its place."""
    kind = reply.headers.get("content-type", "")
    return kind == "application/problem+json" or (reply.is_success and kind == "application/json")


def problem(reply: httpx.Response) -> str | None:
    """Return the type of a problem, or None."""
    if reply.is_success:
        return None
    kind: str = reply.json()["type"]
    return kind.removeprefix("urn:problem:")


def overlapping_pairs(bookings: Iterable[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return the pairs of bookings that overlap on one EVSE."""
    pairs = []
    ordered = sorted(bookings, key=lambda one: (one["evseId"], one["startAt"]))
    for before, result in pairwise(ordered):
        if before["evseId"] == result["evseId"] and result["startAt"] < before["endAt"]:
            pairs.append((before["id"], result["id"]))
    return pairs


def crash(process: int) -> None:
    """Kill a process without any cleanup."""
    os.kill(process, 9)
