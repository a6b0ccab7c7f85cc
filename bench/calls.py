"""Calls to Ampeco per route: how many, and in how many rounds one after the other. Counted, so always the same."""

from typing import Any

from bench.function_host import FunctionHost
from bench.routes import ROUTES, SITE, RouteRequest, every_route, filled_week
from tests.support.simulator import SimulatorHandle, running_simulator

SITES = (30, 200, 2000)
PORTS_OF_A_SITE = 4
_CACHE_EXPIRED_SECONDS = 61.0


def measure() -> list[dict[str, Any]]:
    """Return a row for each number of sites and route: calls and rounds cold, warm, and when copies have grown old."""
    rows = []
    for sites in SITES:
        with running_simulator(approval_seconds=0) as simulator:
            simulator.approval("instant")
            week = filled_week(simulator)
            grow(simulator, sites)
            host = FunctionHost(simulator)
            asks = every_route(host.create_booking(), week)
            rows += [
                {"sites": sites, "route": ROUTES[name], **_counted(host, name, route_request)}
                for name, route_request in asks.items()
            ]
            host.close()
    return rows


def grow(simulator: SimulatorHandle, sites: int) -> None:
    """Add sites of two charge points and four ports until there are so many."""
    for _ in range(sites - simulator.status()["locations"]):
        simulator.add_site(ports=PORTS_OF_A_SITE)
    # The new ones are all as old as each other; what changed last at a tenant is a few rows.
    for kind, number in (("locations", SITE), ("charge-points", 301), ("evses", 5001)):
        simulator.patch(kind, number)


def _counted(host: FunctionHost, function: str, route_request: RouteRequest) -> dict[str, dict[str, int]]:
    row = {}
    with host.counting() as anew:
        for state in ("cold", "warm", "old"):
            if state == "old":
                host.advance(_CACHE_EXPIRED_SECONDS)
            counter = anew()
            host.invoke(function, route_request())
            row[state] = {"calls": counter.calls, "rounds": len(counter.rounds)}
    return row
