"""`python -m bench.scale`: write docs/scaling.md from the saved results and a model of the traffic. Pure arithmetic.

Prices are AWS list prices for us-east-1 on arm64 without any free tier, of 2025; check these first.
"""

from dataclasses import dataclass
from math import exp
from typing import Any

from bench.results import read_results
from bench.tables import markdown_table
from local.paths import PROJECT
from tools.cloudformation import read_document

PAGE = PROJECT / "docs" / "scaling.md"
NEEDED = {"machine", "calls", "overhead"}
"""The parts of the results that are required."""


@dataclass(frozen=True)
class Lifetime:
    """Seconds that the CDN serves a response fresh, and then stale while it revalidates (headers.py)."""

    fresh: float
    stale: float


DAY, HOUR, MINUTE = 86_400, 3_600, 60
VOLUMES = {1_000: 30, 100_000: 200, 10_000_000: 2_000}
"""Visits a day, and the sites that they spread over."""
CATALOG, FREE_TIME = Lifetime(60, 600), Lifetime(3, 7)
ASSUMPTIONS = {
    "list_share": 0.4,  # of visits begin at the list of sites; the others at a sign's code or a link
    "site_share": 0.8,  # of visits open a booking page
    "availability_reads": 2.5,  # of a booking page: at first, for another week, when the driver returns
    "default_week": 0.8,  # of these are for the week that is the same for everybody
    "booking_share": 0.1,  # of visits end in a booking
    "polls": 4,  # of the status page, until a decision and when opened later
    "peak_hour": 0.15,  # of a day's visits
    "worst_minute": 3,  # times the visits of an average minute of that hour
    "upstream_seconds": 0.15,  # a call to Ampeco from the cloud; the bench itself uses 50 ms
    "locales": 2,
    "memory_gb": 0.5,
    "log_kb": 1.5,  # of one invocation: its line, its metrics, and API Gateway's access log
    "longer_lifetime": 15,  # seconds, of availability at the CDN where Ampeco's rate limit is low
}
_GB_SECOND, _MILLION_INVOCATIONS, _MILLION_REQUESTS, _GB_OF_LOG = 0.0000133334, 0.20, 1.00, 0.50
_AWS_CONCURRENCY = 1_000
_DAYS_OF_A_MONTH = 30


@dataclass(frozen=True)
class Route:
    """A route's requests per second, those that reach its function, and the share of visitors who wait for it."""

    name: str
    requested: float
    invoked: float
    waiting: float
    calls: float
    seconds: float


def fetched(per_second: float, lifetime: Lifetime) -> tuple[float, float]:
    """Return how often per second the CDN fetches a response with so many requests, and how often a visitor waits.

    The first request after the fresh time causes a fetch; a visitor waits only if it comes after the stale time too.
    Requests are independent of each other.
    """
    cycle = 1 + per_second * lifetime.fresh
    return per_second / cycle, per_second * exp(-per_second * lifetime.stale) / cycle


def popularity(sites: int) -> list[float]:
    """Return the share of visits of each site: the second has half of the first, the third a third (Zipf's law)."""
    total = sum(1 / rank for rank in range(1, sites + 1))
    return [1 / rank / total for rank in range(1, sites + 1)]


def routes(visits: float, sites: int, results: dict[str, Any]) -> list[Route]:
    """Return the load of each route for so many visits per second."""
    counted = {row["route"]: row for row in results["calls"] if row["sites"] == sites}
    overhead = {row["route"]: row["ours"]["median"] / 1000 for row in results["overhead"]}
    the = ASSUMPTIONS
    lists, pages, bookings = (visits * the[share] for share in ("list_share", "site_share", "booking_share"))
    reads = pages * the["availability_reads"]
    other_weeks = reads * (1 - the["default_week"])  # too many for the CDN to serve twice within seconds
    shares, languages = popularity(sites), range(int(the["locales"]))

    def total(rates: list[float], lifetime: Lifetime, uncached: float = 0) -> tuple[float, float]:
        pairs = [fetched(rate, lifetime) for rate in rates]
        return sum(fetches for fetches, _ in pairs) + uncached, sum(waits for _, waits in pairs) + uncached

    def route(name: str, requested: float, reached: tuple[float, float], state: str = "warm") -> Route:
        calls, rounds = counted[name][state]["calls"], counted[name][state]["rounds"]
        seconds = max(overhead[name], 0.001) + rounds * the["upstream_seconds"]
        return Route(name, requested, reached[0], reached[1] / requested, calls, seconds)

    by_list = total([lists / len(languages) for _ in languages], CATALOG)
    by_site = total([pages * share / len(languages) for share in shares for _ in languages], CATALOG)
    by_week = total([reads * the["default_week"] * share for share in shares], FREE_TIME, other_weeks)
    polls = bookings * the["polls"]
    return [
        route("GET /api/sites", lists, by_list, "old"),
        route("GET /api/sites/{siteId}", pages, by_site, "old"),
        route("GET /api/sites/{siteId}/availability", reads, by_week),
        route("POST /api/bookings", bookings, (bookings, bookings)),
        route("GET /api/bookings/{id}", polls, (polls, polls)),
    ]


