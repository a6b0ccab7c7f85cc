"""`python -m bench.scale`: docs/scaling.md, from the results that are kept.

Prices are Amazon's list prices for us-east-1 on arm64 without any free tier, of 2025; they are the part to check first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bench import traffic
from bench.results import read_results
from bench.traffic import DAY, MINUTE, VOLUMES, Lifetime, Route
from local.paths import PROJECT
from tools.cloudformation import read_document

PAGE = PROJECT / "docs" / "scaling.md"
NEEDED = {"machine", "calls", "overhead"}
"""The parts of the results that it stands on."""

MEMORY_GB = 0.5
PER_GB_SECOND = 0.0000133334
PER_MILLION_INVOCATIONS = 0.20
PER_MILLION_REQUESTS = 1.00
PER_GB_OF_LOG = 0.50
LOG_KB = 1.5
"""What one invocation writes: its line, its metrics, and API Gateway's."""
LAMBDA_AT_ONCE = 1_000
"""Invocations at once that an account may have before it asks for more."""
DAYS_OF_A_MONTH = 30
LONGER = Lifetime(15, 30)
"""How long free time could be kept where Ampeco allows too few calls."""


@dataclass(frozen=True)
class Demand:
    """What so many visits a day ask: the worst minute by route, and the month's sums."""

    per_day: int
    sites: int
    worst: list[Route]
    mean: list[Route]

    @property
    def at_once(self) -> float:
        """Invocations at the same time in the worst minute (Little's law)."""
        return sum(route.invoked * route.seconds for route in self.worst)

    @property
    def calls_a_minute(self) -> float:
        """Calls to Ampeco in the worst minute."""
        return sum(route.invoked * route.calls for route in self.worst) * MINUTE

    @property
    def mean_calls_a_minute(self) -> float:
        """Calls to Ampeco in a mean minute."""
        return sum(route.invoked * route.calls for route in self.mean) * MINUTE

    @property
    def invocations(self) -> float:
        """Invocations a month."""
        return sum(route.invoked for route in self.mean) * DAY * DAYS_OF_A_MONTH

    @property
    def dollars(self) -> float:
        """Lambda, API Gateway and logs, a month."""
        busy = sum(route.invoked * route.seconds for route in self.mean) * DAY * DAYS_OF_A_MONTH
        millions = self.invocations / 1e6
        each = PER_MILLION_INVOCATIONS + PER_MILLION_REQUESTS + LOG_KB * PER_GB_OF_LOG
        return busy * MEMORY_GB * PER_GB_SECOND + millions * each

    def invoked(self, *names: str) -> float:
        """Return the requests per second that reach these functions in the worst minute; all without a name."""
        return sum(route.invoked for route in self.worst if not names or route.name in names)


def demand(per_day: int, sites: int, results: dict[str, Any]) -> Demand:
    """Return what so many visits ask."""
    worst = traffic.routes(traffic.peak(per_day), sites, results)
    return Demand(per_day, sites, worst, traffic.routes(per_day / DAY, sites, results))


def page(results: dict[str, Any]) -> str:
    """Return docs/scaling.md for these results."""
    demands = [demand(per_day, sites, results) for per_day, sites in VOLUMES.items()]
    text: str = _TEXT.format(
        date=results["machine"]["date"],
        assumptions="\n".join(_assumptions()),
        summary=_summary(demands),
        routes="\n\n".join(_routes(each) for each in demands),
        limits=_limits(demands),
        **_longer_cdn_lifetime(demands[-1]),
    )
    return text


def _longer_cdn_lifetime(each: Demand) -> dict[str, float]:
    looks = traffic.peak(each.per_day) * traffic.SITE_SHARE * traffic.AVAILABILITY_READS * traffic.USUAL_WEEK

    def requested(from_cdn: Lifetime) -> float:
        return sum(traffic.fetched(looks * share, from_cdn)[0] for share in traffic.popularity(each.sites)) * MINUTE

    return {
        "now": traffic.FREE_TIME.fresh,
        "longer": LONGER.fresh,
        "most": each.per_day,
        "calls_now": requested(traffic.FREE_TIME),
        "calls_longer": requested(LONGER),
    }


def _assumptions() -> Iterable[str]:
    yield f"- {traffic.LIST_SHARE:.0%} of visits open the list of sites, {traffic.SITE_SHARE:.0%} a booking page."
    yield (
        f"- A booking page asks {traffic.AVAILABILITY_READS} times what is free; {traffic.USUAL_WEEK:.0%} of that "
        "for the week that it opens with."
    )
    yield f"- {traffic.BOOKING_SHARE:.0%} of visits book; a booking's status is asked for {traffic.POLLS} times."
    yield "- Sites share the visits by Zipf's law: the second has half of the first, the third a third, and so on."
    yield (
        f"- {traffic.PEAK_HOUR:.0%} of a day falls into its busiest hour, and the worst minute has "
        f"{traffic.WORST_MINUTE} times the visits of a mean one of that hour."
    )
    yield f"- A call to Ampeco takes {traffic.UPSTREAM_SECONDS * 1000:.0f} ms. {traffic.LOCALES} languages, used alike."
    yield (
        f"- The CDN keeps the list and a site {traffic.CATALOG.fresh:.0f} s and serves them for "
        f"{traffic.CATALOG.stale:.0f} s more while it fetches; free time {traffic.FREE_TIME.fresh:.0f} s and "
        f"{traffic.FREE_TIME.stale:.0f} s. One copy for all its places (Netlify's `durable`)."
    )
    yield f"- Functions of {MEMORY_GB} GB; Amazon's list prices for us-east-1 on arm64, without a free tier."


