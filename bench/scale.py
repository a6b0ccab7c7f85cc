"""Write docs/scaling.md from the saved results and a model of the traffic. Pure arithmetic.

Prices are AWS list prices for us-east-1 on arm64 without any free tier, of 2025; check these first.
"""

import sys
from math import exp
from typing import Any, NamedTuple

from bench.results import Row
from bench.tables import render
from local.paths import PROJECT
from shared.infra.concurrency import MAX_CONCURRENT_CALLS
from tools.cloudformation import read_document


class Lifetime(NamedTuple):
    """Seconds that the CDN serves a response fresh, and then stale while it revalidates (headers.py)."""

    fresh: int
    stale: int


PAGE = PROJECT / "docs" / "scaling.md"
SITES = {1_000: 30, 100_000: 200, 10_000_000: 2_000}
"""The sites that so many visits a day spread over."""
CATALOG, FREE_TIME = Lifetime(60, 600), Lifetime(3, 7)
LONGER_FREE_TIME = Lifetime(15, 30)  # where Ampeco's rate limit is low

LIST_SHARE = 0.4  # of visits begin at the list of sites; the others at a sign's code or a link
SITE_SHARE = 0.8  # of visits open a booking page
AVAILABILITY_READS = 2.5  # of a booking page: at first, for another week, when the driver returns
DEFAULT_WEEK = 0.8  # of these are for the week that is the same for everybody
BOOKING_SHARE = 0.1  # of visits end in a booking
POLLS = 4  # of the status page, until a decision and when opened later
PEAK_HOUR = 0.15  # of a day's visits
WORST_MINUTE = 3  # times the visits of an average minute of that hour
UPSTREAM_SECONDS = 0.15  # a call to Ampeco from the cloud; the bench itself uses 50 ms
LOCALES = 2
MEMORY_GB = 0.5
SLOW_MS = 1_000
INSTANCES = 8  # of each function in the load test
LOG_KB = 1.5  # of one invocation: its line, its metrics, and API Gateway's access log

_GB_SECOND, _MILLION_INVOCATIONS, _MILLION_REQUESTS, _GB_OF_LOG = 0.0000133334, 0.20, 1.00, 0.50
_AWS_CONCURRENCY = 1_000
_MINUTE, _HOUR, _DAY, _MONTH = 60, 3_600, 86_400, 30 * 86_400


class Route(NamedTuple):
    """A route's requests per second, those that reach its function, and the share of visitors who wait for it."""

    name: str
    requested: float
    invoked: float
    waiting: float
    calls: float
    seconds: float


class Load(list[Route]):
    """The load of all routes at some moment."""

    @property
    def concurrent(self) -> float:
        """The concurrent invocations (Little's law)."""
        return sum(route.invoked * route.seconds for route in self)

    @property
    def calls_a_minute(self) -> float:
        """The calls to Ampeco."""
        return sum(route.invoked * route.calls for route in self) * _MINUTE


class Volume:
    """A number of visits a day: its average and its worst load, and the price of Lambda, API Gateway and logs."""

    def __init__(self, visits: int, sites: int, results: dict[str, Any]) -> None:
        self.visits, self.sites = visits, sites
        self.peak = visits * PEAK_HOUR / _HOUR * WORST_MINUTE
        self.worst, self.average = (load_of(rate, sites, results) for rate in (self.peak, visits / _DAY))
        self.invocations_a_month = sum(route.invoked for route in self.average) * _MONTH
        per_million = _MILLION_INVOCATIONS + _MILLION_REQUESTS + LOG_KB * _GB_OF_LOG
        gb_seconds = self.average.concurrent * _MONTH * MEMORY_GB
        self.dollars_a_month = gb_seconds * _GB_SECOND + self.invocations_a_month / 1e6 * per_million

    def default_week_fetches(self, lifetime: Lifetime) -> float:
        """Return how often the CDN fetches the default week in the worst minute, over all sites."""
        reads = self.peak * SITE_SHARE * AVAILABILITY_READS * DEFAULT_WEEK
        return sum(fetched(reads * share, lifetime)[0] for share in popularity(self.sites)) * _MINUTE


def fetched(per_second: float, lifetime: Lifetime) -> tuple[float, float]:
    """Return how often per second the CDN fetches a response at this request rate, and how often a visitor waits.

    The first request after the fresh time causes a fetch; a visitor waits only if it comes after the stale time too.
    Requests are independent of each other.
    """
    cycle = 1 + per_second * lifetime.fresh
    return per_second / cycle, per_second * exp(-per_second * lifetime.stale) / cycle


