"""Calls to Ampeco: per route, and the most that one anonymous request can cause. Counted, so the same in every run."""

from datetime import timedelta
from typing import Any, NamedTuple

from bench.function_host import FunctionHost, running_host
from bench.requests import SITE, RouteRequest, check_availability, create_booking, list_sites, read_booking, read_site
from bench.results import Row
from tests.support.clock import CLOCK
from tests.support.simulator import SimulatorHandle

_SITES = (30, 200, 2000)
_CACHE_EXPIRED_SECONDS = 61.0
_CHARGE_POINTS = 252


def calls() -> list[Row]:
    """Return calls and rounds for each number of sites and route: cold, warm, and with expired caches."""
    rows = []
    for sites in _SITES:
        with running_host() as host:
            requests = host.every_route()
            grow(host.simulator, sites)
            for route, request in requests.items():
                row: Row = {"sites": sites, "route": route}
                with host.counting() as count:
                    for state in ("cold", "warm", "old"):
                        host.advance(_CACHE_EXPIRED_SECONDS if state == "old" else 0)
                        rounds = count(request()).rounds
                        row[state] = {"calls": sum(map(len, rounds)), "rounds": len(rounds)}
                rows.append(row)
    return rows


def grow(simulator: SimulatorHandle, sites: int) -> None:
    """Add sites of two charge points and four ports until there are so many."""
    for _ in range(sites - simulator.status()["locations"]):
        simulator.add_site(ports=4)
    # The new rows were all updated at once; at a tenant the latest changes are a few rows.
    for kind, number in (("locations", SITE), ("charge-points", 301), ("evses", 5001)):
        simulator.patch(kind, number)


class Case(NamedTuple):
    """An anonymous request, and the limits of calls for the first one and each later one to an instance."""

    what: str
    event: RouteRequest
    first: int
    later: int


def worst() -> list[Row]:
    """Return calls and concurrent calls of each case, first and repeated with other values, with limits as a rule."""
    with running_host(MAX_BOOKINGS_PER_DRIVER="10") as host:
        rows = []
        for case in _cases(host):
            row: Row = {"what": case.what}
            with host.counting() as count:
                for which, most in (("first", case.first), ("later", case.later)):
                    sizes = [len(calls) for calls in count(case.event(), allow_refusal=True).rounds]
                    row[which] = {"calls": sum(sizes), "most": most, "at_once": max(sizes, default=0)}
            rows.append(row)
    return rows


def _cases(host: FunctionHost) -> list[Case]:
    """Return every case, for an operator with a site of 252 charge points and a driver with a booking."""
    large = host.simulator.add_site(ports=2 * _CHARGE_POINTS)
    site, port = int(large["locationId"]), int(large["evseIds"][0])
    reference = host.create_booking()
    now, hour = CLOCK.now().replace(minute=0, second=0, microsecond=0), timedelta(hours=1)
    host.simulator.book(evse_id=port, start=now + 216 * hour, end=now + 240 * hour)
    unknown = iter(range(900_000_000, 1_000_000_000))

    def booking(start_in_hours: int | None = None, **fields: Any) -> RouteRequest:  # noqa: ANN401 - of the body
        if start_in_hours is not None:
            start = now + start_in_hours * hour
            fields |= {"startAt": start.isoformat(), "endAt": (start + hour).isoformat()}
        return lambda: create_booking(**fields)

    any_port: dict[str, Any] = {"site": site, "evseCriteria": {"currentType": "dc"}}
    return [
        Case("an unknown site", lambda: read_site(next(unknown)), 9, 0),
        Case("availability of an unknown site", lambda: check_availability(next(unknown)), 8, 0),
        Case("a site of 252 charge points", lambda: read_site(site), 10, 10),
        Case("availability of that site", lambda: check_availability(site), 2, 1),
        Case("a booking too far ahead", booking(90 * 24), 0, 0),
        Case("a booking in the past", booking(-2), 1, 1),
        Case("a booking at an unknown site", lambda: create_booking(next(unknown)), 10, 1),
        Case("a booking of another site's port", booking(evseId=port), 6, 1),
        Case("a booking with an unknown email", booking(email="nobody@example.com"), 3, 3),
        Case("a booking of a taken slot", booking(216, site=site, evseId=port), 9, 9),
        Case("a booking of any matching port of that site", booking(**any_port), 9, 9),
        Case("the same, replacing another booking", booking(**any_port, replaces=reference), 9, 9),
        Case("the status of a booking", lambda: read_booking(reference), 5, 5),
        Case("the list of sites (one call per 100 rows)", list_sites, 20, 0),
    ]
