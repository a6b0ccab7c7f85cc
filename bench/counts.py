"""Calls to Ampeco, counted: per route, the most for one request, of a visit, and by the number of instances."""

import json
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from bench import events
from bench.events import Event, RouteRequest
from bench.host import FunctionHost, grow, running_bucket, running_host
from bench.results import Row
from tests.support.clock import CLOCK

_SITES = (30, 200, 2000)
_OPERATOR_SITES = 200
_CACHE_EXPIRED_SECONDS = 61.0
_INSTANCES = (1, 10, 100)
"""Of each function, that the same traffic of an operator is spread over."""
_CATALOG = ("locationsListing", "locationRead", "chargePointsListing", "chargePointEvsesListing", "evsesListing")


def calls() -> list[Row]:
    """Return calls and rounds for each number of sites and route: cold, warm, and with expired caches."""
    rows = []
    for sites in _SITES:
        with running_host() as host:
            requests = events.every_route(host.simulator, host.create_booking())
            grow(host.simulator, sites)
            for route, request in requests.items():
                host.stop()
                row: Row = {"sites": sites, "route": route}
                for state, seconds in (("cold", 0), ("warm", 0), ("old", _CACHE_EXPIRED_SECONDS)):
                    host.seconds += seconds
                    host.invoke(request())
                    row[state] = {"calls": host.calls, "rounds": len(host.rounds)}
                rows.append(row)
    return rows


def worst() -> list[Row]:
    """Return calls and concurrent calls of each case, first and repeated with other values, with limits as a rule."""
    with running_host(MAX_BOOKINGS_PER_DRIVER="10") as host:
        rows = []
        for what, (request, *limits) in _cases(host).items():
            host.stop()
            row: Row = {"what": what}
            for which, most in zip(("first", "later"), limits, strict=True):
                host.invoke(request(), allow_refusal=True)
                row[which] = {"calls": host.calls, "most": most, "at_once": max(map(len, host.rounds), default=0)}
            rows.append(row)
    return rows


def _cases(host: FunctionHost) -> dict[str, tuple[RouteRequest, int, int]]:
    """Return anonymous requests, each with the limits of calls for the first one and each later one to an instance.

    The operator has a site of 252 charge points, the driver a booking.
    """
    large = host.simulator.add_site(ports=504)
    site, port = int(large["locationId"]), int(large["evseIds"][0])
    reference = host.create_booking()
    now, hour = CLOCK.now().replace(minute=0, second=0, microsecond=0), timedelta(hours=1)
    host.simulator.book(evse_id=port, start=now + 216 * hour, end=now + 240 * hour)
    unknown = iter(range(900_000_000, 1_000_000_000))
    any_port: dict[str, Any] = {"site": site, "evseCriteria": {"currentType": "dc"}}
    return {
        "an unknown site": (lambda: events.read_site(next(unknown)), 9, 0),
        "availability of an unknown site": (lambda: events.check_availability(next(unknown)), 8, 0),
        "a site of 252 charge points": (partial(events.read_site, site), 10, 10),
        "availability of that site": (partial(events.check_availability, site), 2, 1),
        "a booking too far ahead": (partial(events.create_booking, in_hours=90 * 24), 0, 0),
        "a booking in the past": (partial(events.create_booking, in_hours=-2), 1, 1),
        "a booking at an unknown site": (lambda: events.create_booking(next(unknown)), 10, 1),
        "a booking of another site's port": (partial(events.create_booking, evseId=port), 6, 1),
        "a booking with an unknown email": (partial(events.create_booking, email="nobody@example.com"), 3, 3),
        "a booking of a taken slot": (partial(events.create_booking, site, 216, evseId=port), 9, 9),
        "a booking of any matching port of that site": (partial(events.create_booking, **any_port), 9, 9),
        "the same, replacing another booking": (partial(events.create_booking, **any_port, replaces=reference), 9, 9),
        "the status of a booking": (partial(events.read_booking, reference), 5, 5),
        "the list of sites (one call per 100 rows)": (events.list_sites, 20, 0),
    }


_STEPS = {
    "list of sites": (1, 14, 0, 0),
    "site": (1, 5, 0, 0),
    "free times, twice": (2, 3, 2, 2),
    "booking": (1, 8, 8, 8),
    "status, three times while pending": (3, 5, 3, 3),
    "status, once confirmed": (1, 3, 3, 3),
}
"""The steps of a visit: requests, and limits of their calls with new instances, warm ones, and a catalog snapshot."""


def visits() -> list[Row]:
    """Return the calls of each step, with new instances, with warm ones, and with new ones and a catalog snapshot."""
    with running_host(sites=_OPERATOR_SITES) as host:
        cold, warm = _visit(host), _visit(host)
    with running_bucket() as settings, running_host(sites=_OPERATOR_SITES, **settings) as host:
        host.refresh_catalog()
        snapshot = _visit(host)
    rows = []
    for (step, (requests, *limits)), *found in zip(_STEPS.items(), cold, warm, snapshot, strict=True):
        row: Row = {"step": step, "requests": requests}
        for state, number, most in zip(("cold", "warm", "snapshot"), found, limits, strict=True):
            row[state] = {"calls": number, "most": most}
        rows.append(row)
    return rows


def _visit(host: FunctionHost) -> list[int]:
    """Return the calls of each step. Every route has an instance of its own."""
    found: list[int] = []

    def send(event: Event, times: int = 1) -> str:
        body = ""
        found.append(0)
        for _ in range(times):
            body = host.invoke(event, instance=event["routeKey"])
            found[-1] += host.calls
        return body

    host.simulator.approval("held")
    send(events.list_sites())
    send(events.read_site())
    send(events.check_availability(), 2)
    status = events.read_booking(json.loads(send(events.create_booking(evseId=5001)))["id"])
    send(status, 3)
    host.simulator.decide()
    send(status)
    return found


def tenant() -> list[Row]:
    """Return the calls of a minute for each number of instances, without a catalog snapshot and with one."""
    with running_host(sites=_OPERATOR_SITES) as host:
        rows = calls_a_minute(host, _INSTANCES)
    with running_bucket() as settings, running_host(sites=_OPERATOR_SITES, **settings) as host:
        return rows + calls_a_minute(host, _INSTANCES)


def calls_a_minute(host: FunctionHost, instances: Iterable[int], per_route: int = 100) -> list[Row]:
    """Return the calls of a minute in which each route's requests go to so many instances in turn, for each number."""
    sites = [site["id"] for site in json.loads(host.invoke(events.list_sites()))["sites"]]
    references = [host.create_booking() for _ in range(20)]

    def send_all(instances: int) -> None:
        if host.has_snapshot:
            host.refresh_catalog()
        for turn in range(per_route):
            site = sites[turn % 20]
            of_site = events.list_sites(), events.read_site(site), events.check_availability(site)
            for event in (*of_site, events.read_booking(references[turn % 20])):
                host.invoke(event, instance=(event["routeKey"], turn % instances))
            host.seconds += 60 / per_route

    rows: list[Row] = []
    for number in instances:
        host.stop()
        send_all(number)  # the instances are warm then
        host.simulator.clear_calls()
        send_all(number)
        counts = host.simulator.counts()
        catalog, ports = sum(counts.get(name, 0) for name in _CATALOG), counts.get("evseRead", 0)
        others = sum(counts.values()) - catalog - ports
        row = {"instances": number, "snapshot": host.has_snapshot, "requests": 4 * per_route}
        rows.append(row | {"catalog": catalog, "ports": ports, "others": others})
    return rows