def _summary(demands: list[Demand]) -> str:
    heads = ["visits a day", "sites", "invocations a month", "at once, worst minute", "Ampeco, calls a minute", "worst"]
    rows = [
        [
            f"{each.per_day:,}",
            f"{each.sites:,}",
            f"{each.invocations:,.0f}",
            f"{each.at_once:,.1f}",
            f"{each.mean_calls_a_minute:,.1f}",
            f"{each.calls_a_minute:,.0f}",
            f"${each.dollars:,.2f}",
        ]
        for each in demands
    ]
    return _table([*heads, "Lambda, gateway and logs a month"], rows)


def _routes(each: Demand) -> str:
    heads = ["route", "asked a second", "answered by the CDN", "visitors who wait", "invoked a second", "calls each"]
    rows = [
        [
            f"`{route.name}`",
            f"{route.requested:,.2f}",
            f"{route.from_cdn:.0%}",
            f"{route.waiting:.1%}",
            f"{route.invoked:,.2f}",
            str(route.calls),
        ]
        for route in each.worst
    ]
    return f"### {each.per_day:,} visits a day, in the worst minute\n\n{_table(heads, rows)}"


def _limits(demands: list[Demand]) -> str:
    """Return how much of each limit the worst minute uses, the tightest first by the largest volume."""
    api = read_document(PROJECT / "template.yaml")["Resources"]["Api"]["Properties"]
    usual = api["DefaultRouteSettings"]["ThrottlingRateLimit"]
    booking = api["RouteSettings"]["POST /api/bookings"]["ThrottlingRateLimit"]
    each_route = [route.name for route in demands[0].worst if route.name != "POST /api/bookings"]

    def busiest(each: Demand) -> float:
        return max(each.invoked(name) for name in each_route)

    used = {
        f"our own throttle of bookings, {booking} a second": [
            each.invoked("POST /api/bookings") / booking for each in demands
        ],
        f"our own throttle of any other route, {usual} a second": [busiest(each) / usual for each in demands],
        f"invocations at once in an account, {LAMBDA_AT_ONCE:,}": [each.at_once / LAMBDA_AT_ONCE for each in demands],
    }
    ranked = sorted(used.items(), key=lambda item: -item[1][-1])
    heads = ["limit", *(f"{each.per_day:,} visits" for each in demands)]
    return _table(heads, [[name, *(f"{share:,.2g} x" for share in shares)] for name, shares in ranked])


def _table(heads: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *rows])


_TEXT = """# How far it goes

Written by `python -m bench.scale` from `bench/results.json` (measured {date}) and the assumptions below; change one in
`bench/traffic.py` or `bench/scale.py` and run it again.

## The figures

{summary}

## What they stand on

{assumptions}

The calls and rounds of each route are those that `make bench` counts: of the list and of a site when a warm function's
copy has grown old, of all else when it is warm. How often the CDN fetches follows from its lifetimes: a copy that is
asked for *r* times a second and kept *t* seconds is fetched *r / (1 + r t)* times a second, and somebody waits for
it only when nobody asked during the stale time either.

## By route

{routes}

## What breaks first

How much of each limit the worst minute uses; above 1 it is broken.

{limits}

Ampeco's own limit is a tenant's, not published and not known here. The column "worst" of the first table is what to
ask Ampeco for; free time and bookings make nearly all of it.

What then to turn, in this order:

1. **Ampeco's rate limit.** Agree on it before the visits come. While it is too low: keep free time {longer:.0f} s
   (`CACHE_A_FEW_SECONDS` in `shared/http_api/responses/headers.py`) instead of {now:.0f} s. In the worst minute of
   {most:,} visits a day the week that pages open with is then asked for {calls_longer:,.0f} times instead of
   {calls_now:,.0f}. The price: a start that was just taken is offered a little longer, and refused with alternatives
   when it is booked.
2. **Our own throttles** (`DefaultRouteSettings`, `RouteSettings` in `template.yaml`). They are set for a pilot, so that
   a mistake or an attack costs little. Raise them together with what Ampeco allows.
3. **Invocations at once**: ask Amazon for more, reserve them for bookings (`BookingConcurrency`), and let
   `ReadConcurrency` bound the reading functions, so that a crowd which looks never keeps out one which books.
4. **New instances.** Each reads the whole catalog once, one call after the other per list: at 2,000 sites that is
   the longest answer there is. The CDN's stale time hides it from drivers; `SnapStart` shortens the start before it.
5. **Asking by polling.** If Ampeco comes to call us when it decides a booking, the status page need not ask.
"""


def write(results: dict[str, Any]) -> None:
    """Write docs/scaling.md for these results."""
    PAGE.write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    write(read_results())
