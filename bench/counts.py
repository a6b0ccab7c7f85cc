"""Calls to Ampeco, counted: per route, the most for one request, of a visit, and by the number of instances."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from bench.host import Counted, FunctionHost, PatientTransport, grow, running_bucket, running_host
from bench.requests import (
    Event,
    RouteRequest,
    check_availability,
    create_booking,
    list_sites,
    read_booking,
    read_site,
)
from bench.results import Row
from tests.support.clock import CLOCK

INSTANCES = (1, 10, 100)
"""Of each function, that the same traffic of an operator is spread over."""

_SITES = (30, 200, 2000)
_OPERATOR_SITES = 200
_REQUESTED_SITES = 20
_BOOKINGS = 20
_PORT = 5001
_CACHE_EXPIRED_SECONDS = 61.0
_CHARGE_POINTS = 252
_PER_ROUTE = 100
"""Requests a minute for each of four routes."""
_MINUTES = 2
"""The last one is counted: the instances are warm then."""
_CATALOG = ("locationsListing", "locationRead", "chargePointsListing", "chargePointEvsesListing", "evsesListing")


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
                        counted = count(request())
                        row[state] = {"calls": counted.calls, "rounds": len(counted.rounds)}
                rows.append(row)
    return rows


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


class Step(NamedTuple):
    """A step of a visit: how often it sends its request, and the limits of calls for each visit."""

    name: str
    requests: int
    cold: int
    warm: int
    snapshot: int


STEPS = (
    Step("list of sites", 1, cold=14, warm=0, snapshot=0),
    Step("site", 1, cold=5, warm=0, snapshot=0),
    Step("free times, twice", 2, cold=3, warm=2, snapshot=2),
    Step("booking", 1, cold=8, warm=8, snapshot=8),
    Step("status, three times while pending", 3, cold=5, warm=3, snapshot=3),
    Step("status, once confirmed", 1, cold=3, warm=3, snapshot=3),
)
"""A visit. `cold`: every function starts a new instance; `snapshot`: the same with a catalog snapshot."""


def visits() -> list[Row]:
    """Return the calls of each step, with new instances, with warm ones, and with new ones and a catalog snapshot."""
    found: dict[str, list[int]] = {}
    with running_host() as host:
        grow(host.simulator, _OPERATOR_SITES)
        with host.counting() as count:
            found["cold"], found["warm"] = _visit(host, count), _visit(host, count)
    with running_bucket() as settings, running_host(**settings) as host:
        grow(host.simulator, _OPERATOR_SITES)
        host.refresh_catalog()
        with host.counting() as count:
            found["snapshot"] = _visit(host, count)
    return [
        {"step": step.name, "requests": step.requests}
        | {state: {"calls": counted[number], "most": getattr(step, state)} for state, counted in found.items()}
        for number, step in enumerate(STEPS)
    ]


def _visit(host: FunctionHost, count: Callable[..., Counted]) -> list[int]:
    """Return the calls of each step. Every route has an instance of its own."""

    def send(event: Event) -> Counted:
        return count(event, instance=event["routeKey"])

    host.simulator.approval("held")
    found = [send(list_sites()).calls, send(read_site()).calls]
    found.append(sum(send(check_availability()).calls for _ in range(2)))
    created = send(create_booking(evseId=_PORT))
    status = read_booking(json.loads(created.body)["id"])
    found += [created.calls, sum(send(status).calls for _ in range(3))]
    host.simulator.decide()
    return [*found, send(status).calls]


Traffic = Callable[[int], list[Event]]
"""Returns the requests of a turn, one to each route."""


def tenant() -> list[Row]:
    """Return the calls of a minute for each number of instances, without a catalog snapshot and with one."""
    with running_host() as host:
        traffic = prepare_traffic(host)
        rows = [calls_a_minute(host, traffic, instances, snapshot=False) for instances in INSTANCES]
    with running_bucket() as settings, running_host(**settings) as host:
        traffic = prepare_traffic(host)
        rows += [calls_a_minute(host, traffic, instances, snapshot=True) for instances in INSTANCES]
    return rows


def prepare_traffic(host: FunctionHost, sites: int = _OPERATOR_SITES) -> Traffic:
    """Add the sites and bookings, and return the traffic."""
    grow(host.simulator, sites)
    with host.cold(PatientTransport()):
        listed = json.loads(host.invoke(list_sites())["body"])["sites"]
        numbers = [site["id"] for site in listed[:_REQUESTED_SITES]]
        references = [host.create_booking() for _ in range(_BOOKINGS)]

    def requests(turn: int) -> list[Event]:
        site = numbers[turn % len(numbers)]
        return [list_sites(), read_site(site), check_availability(site), read_booking(references[turn % _BOOKINGS])]

    return requests


def calls_a_minute(
    host: FunctionHost, traffic: Traffic, instances: int, *, snapshot: bool, per_route: int = _PER_ROUTE
) -> Row:
    """Return the calls of a minute in which each route's requests go to so many instances in turn."""
    with host.cold(PatientTransport()):
        for _ in range(_MINUTES):
            host.simulator.clear_calls()
            if snapshot:
                host.refresh_catalog()
            for turn in range(per_route):
                for event in traffic(turn):
                    host.invoke(event, instance=(event["routeKey"], turn % instances))
                host.advance(60 / per_route)
        counts = host.simulator.counts()
    catalog, ports = sum(counts.get(name, 0) for name in _CATALOG), counts.get("evseRead", 0)
    return {
        "instances": instances,
        "snapshot": snapshot,
        "requests": 4 * per_route,
        "catalog": catalog,
        "ports": ports,
        "others": sum(counts.values()) - catalog - ports,
    }
