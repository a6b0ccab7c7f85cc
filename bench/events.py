"""Events that API Gateway would send for requests to each route."""

import itertools
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.support import functions
from tests.support.admin_functions import ADMIN_TOKEN, BEARER
from tests.support.clock import CLOCK
from tests.support.lambda_calls import http_event
from tests.support.simulator import SimulatorHandle

SITE = 101
_hours = itertools.cycle(range(24 * 8, 24 * 29))

Event = dict[str, Any]
RouteRequest = Callable[[], Event]


def environment(simulator: SimulatorHandle) -> dict[str, str]:
    """Return the settings of a function."""
    ours = {"ADMIN_TOKENS": ADMIN_TOKEN, "MAX_BOOKINGS_PER_DRIVER": "0", "POWERTOOLS_SERVICE_NAME": "bench"}
    return functions.environment(simulator) | ours


def list_sites() -> Event:
    """GET /api/sites."""
    return http_event("GET /api/sites")


def read_site(site: int = SITE) -> Event:
    """GET /api/sites/{siteId}."""
    return http_event("GET /api/sites/{siteId}", path={"siteId": str(site)})


def check_availability(site: int = SITE, **query: str) -> Event:
    """GET /api/sites/{siteId}/availability for a week."""
    route = "GET /api/sites/{siteId}/availability"
    return http_event(route, path={"siteId": str(site)}, query={"days": "7", **query})


def create_booking(site: int = SITE, in_hours: int | None = None, **fields: Any) -> Event:  # noqa: ANN401 - of the body
    """POST /api/bookings for the hour that begins so far ahead, or for the next one that no request has booked yet."""
    start = CLOCK.now().replace(minute=0, second=0, microsecond=0)
    start += timedelta(hours=next(_hours) if in_hours is None else in_hours)
    times = {"startAt": start.isoformat(), "endAt": (start + timedelta(hours=1)).isoformat()}
    body = {"locationId": site, "email": "driver@example.com", **times, **fields}
    headers = {"content-type": "application/json", "idempotency-key": str(uuid.uuid4())}
    return http_event("POST /api/bookings", headers=headers, body=json.dumps(body).encode())


def read_booking(reference: str) -> Event:
    """GET /api/bookings/{id}."""
    return http_event("GET /api/bookings/{id}", path={"id": reference})


def every_route(simulator: SimulatorHandle, reference: str) -> dict[str, RouteRequest]:
    """Return a request to each measured route: for a booking, and for a week of a new site with 200 bookings."""
    site = simulator.add_site(ports=20, timezone="UTC")["locationId"]
    monday = CLOCK.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=7)
    simulator.fill(site, start=monday, end=monday + timedelta(days=7), per_port=10)
    week = {"locationId": str(site), "date": f"{monday:%Y-%m-%d}", "days": "7"}
    return {
        "GET /api/sites": list_sites,
        "GET /api/sites/{siteId}": read_site,
        "GET /api/sites/{siteId}/availability": check_availability,
        "POST /api/bookings": create_booking,
        "GET /api/bookings/{id}": lambda: read_booking(reference),
        "GET /api/admin/bookings": lambda: http_event("GET /api/admin/bookings", headers=BEARER),
        "GET /api/admin/calendar": lambda: http_event("GET /api/admin/calendar", query=week, headers=BEARER),
    }
