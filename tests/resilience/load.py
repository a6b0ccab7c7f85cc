"""Load: 200 bookings under injected faults, with retries as a driver at a page makes them."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import httpx

from tests.resilience.stack import Stack, an_order, in_two_weeks, new_key

DRIVERS = 20
HOURS = 10
SLOTS = DRIVERS * HOURS
RIVALS = ("Other", "Ana", "Ben", "Chloe", "Dev", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jun", "Kofi")
"""Each wants, on top, a port and time that another driver wants as well."""

SHARE = 0.1
EVERY_FAULT: tuple[dict[str, Any], ...] = (
    {"probability": SHARE, "kind": "latency", "seconds": 0.1},
    {"probability": SHARE, "kind": "status", "status": 429},
    {"probability": SHARE, "kind": "status", "status": 503, "when": "after"},
    {"probability": SHARE, "kind": "reset"},
    {"probability": SHARE, "kind": "reset", "when": "after"},
    {"probability": SHARE, "kind": "truncate"},
    {"probability": SHARE, "kind": "malformed"},
    {"probability": SHARE, "kind": "html", "status": 502},
)
"""Every kind strikes one call in ten that none before it has struck: more than half of all calls fail."""

_LINE_HOLDS_SECONDS = 0.4
"""When a driver's own connection is lost, at one press in ten: the function works on, and its answer reaches nobody."""

_MAX_PRESSES = 80
"""Then a driver gives up. One press in five leads to an answer, so that in truth nobody does."""

_PORTS = {101: range(5001, 5007), 102: range(5007, 5011), 103: range(5011, 5015), 105: range(5018, 5022)}
_WISHES = ((106, "j1772"), (108, None), (111, "ccs1"))
"""Sites where Ampeco chooses the port. Nobody chooses one there, so that a duplicate blocks nobody."""


@dataclass
class Attempt:
    """What one driver wants to book under one key, the responses so far, and the number of lost connections."""

    order: dict[str, Any]
    key: str
    answers: list[httpx.Response] = field(default_factory=list)
    lost: int = 0

    @property
    def slot(self) -> tuple[int, int | None, str]:
        """Site, requested port if any, and start."""
        return self.order["locationId"], self.order.get("evseId"), self.order["startAt"]

    @property
    def successes(self) -> list[dict[str, Any]]:
        """Every 201 response."""
        return [answer.json() for answer in self.answers if answer.is_success]

    @property
    def is_answered(self) -> bool:
        """Whether the last response is definite."""
        return bool(self.answers) and not self.answers[-1].is_server_error

    @property
    def was_refused(self) -> bool:
        """Whether the driver was told that there is no booking."""
        return any(answer.is_client_error for answer in self.answers) or any(
            one["status"] == "rejected" for one in self.successes
        )


def attempts(rng: Random) -> list[Attempt]:
    """Return all attempts by hour, competing ones concurrently. No driver wants two ports at once."""
    wanted = [order for hour in range(HOURS) for order in _orders_of_an_hour(hour, rng)]
    chosen = [order for order in wanted if "evseId" in order]
    for name, order in zip(RIVALS, rng.sample(chosen, len(RIVALS)), strict=True):
        wanted.insert(wanted.index(order) + rng.choice((0, 1)), order | {"email": f"{name.lower()}@example.com"})
    return [Attempt(order, new_key(rng)) for order in wanted]


async def run_attempts(stack: Stack, waiting: Iterator[Attempt], rng: Random) -> None:
    """Make each attempt with one key until there is a definite response; wait as long as `Retry-After` says.

    A function whose circuit is open refuses at once, so it is idle and would get press after press until the driver
    gives up.
    """
    for attempt in waiting:
        while len(attempt.answers) + attempt.lost < _MAX_PRESSES and not attempt.is_answered:
            try:
                async with asyncio.timeout(_LINE_HOLDS_SECONDS if rng.random() < SHARE else None):
                    answer = await stack.press(attempt.order, attempt.key)
            except TimeoutError:
                attempt.lost += 1
            else:
                attempt.answers.append(answer)
                await asyncio.sleep(float(answer.headers.get("Retry-After", 0)))


def _orders_of_an_hour(hour: int, rng: Random) -> Iterator[dict[str, Any]]:
    start = in_two_weeks() + hour * timedelta(hours=2)
    emails = [f"driver{number}@example.com" for number in rng.sample(range(DRIVERS), DRIVERS)]
    ports = [(site, port) for site, of_site in _PORTS.items() for port in of_site]
    for site, connector in _WISHES:
        yield an_order(site, start, emails.pop(), connector=connector)
    for site, port in rng.sample(ports, len(emails)):
        yield an_order(site, start, emails.pop(), evse_id=port)
