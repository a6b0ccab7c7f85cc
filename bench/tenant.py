"""Calls to Ampeco per minute at one operator, by the number of instances that the same traffic is spread over."""

import json
from collections.abc import Callable

import httpx

from bench.bucket import running_bucket
from bench.counts import grow
from bench.function_host import FunctionHost, running_host
from bench.requests import Event, check_availability, list_sites, read_booking, read_site
from bench.results import Row
from bench.round_counter import PatientTransport
from shared.http_api.runtime.handler import process_loop

INSTANCES = (1, 10, 100)
"""Of each function."""
PER_ROUTE = 100
"""Requests a minute for each of four routes."""

_OPERATOR_SITES = 200
_REQUESTED_SITES = 20
_BOOKINGS = 20
_MINUTES = 2
"""The last one is counted: the instances are warm then."""
_CATALOG = ("locationsListing", "locationRead", "chargePointsListing", "chargePointEvsesListing", "evsesListing")

Traffic = Callable[[int], list[Event]]
"""Returns the requests of a turn, one to each route."""


def tenant() -> list[Row]:
    """Return the calls of a minute for each number of instances, without a catalog snapshot and with one."""
    with running_host() as host:
        traffic = prepare(host)
        rows = [calls_a_minute(host, traffic, instances, snapshot=False) for instances in INSTANCES]
    with running_bucket() as settings, running_host(**settings) as host:
        traffic = prepare(host)
        rows += [calls_a_minute(host, traffic, instances, snapshot=True) for instances in INSTANCES]
    return rows


def prepare(host: FunctionHost, sites: int = _OPERATOR_SITES) -> Traffic:
    """Add the sites and bookings, and return the traffic."""
    grow(host.simulator, sites)
    http = _start(host)
    listed = json.loads(host.invoke(list_sites())["body"])["sites"]
    numbers = [site["id"] for site in listed[:_REQUESTED_SITES]]
    references = [host.create_booking() for _ in range(_BOOKINGS)]
    _end(host, http)

    def requests(turn: int) -> list[Event]:
        site = numbers[turn % len(numbers)]
        return [list_sites(), read_site(site), check_availability(site), read_booking(references[turn % _BOOKINGS])]

    return requests


def calls_a_minute(
    host: FunctionHost, traffic: Traffic, instances: int, *, snapshot: bool, per_route: int = PER_ROUTE
) -> Row:
    """Return the calls of a minute in which each route's requests go to so many instances in turn."""
    http = _start(host)
    for _ in range(_MINUTES):
        host.simulator.clear_calls()
        if snapshot:
            host.refresh_catalog()
        for turn in range(per_route):
            for event in traffic(turn):
                host.invoke(event, instance=(event["routeKey"], turn % instances))
            host.advance(60 / per_route)
    counts = host.simulator.counts()
    _end(host, http)
    catalog, ports = sum(counts.get(name, 0) for name in _CATALOG), counts.get("evseRead", 0)
    return {
        "instances": instances,
        "snapshot": snapshot,
        "requests": 4 * per_route,
        "catalog": catalog,
        "ports": ports,
        "others": sum(counts.values()) - catalog - ports,
    }


def _start(host: FunctionHost) -> httpx.AsyncClient:
    """Start without instances; those to come share the connections, and have more time than functions do."""
    http = httpx.AsyncClient(transport=PatientTransport())
    host.start_cold(http)
    return http


def _end(host: FunctionHost, http: httpx.AsyncClient) -> None:
    host.start_cold()
    process_loop().run_until_complete(http.aclose())