def page(results: dict[str, Any]) -> str:
    """Return docs/scaling.md for these results."""
    peaks = {visits: visits * ASSUMPTIONS["peak_hour"] / HOUR * ASSUMPTIONS["worst_minute"] for visits in VOLUMES}
    worst = {visits: routes(peaks[visits], sites, results) for visits, sites in VOLUMES.items()}
    average = {visits: routes(visits / DAY, sites, results) for visits, sites in VOLUMES.items()}
    most, sites = max(VOLUMES.items())
    default_week = peaks[most]
    for share in ("site_share", "availability_reads", "default_week"):
        default_week *= ASSUMPTIONS[share]
    fetches = {
        name: sum(fetched(default_week * share, lifetime)[0] for share in popularity(sites)) * MINUTE
        for name, lifetime in (("now", FREE_TIME), ("longer", Lifetime(ASSUMPTIONS["longer_lifetime"], 30)))
    }
    template = (PROJECT / "bench" / "scaling.template.md").read_text(encoding="utf-8")
    return template.format(
        date=results["machine"]["date"],
        summary=_summary(worst, average),
        routes="\n\n".join(_routes(visits, each) for visits, each in worst.items()),
        limits=_limits(worst),
        catalog=CATALOG,
        free_time=FREE_TIME,
        most=most,
        fetches=fetches,
        upstream_ms=ASSUMPTIONS["upstream_seconds"] * 1000,
        **ASSUMPTIONS,
    )


def _summary(worst: dict[int, list[Route]], average: dict[int, list[Route]]) -> str:
    heads = ["visits a day", "sites", "invocations a month", "concurrent, worst minute"]
    heads += [
        "calls to Ampeco, average minute",
        "calls to Ampeco, worst minute",
        "Lambda, API Gateway and logs a month",
    ]
    rows = []
    for visits, sites in VOLUMES.items():
        month = DAY * _DAYS_OF_A_MONTH
        invocations = sum(route.invoked for route in average[visits]) * month
        gb_seconds = _concurrent(average[visits]) * month * ASSUMPTIONS["memory_gb"]
        per_million = _MILLION_INVOCATIONS + _MILLION_REQUESTS + ASSUMPTIONS["log_kb"] * _GB_OF_LOG
        dollars = gb_seconds * _GB_SECOND + invocations / 1e6 * per_million
        load = [f"{invocations:,.0f}", f"{_concurrent(worst[visits]):,.1f}"]
        calls = [f"{_calls_a_minute(average[visits]):,.1f}", f"{_calls_a_minute(worst[visits]):,.0f}"]
        rows.append([f"{visits:,}", f"{sites:,}", *load, *calls, f"${dollars:,.2f}"])
    return markdown_table(heads, rows)


def _routes(visits: int, load: list[Route]) -> str:
    heads = ["route", "requests a second", "from the CDN", "visitors who wait", "invocations a second", "calls each"]
    rows = [
        [
            f"`{route.name}`",
            f"{route.requested:,.2f}",
            f"{1 - route.invoked / route.requested:.0%}",
            f"{route.waiting:.1%}",
            f"{route.invoked:,.2f}",
            route.calls,
        ]
        for route in load
    ]
    return f"### {visits:,} visits a day, worst minute\n\n{markdown_table(heads, rows)}"


def _limits(worst: dict[int, list[Route]]) -> str:
    """Return the share of each limit that the worst minute uses, the tightest for the largest volume first."""
    settings = read_document(PROJECT / "template.yaml")["Resources"]["Api"]["Properties"]["RouteSettings"]
    used: dict[str, list[float]] = {}
    for load in worst.values():
        for route in load:
            limit = settings[route.name]["ThrottlingRateLimit"]
            used.setdefault(f"throttle of `{route.name}`, {limit} a second", []).append(route.invoked / limit)
        account = f"default concurrency of an AWS account, {_AWS_CONCURRENCY:,}"
        used.setdefault(account, []).append(_concurrent(load) / _AWS_CONCURRENCY)
    ranked = sorted(used.items(), key=lambda item: -item[1][-1])
    heads = ["limit", *(f"{visits:,} visits" for visits in worst)]
    return markdown_table(heads, [[name, *(f"{share:,.2g} x" for share in shares)] for name, shares in ranked])


def _concurrent(load: list[Route]) -> float:
    """Return the concurrent invocations (Little's law)."""
    return sum(route.invoked * route.seconds for route in load)


def _calls_a_minute(load: list[Route]) -> float:
    return sum(route.invoked * route.calls for route in load) * MINUTE


def write(results: dict[str, Any]) -> None:
    """Write docs/scaling.md for these results."""
    PAGE.write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    write(read_results())
