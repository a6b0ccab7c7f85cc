"""The most that one request of a stranger can make the functions ask of Ampeco, and how much of it at once.

Counted, so always the same: at an operator with a site of 252 charge points, without a fault. `first` is the first such
request to a new function, `later` the same again with other values, as somebody sends who means harm.
"""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from bench.function_host import FunctionHost
from bench.routes import Event, availability, book, list_sites, read_booking, read_site
from tests.support.clock import CLOCK
from tests.support.simulator import SimulatorHandle, running_simulator

CHARGE_POINTS = 252
MOST_AT_ONCE = 10
_LIMIT = {"MAX_BOOKINGS_PER_DRIVER": "10"}
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_numbers = itertools.count(900_000_000)

RequestDetail = tuple[str, Event]
"""A function, and the event that asks it."""
RouteRequest = Callable[[], RequestDetail]


class Case(NamedTuple):
    """What is asked, and the most calls that the first and each later request may cost."""

    what: str
    route_request: RouteRequest
    first: int
    later: int


def measure() -> list[dict[str, Any]]:
    """Return a row for each case: calls and calls at once, of the first request and of a later one."""
    with running_simulator(approval_seconds=0, now=CLOCK.now()) as simulator:
        simulator.approval("instant")
        host = FunctionHost(simulator, _LIMIT)
        rows = [_counted(host, case) for case in cases(simulator, host)]
        host.close()
    return rows


def cases(simulator: SimulatorHandle, host: FunctionHost) -> list[Case]:
    """Return every case, for an operator that has a large site by now, and a driver who holds a booking."""
    large = simulator.add_site(ports=2 * CHARGE_POINTS)
    site, port = int(large["locationId"]), int(large["evseIds"][0])
    reference = host.create_booking()
    now = CLOCK.now().replace(minute=0, second=0, microsecond=0)
    simulator.book(evse_id=port, start=now + 9 * _DAY, end=now + 10 * _DAY)
    taken: dict[str, Any] = {"startAt": (now + 9 * _DAY).isoformat(), "endAt": (now + 9 * _DAY + _HOUR).isoformat()}
    taken |= {"locationId": site, "evseId": port}
    past = {"startAt": (now - 2 * _HOUR).isoformat(), "endAt": (now - _HOUR).isoformat()}
    far = {"startAt": (now + 90 * _DAY).isoformat(), "endAt": (now + 90 * _DAY + _HOUR).isoformat()}
    wish = {"locationId": site, "evseCriteria": {"currentType": "dc"}}

    def order(changes: dict[str, Any]) -> RouteRequest:
        return lambda: ("CreateBooking", book(changes=changes))

    def nowhere(function: str, event: Callable[[int], Event]) -> RouteRequest:
        return lambda: (function, event(next(_numbers)))

    return [
        Case("an unknown site", nowhere("ReadSite", read_site), 9, 0),
        Case("availability of an unknown site", nowhere("CheckAvailability", availability), 8, 0),
        Case("a site of 252 charge points", lambda: ("ReadSite", read_site(site)), 10, 10),
        Case("availability of that site", lambda: ("CheckAvailability", availability(site)), 2, 1),
        Case("a booking too far ahead", order(far), 0, 0),
        Case("a booking in the past", order(past), 1, 1),
        Case("a booking at an unknown site", nowhere("CreateBooking", book), 10, 1),
        Case("a booking of another site's port", order({"evseId": port}), 6, 1),
        Case("a booking with an unknown email", order({"email": "nobody@example.com"}), 3, 3),
        Case("a booking of a taken slot", order(taken), 9, 9),
        Case("a booking of any matching port of that site", order(wish), 9, 9),
        Case("the same, replacing another booking", order(wish | {"replaces": reference}), 9, 9),
        Case("the status of a booking", lambda: ("ReadBooking", read_booking(reference)), 4, 4),
        Case("the list of sites (one call per 100 rows)", lambda: ("ListSites", list_sites()), 20, 0),
    ]


def _counted(host: FunctionHost, case: Case) -> dict[str, Any]:
    counted: dict[str, Any] = {"what": case.what}
    with host.counting() as anew:
        for which, most in (("first", case.first), ("later", case.later)):
            counter = anew()
            host.answer(*case.route_request())
            at_once = max(map(len, counter.rounds), default=0)
            counted[which] = {"calls": counter.calls, "most": most, "at_once": at_once}
    return counted