def popularity(sites: int) -> list[float]:
    """Return the share of visits of each site: the second has half of the first, the third a third (Zipf's law)."""
    total = sum(1 / rank for rank in range(1, sites + 1))
    return [1 / rank / total for rank in range(1, sites + 1)]


def load_of(visits: float, sites: int, results: dict[str, Any]) -> Load:
    """Return the load of so many visits per second."""
    counted = {row["route"]: row for row in results["calls"] if row["sites"] == sites}
    overhead = {row["route"]: row["ours"]["median"] / 1000 for row in results["overhead"]}

    def route(name: str, state: str, cached: list[float], lifetime: Lifetime, uncached: float = 0) -> Route:
        """Return a route with the requests per second of each response that the CDN caches, and of all others."""
        fetches = [fetched(rate, lifetime) for rate in cached]
        requested = sum(cached) + uncached
        invoked, waited = (sum(fetch[column] for fetch in fetches) + uncached for column in (0, 1))
        found = counted[name][state]
        seconds = max(overhead[name], 0.001) + found["rounds"] * UPSTREAM_SECONDS
        return Route(name, requested, invoked, waited / requested, found["calls"], seconds)

    shares, pages, bookings = popularity(sites), visits * SITE_SHARE, visits * BOOKING_SHARE
    reads = pages * AVAILABILITY_READS
    by_list = [visits * LIST_SHARE / LOCALES] * LOCALES
    by_site = [pages * share / LOCALES for share in shares] * LOCALES
    by_week = [reads * DEFAULT_WEEK * share for share in shares]
    other_weeks = reads * (1 - DEFAULT_WEEK)  # too many for the CDN to serve twice within seconds
    never = Lifetime(0, 0)
    return Load(
        [
            route("GET /api/sites", "old", by_list, CATALOG),
            route("GET /api/sites/{siteId}", "old", by_site, CATALOG),
            route("GET /api/sites/{siteId}/availability", "warm", by_week, FREE_TIME, other_weeks),
            route("POST /api/bookings", "warm", [], never, bookings),
            route("GET /api/bookings/{id}", "warm", [], never, bookings * POLLS),
        ]
    )


def page(results: dict[str, Any]) -> str:
    """Return docs/scaling.md for these results."""
    volumes = [Volume(visits, sites, results) for visits, sites in SITES.items()]
    return render(
        "scaling.template.md",
        results,
        model=sys.modules[__name__],
        volumes=volumes,
        largest=volumes[-1],
        longer_free_time=LONGER_FREE_TIME,
        limits=_limits([volume.worst for volume in volumes]),
        too_slow=next(filter(is_too_slow, results["load"]), None),
        failures=failures,
        concurrent_calls=MAX_CONCURRENT_CALLS,
        message_seconds=read_document(PROJECT / "template.yaml")["Resources"]["SendMessages"]["Properties"]["Timeout"],
    )


def is_too_slow(row: Row) -> bool:
    """Return whether the load test may stop after this row."""
    return row["all"]["p95"] > SLOW_MS or failures(row) > 0


def failures(row: Row) -> int:
    """Return how many requests failed: without an answer, throttled, or with an error of a server."""
    return sum(number for what, number in row["refused"].items() if not what.startswith("4") or what.startswith("429"))


def _limits(loads: list[Load]) -> list[tuple[str, list[float]]]:
    """Return the share of each limit that each load uses, the tightest for the largest volume first."""
    settings = read_document(PROJECT / "template.yaml")["Resources"]["Api"]["Properties"]["RouteSettings"]
    account = f"default concurrency of an AWS account, {_AWS_CONCURRENCY:,}"
    used = {account: [load.concurrent / _AWS_CONCURRENCY for load in loads]}
    for same_route in zip(*loads, strict=True):
        name = same_route[0].name
        limit = settings[name]["ThrottlingRateLimit"]
        used[f"throttle of `{name}`, {limit} a second"] = [route.invoked / limit for route in same_route]
    return sorted(used.items(), key=lambda item: -item[1][-1])


def write(results: dict[str, Any]) -> None:
    """Write docs/scaling.md for these results."""
    PAGE.write_text(page(results), encoding="utf-8")
