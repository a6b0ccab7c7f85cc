"""Calls to Ampeco per route: how many, in how many rounds one after the other, and what comes on top of them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bench.house import House
from tests.support.lambda_calls import Answer

LATENCY_MS = 50
_SAME_ROUND = timedelta(milliseconds=LATENCY_MS / 2)
_TRIES = 20


@dataclass(frozen=True)
class Row:
    """One route; milliseconds are the median of a warm function."""

    route: str
    cold_calls: int
    cold_rounds: int
    warm_calls: int
    warm_rounds: int
    warm_ms: float

    @property
    def ours_ms(self) -> float:
        """What is left when the rounds are taken off: our own time, the client's and the simulator's."""
        return self.warm_ms - self.warm_rounds * LATENCY_MS


def measure(house: House) -> list[Row]:
    """Return a row for each route, with every call to Ampeco taking 50 ms."""
    reference, week = house.placed(), house.filled_week()
    routes: dict[str, Callable[[], Answer]] = {
        "GET /api/sites": house.list_sites,
        "GET /api/sites/{siteId}": house.read_site,
        "GET /api/sites/{siteId}/availability": house.availability,
        "POST /api/bookings": house.book,
        "GET /api/bookings/{id}": lambda: house.read_booking(reference),
        "GET /api/admin/bookings": house.list_bookings,
        "GET /api/admin/calendar": lambda: house.calendar(week),
    }
    return [_row(house, route, act) for route, act in routes.items()]


def _row(house: House, route: str, act: Callable[[], Answer]) -> Row:
    house.start_cold()
    cold_calls, cold_rounds, _ = _once(house, act)
    warm = [_once(house, act) for _ in range(_TRIES)]
    calls, rounds, _ = warm[-1]
    return Row(route, cold_calls, cold_rounds, calls, rounds, median(ms for _, _, ms in warm))


def _once(house: House, act: Callable[[], Answer]) -> tuple[int, int, float]:
    house.simulator.clear_calls()
    began = time.perf_counter()
    answer = act()
    milliseconds = (time.perf_counter() - began) * 1000
    if answer.status >= 400:  # noqa: PLR2004 - an error is no measurement
        raise RuntimeError(f"{answer.status} {answer.text}")
    arrivals = [datetime.fromisoformat(call["at"]) for call in house.simulator.calls()]
    return len(arrivals), _rounds(arrivals), milliseconds


def _rounds(arrivals: list[datetime]) -> int:
    """Count the waves: calls made side by side arrive together, the next round a latency later."""
    rounds, last = 0, None
    for arrival in sorted(arrivals):
        if last is None or arrival - last > _SAME_ROUND:
            rounds += 1
        last = arrival
    return rounds
