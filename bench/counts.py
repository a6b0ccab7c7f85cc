"""Calls to Ampeco, counted: per route, the most for one request, of a visit, and by the number of instances."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bench.host import FunctionHost, grow, running_bucket, running_host
from bench.requests import (
    Event,
    RouteRequest,
    check_availability,
    create_booking,
    every_route,
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
_STATES = ("cold", "warm", "snapshot")
_CATALOG = ("locationsListing", "locationRead", "chargePointsListing", "chargePointEvsesListing", "evsesListing")


def calls() -> list[Row]:
    """Return calls and rounds for each number of sites and route: cold, warm, and with expired caches."""
    rows = []
    for sites in _SITES:
        with running_host() as host:
            requests = every_route(host.simulator, host.create_booking())
            grow(host.simulator, sites)
            for route, request in requests.items():
                row: Row = {"sites": sites, "route": route}
                with host.counting():
                    for state in ("cold", "warm", "old"):
                        host.advance(_CACHE_EXPIRED_SECONDS if state == "old" else 0)
                        host.invoke(request())
                        row[state] = {"calls": host.calls, "rounds": len(host.rounds)}
                rows.append(row)
    return rows


def worst() -> list[Row]:
    """Return calls and concurrent calls of each case, first and repeated with other values, with limits as a rule."""
    with running_host(MAX_BOOKINGS_PER_DRIVER="10") as host:
        rows = []
        for what, (request, *limits) in _cases(host).items():
            row: Row = {"what": what}
            with host.counting():
                for which, most in zip(("first", "later"), limits, strict=True):
                    host.invoke(request(), allow_refusal=True)
                    row[which] = {"calls": host.calls, "most": most, "at_once": max(map(len, host.rounds), default=0)}
            rows.append(row)
    return rows


def _cases(host: FunctionHost) -> dict[str, tuple[RouteRequest, int, int]]:
    """Return anonymous requests, each with the limits of calls for the first one and each later one to an instance.

    The operator has a site of 252 charge points, the driver a booking.
    """
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
    return {
        "an unknown site": (lambda: read_site(next(unknown)), 9, 0),
        "availability of an unknown site": (lambda: check_availability(next(unknown)), 8, 0),
        "a site of 252 charge points": (lambda: read_site(site), 10, 10),
        "availability of that site": (lambda: check_availability(site), 2, 1),
        "a booking too far ahead": (booking(90 * 24), 0, 0),
        "a booking in the past": (booking(-2), 1, 1),
        "a booking at an unknown site": (lambda: create_booking(next(unknown)), 10, 1),
        "a booking of another site's port": (booking(evseId=port), 6, 1),
        "a booking with an unknown email": (booking(email="nobody@example.com"), 3, 3),
        "a booking of a taken slot": (booking(216, site=site, evseId=port), 9, 9),
        "a booking of any matching port of that site": (booking(**any_port), 9, 9),
        "the same, replacing another booking": (booking(**any_port, replaces=reference), 9, 9),
        "the status of a booking": (lambda: read_booking(reference), 5, 5),
        "the list of sites (one call per 100 rows)": (list_sites, 20, 0),
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
    with running_host(sites=_OPERATOR_SITES) as host, host.counting():
        cold, warm = _visit(host), _visit(host)
    with running_bucket() as settings, running_host(sites=_OPERATOR_SITES, **settings) as host:
        host.refresh_catalog()
        with host.counting():
            snapshot = _visit(host)
    rows = []
    for (step, (requests, *limits)), *calls in zip(_STEPS.items(), cold, warm, snapshot, strict=True):
        counted = [{"calls": each, "most": most} for each, most in zip(calls, limits, strict=True)]
        rows.append({"step": step, "requests": requests, **dict(zip(_STATES, counted, strict=True))})
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
    send(list_sites())
    send(read_site())
    send(check_availability(), 2)
    status = read_booking(json.loads(send(create_booking(evseId=_PORT)))["id"])
    send(status, 3)
    host.simulator.decide()
    send(status)
    return found


def tenant() -> list[Row]:
    """Return the calls of a minute for each number of instances, without a catalog snapshot and with one."""
    with running_host(sites=_OPERATOR_SITES) as host:
        rows = calls_a_minute(host, INSTANCES)
    with running_bucket() as settings, running_host(sites=_OPERATOR_SITES, **settings) as host:
        return rows + calls_a_minute(host, INSTANCES, snapshot=True)


def calls_a_minute(
    host: FunctionHost, instances: Iterable[int], *, snapshot: bool = False, per_route: int = _PER_ROUTE
) -> list[Row]:
    """Return the calls of a minute in which each route's requests go to so many instances in turn, for each number."""
    with host.counting():
        listed = json.loads(host.invoke(list_sites()))["sites"]
        sites = [site["id"] for site in listed[:_REQUESTED_SITES]]
        references = [host.create_booking() for _ in range(_BOOKINGS)]

    def send_all(instances: int) -> None:
        if snapshot:
            host.refresh_catalog()
        for turn in range(per_route):
            site, reference = sites[turn % len(sites)], references[turn % len(references)]
            for event in (list_sites(), read_site(site), check_availability(site), read_booking(reference)):
                host.invoke(event, instance=(event["routeKey"], turn % instances))
            host.advance(60 / per_route)

    rows: list[Row] = []
    for number in instances:
        with host.counting():
            send_all(number)  # the instances are warm then
            host.simulator.clear_calls()
            send_all(number)
        counts = host.simulator.counts()
        catalog, ports = sum(counts.get(name, 0) for name in _CATALOG), counts.get("evseRead", 0)
        others = sum(counts.values()) - catalog - ports
        row = {"instances": number, "snapshot": snapshot, "requests": 4 * per_route}
        rows.append(row | {"catalog": catalog, "ports": ports, "others": others})
    return rows
