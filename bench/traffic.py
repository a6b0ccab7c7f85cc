"""Traffic model: what a day of visits requests from the CDN, the functions and Ampeco. Pure arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp
from typing import Any

DAY, HOUR, MINUTE = 86_400, 3_600, 60

VOLUMES = {1_000: 30, 100_000: 200, 10_000_000: 2_000}
"""Visits a day, and the sites that they spread over."""

LIST_SHARE = 0.4
"""Of the visits so many begin at the list of sites; the others come by a sign's code or a link."""
SITE_SHARE = 0.8
"""So many open a site's booking page."""
AVAILABILITY_READS = 2.5
"""So often a booking page asks what is free: when it opens, for another week, when the driver comes back to it."""
USUAL_WEEK = 0.8
"""Of those questions so many are for the week that a page opens with, the same for everybody; the rest for others."""
BOOKING_SHARE = 0.1
"""So many visits end in a booking."""
POLLS = 4
"""So often the status page asks until a booking is decided, and when it is opened again later."""
PEAK_HOUR = 0.15
"""Of the day's visits so many fall into its busiest hour."""
WORST_MINUTE = 3
"""The worst minute has so many times the visits of a mean one of that hour."""
UPSTREAM_SECONDS = 0.15
"""How long a call to Ampeco takes there, from a function in the cloud. (The bench counts with 50 ms.)"""
LOCALES = 2


@dataclass(frozen=True)
class Lifetime:
    """How long the CDN answers from its copy, and how much longer while it fetches the next (headers.py)."""

    fresh: float
    stale: float


CATALOG, FREE_TIME = Lifetime(60, 600), Lifetime(3, 7)


@dataclass(frozen=True)
class Route:
    """A route's requests per second, those that reach its function, and the share of visitors who wait for it."""

    name: str
    requested: float
    invoked: float
    waiting: float
    calls: float
    seconds: float

    @property
    def from_cdn(self) -> float:
        """The share that the CDN answers."""
        return 1 - self.invoked / self.requested


def fetched(per_second: float, from_cdn: Lifetime) -> tuple[float, float]:
    """Return how often the CDN fetches a copy that is asked for so often, and how often somebody waits for it.

    A fetch begins a time without any; the first request after it begins the next. It is waited for only when that
    request comes after the stale time too. Requests are independent of each other.
    """
    cycle = 1 + per_second * from_cdn.fresh
    return per_second / cycle, per_second * exp(-per_second * from_cdn.stale) / cycle


def popularity(sites: int) -> list[float]:
    """Return the share of each site: the second has half the visits of the first, the third a third (Zipf)."""
    total = sum(1 / rank for rank in range(1, sites + 1))
    return [1 / rank / total for rank in range(1, sites + 1)]


def peak(visits: float) -> float:
    """Return the visits per second of the worst minute."""
    return visits * PEAK_HOUR / HOUR * WORST_MINUTE


def routes(per_second: float, sites: int, results: dict[str, Any]) -> list[Route]:
    """Return what so many visits per second ask of each route."""
    counted = {row["route"]: row for row in results["calls"] if row["sites"] == sites}
    ours = {row["route"]: row["ours"]["median"] / 1000 for row in results["overhead"]}

    def route(name: str, requested: float, invoked: float, waiting: float, *, state: str) -> Route:
        row = counted[name][state]
        seconds = max(ours[name], 0.001) + row["rounds"] * UPSTREAM_SECONDS
        return Route(name, requested, invoked, waiting / requested, row["calls"], seconds)

    lists, opened, booked = per_second * LIST_SHARE, per_second * SITE_SHARE, per_second * BOOKING_SHARE
    looks = opened * AVAILABILITY_READS
    shares = popularity(sites)
    by_list = _sum(fetched(lists / LOCALES, CATALOG) for _ in range(LOCALES))
    by_site = _sum(fetched(opened * share / LOCALES, CATALOG) for share in shares for _ in range(LOCALES))
    by_week = _sum(fetched(looks * USUAL_WEEK * share, FREE_TIME) for share in shares)
    other_weeks = looks * (1 - USUAL_WEEK)
    return [
        route("GET /api/sites", lists, *by_list, state="old"),
        route("GET /api/sites/{siteId}", opened, *by_site, state="old"),
        # Other weeks are too many to be asked for twice within seconds.
        route(
            "GET /api/sites/{siteId}/availability",
            looks,
            by_week[0] + other_weeks,
            by_week[1] + other_weeks,
            state="warm",
        ),
        route("POST /api/bookings", booked, booked, booked, state="warm"),
        route("GET /api/bookings/{id}", booked * POLLS, booked * POLLS, booked * POLLS, state="warm"),
    ]


def _sum(pairs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    every = list(pairs)
    return sum(first for first, _ in every), sum(second for _, second in every)
