"""The figures of docs/scaling.md, from the saved results and a model of the traffic. Pure arithmetic.

Prices are AWS list prices for us-east-1 on arm64 without any free tier, of 2025; check these first.
"""

import sys
from math import exp
from typing import Any, NamedTuple

from bench.results import Row
from local.paths import PROJECT
from shared.infra.concurrency import MAX_CONCURRENT_CALLS
from tools.cloudformation import read_document


class Lifetime(NamedTuple):
    """Seconds that the CDN serves a response fresh, and then stale while it revalidates (headers.py)."""

    fresh: int
    stale: int


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


def figures(results: dict[str, Any]) -> dict[str, Any]:
    """Return what the template needs besides the results."""
    volumes = [_volume(visits, sites, results) for visits, sites in SITES.items()]
    template = read_document(PROJECT / "template.yaml")["Resources"]
    throttles = template["Api"]["Properties"]["RouteSettings"]
    return {
        "model": sys.modules[__name__],
        "volumes": volumes,
        "limits": _limits([volume["worst"] for volume in volumes], throttles),
        "too_slow": next(filter(is_too_slow, results["load"]), None),
        "concurrent_calls": MAX_CONCURRENT_CALLS,
        "message_seconds": template["SendMessages"]["Properties"]["Timeout"],
    }


def _volume(visits: int, sites: int, results: dict[str, Any]) -> Row:
    """Return the average and the worst load of so many visits a day, and the price of Lambda, API Gateway and logs."""
    peak = visits * PEAK_HOUR / _HOUR * WORST_MINUTE
    worst, average = (_load(rate, sites, results) for rate in (peak, visits / _DAY))
    invocations = sum(route["invoked"] for route in average["routes"]) * _MONTH
    per_million = _MILLION_INVOCATIONS + _MILLION_REQUESTS + LOG_KB * _GB_OF_LOG
    gb_seconds = average["concurrent"] * _MONTH * MEMORY_GB
    reads = [peak * SITE_SHARE * AVAILABILITY_READS * DEFAULT_WEEK * share for share in popularity(sites)]
    return {
        "visits": visits,
        "sites": sites,
        "worst": worst,
        "average": average,
        "invocations_a_month": invocations,
        "dollars_a_month": gb_seconds * _GB_SECOND + invocations / 1e6 * per_million,
        "default_week_fetches": [
            sum(fetched(rate, lifetime)[0] for rate in reads) * _MINUTE for lifetime in (FREE_TIME, LONGER_FREE_TIME)
        ],
    }


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


def _load(visits: float, sites: int, results: dict[str, Any]) -> Row:
    """Return the load of so many visits a second.

    Of each route: its requests a second, those that reach its function, and the share of visitors who wait for it.
    """
    counted = {row["route"]: row for row in results["calls"] if row["sites"] == sites}
    overhead = {row["route"]: row["ours"]["median"] / 1000 for row in results["overhead"]}
    shares, pages, bookings = popularity(sites), visits * SITE_SHARE, visits * BOOKING_SHARE
    reads = pages * AVAILABILITY_READS
    by_list = [visits * LIST_SHARE / LOCALES] * LOCALES
    by_site = [pages * share / LOCALES for share in shares] * LOCALES
    by_week = [reads * DEFAULT_WEEK * share for share in shares]
    other_weeks = reads * (1 - DEFAULT_WEEK)  # too many for the CDN to serve twice within seconds
    routes: list[Row] = []
    for name, state, lifetime, cached, uncached in (
        ("GET /api/sites", "old", CATALOG, by_list, 0),
        ("GET /api/sites/{siteId}", "old", CATALOG, by_site, 0),
        ("GET /api/sites/{siteId}/availability", "warm", FREE_TIME, by_week, other_weeks),
        ("POST /api/bookings", "warm", FREE_TIME, [], bookings),
        ("GET /api/bookings/{id}", "warm", FREE_TIME, [], bookings * POLLS),
    ):
        fetches = [fetched(rate, lifetime) for rate in cached]
        requested = sum(cached) + uncached
        invoked, waited = (sum(fetch[column] for fetch in fetches) + uncached for column in (0, 1))
        found = counted[name][state]
        seconds = max(overhead[name], 0.001) + found["rounds"] * UPSTREAM_SECONDS
        row = {"name": name, "requested": requested, "invoked": invoked, "waiting": waited / requested}
        routes.append(row | {"calls": found["calls"], "seconds": seconds})
    return {
        "routes": routes,
        "concurrent": sum(route["invoked"] * route["seconds"] for route in routes),  # Little's law
        "calls_a_minute": sum(route["invoked"] * route["calls"] for route in routes) * _MINUTE,
    }


def _limits(loads: list[Row], throttles: dict[str, Any]) -> list[tuple[str, list[float]]]:
    """Return the share of each limit that each load uses, the tightest for the largest volume first."""
    account = f"default concurrency of an AWS account, {_AWS_CONCURRENCY:,}"
    used = {account: [load["concurrent"] / _AWS_CONCURRENCY for load in loads]}
    for same_route in zip(*(load["routes"] for load in loads), strict=True):
        name = same_route[0]["name"]
        limit = throttles[name]["ThrottlingRateLimit"]
        used[f"throttle of `{name}`, {limit} a second"] = [route["invoked"] / limit for route in same_route]
    return sorted(used.items(), key=lambda item: -item[1][-1])


def is_too_slow(row: Row) -> bool:
    """Return whether the load test may stop after this row."""
    return row["all"]["p95"] > SLOW_MS or failures(row) > 0


def failures(row: Row) -> int:
    """Return how many requests failed: without an answer, throttled, or with an error of a server."""
    return sum(number for what, number in row["refused"].items() if not what.startswith("4") or what.startswith("429"))
