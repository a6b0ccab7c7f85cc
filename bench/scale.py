"""`python -m bench.scale`: write docs/scaling.md from the saved results.

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
"""The parts of the results that are required."""

MEMORY_GB = 0.5
PER_GB_SECOND = 0.0000133334
PER_MILLION_INVOCATIONS = 0.20
PER_MILLION_REQUESTS = 1.00
PER_GB_OF_LOG = 0.50
LOG_KB = 1.5
"""Log volume of one invocation: its line, its metrics, and API Gateway's access log."""
LAMBDA_AT_ONCE = 1_000
"""Default concurrency limit of an AWS account."""
DAYS_OF_A_MONTH = 30
LONGER = Lifetime(15, 30)
"""Longer CDN lifetime of availability, for a low rate limit at Ampeco."""


@dataclass(frozen=True)
class Demand:
    """Load of a number of visits a day: the worst minute by route, and monthly totals."""

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
        """Calls to Ampeco in an average minute."""
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

    def invoked(self, name: str) -> float:
        """Return the requests per second that reach this function in the worst minute."""
        return sum(route.invoked for route in self.worst if route.name == name)


def demand(per_day: int, sites: int, results: dict[str, Any]) -> Demand:
    """Return the load of a number of visits a day."""
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
        f"- A booking page requests availability {traffic.AVAILABILITY_READS} times; {traffic.USUAL_WEEK:.0%} of these "
        "requests are for the default week."
    )
    yield f"- {traffic.BOOKING_SHARE:.0%} of visits book; a booking's status is requested {traffic.POLLS} times."
    yield "- Visits follow Zipf's law: the second site has half the visits of the first, the third a third."
    yield (
        f"- {traffic.PEAK_HOUR:.0%} of a day's visits are in its busiest hour; its worst minute has "
        f"{traffic.WORST_MINUTE} times the visits of an average one."
    )
    yield f"- A call to Ampeco takes {traffic.UPSTREAM_SECONDS * 1000:.0f} ms."
    yield f"- {traffic.LOCALES} languages are used equally."
    yield (
        f"- The CDN caches the list and a site for {traffic.CATALOG.fresh:.0f} s and serves them stale for "
        f"{traffic.CATALOG.stale:.0f} s more while it revalidates; availability {traffic.FREE_TIME.fresh:.0f} s and "
        f"{traffic.FREE_TIME.stale:.0f} s. All its locations share one copy (Netlify's `durable`)."
    )
    yield f"- Functions with {MEMORY_GB} GB; AWS list prices for us-east-1 on arm64, without a free tier."


def _summary(demands: list[Demand]) -> str:
    heads = ["visits a day", "sites", "invocations a month", "concurrent, worst minute"]
    heads += ["calls to Ampeco, average minute", "calls to Ampeco, worst minute"]
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
    return _table([*heads, "Lambda, API Gateway and logs a month"], rows)


def _routes(each: Demand) -> str:
    heads = ["route", "requests a second", "from the CDN", "visitors who wait", "invocations a second", "calls each"]
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
    return f"### {each.per_day:,} visits a day, worst minute\n\n{_table(heads, rows)}"


def _limits(demands: list[Demand]) -> str:
    """Return how much of each limit the worst minute uses, the tightest first by the largest volume."""
    api = read_document(PROJECT / "template.yaml")["Resources"]["Api"]["Properties"]
    throttles = {name: settings["ThrottlingRateLimit"] for name, settings in api["RouteSettings"].items()}
    used = {
        f"throttle of `{name}`, {throttles[name]} a second": [each.invoked(name) / throttles[name] for each in demands]
        for name in (route.name for route in demands[0].worst)
    }
    used[f"default concurrency of an AWS account, {LAMBDA_AT_ONCE:,}"] = [
        each.at_once / LAMBDA_AT_ONCE for each in demands
    ]
    ranked = sorted(used.items(), key=lambda item: -item[1][-1])
    heads = ["limit", *(f"{each.per_day:,} visits" for each in demands)]
    return _table(heads, [[name, *(f"{share:,.2g} x" for share in shares)] for name, shares in ranked])


def _table(heads: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *rows])


_TEXT = """# Scaling

Generated by `python -m bench.scale` from `bench/results.json` (measured {date}) and the assumptions below. To change
an assumption, edit `bench/traffic.py` or `bench/scale.py` and run it again.

## Summary

{summary}

## Assumptions

{assumptions}

Calls and rounds per route are those that `make bench` counts: with an expired cache for the list of sites and a site,
warm for all other routes. The CDN fetches depend on the cache lifetime: a response that is requested *r* times a
second and cached for *t* seconds is fetched *r / (1 + r t)* times a second. A visitor waits for a fetch only when
nobody requested the response during its stale time either.

## By route

{routes}

## Limits

Share of each limit that the worst minute uses; above 1 the limit is exceeded.

{limits}

Ampeco's rate limit is per tenant, not published and not known here. The column "calls to Ampeco, worst minute" of the
summary is what to agree on with Ampeco; availability and bookings account for nearly all of it.

What to change, in this order:

1. **Ampeco's rate limit.** Agree on it before traffic grows. While it is too low, cache availability for {longer:.0f}
   s instead of {now:.0f} s (`CACHE_A_FEW_SECONDS` in `shared/http_api/responses/headers.py`). In the worst minute of
   {most:,} visits a day, the default week is then fetched {calls_longer:,.0f} times instead of {calls_now:,.0f}. The
   trade-off: a taken start time is shown a little longer, and refused with alternatives when it is booked.
2. **Our throttles** (`RouteSettings` in `template.yaml`). They are set for a pilot, so that a mistake or an attack
   costs little. Raise them together with Ampeco's rate limit.
3. **Concurrency.** Request a higher limit from AWS, reserve a part for bookings (`BookingConcurrency`), and limit the
   read functions with `ReadConcurrency`, so that read traffic cannot starve bookings.
4. **Cold instances.** Each reads the whole catalog once, page after page per list: at 2,000 sites that is the slowest
   response. The CDN's stale time hides it from drivers; `SnapStart` shortens the start before it.
5. **Polling.** If Ampeco adds webhooks for its decisions, the status page no longer needs to poll."""


def write(results: dict[str, Any]) -> None:
    """Write docs/scaling.md for these results."""
    PAGE.write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    write(read_results())
