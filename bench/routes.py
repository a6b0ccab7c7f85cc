"""Requests of the benchmarks: the events that API Gateway would send to each route."""

import itertools
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from tests.support.clock import CLOCK
from tests.support.lambda_calls import http_event
from tests.support.simulator import SimulatorHandle

ADMIN_TOKEN = "the-admin-token-of-the-bench-with-32-characters"  # noqa: S105 - opens nothing but the bench
SITE = 101
DRIVER = "driver@example.com"
ROUTES = {
    "ListSites": "GET /api/sites",
    "ReadSite": "GET /api/sites/{siteId}",
    "CheckAvailability": "GET /api/sites/{siteId}/availability",
    "CreateBooking": "POST /api/bookings",
    "ReadBooking": "GET /api/bookings/{id}",
    "AdminListBookings": "GET /api/admin/bookings",
    "AdminReadCalendar": "GET /api/admin/calendar",
}
"""The functions that are asked, by their names in template.yaml."""

_PORTS, _BOOKINGS_OF_A_PORT = 20, 10
_SIGNED_IN = {"authorization": f"Bearer {ADMIN_TOKEN}"}
_NONE: Mapping[str, Any] = MappingProxyType({})
_hours = itertools.count(24 * 8)

RouteRequest = Callable[[], dict[str, Any]]
Event = dict[str, Any]


def environment(simulator: SimulatorHandle) -> dict[str, str]:
    """Return the settings of a function."""
    return {
        "AMPECO_API_URL": simulator.url,
        "AMPECO_API_TOKEN": simulator.token,
        "ADMIN_TOKENS": ADMIN_TOKEN,
        "BOOKING_LINK_KEYS": "a-key-of-the-bench-with-32-characters",
        "DEFAULT_TIMEZONE": "America/Detroit",
        "MAX_BOOKINGS_PER_DRIVER": "0",
        "POWERTOOLS_SERVICE_NAME": "bench",
    }


def list_sites() -> Event:
    """GET /api/sites."""
    return http_event(ROUTES["ListSites"])


def read_site(site: int = SITE) -> Event:
    """GET /api/sites/{siteId}."""
    return http_event(ROUTES["ReadSite"], path={"siteId": str(site)})


def availability(site: int = SITE) -> Event:
    """GET /api/sites/{siteId}/availability, a week of it."""
    return http_event(ROUTES["CheckAvailability"], path={"siteId": str(site)}, query={"days": "7"})


def book(
    site: int = SITE, evse_id: int | None = None, *, hour: int | None = None, changes: Mapping[str, Any] = _NONE
) -> Event:
    """POST /api/bookings: an hour that no other ask is for; any port, if none is named. With `changes` of the body."""
    hours = next(_hours) if hour is None else hour
    start = CLOCK.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    order = {
        "locationId": site,
        "startAt": start.isoformat(),
        "endAt": (start + timedelta(hours=1)).isoformat(),
        "email": DRIVER,
    }
    named = {} if evse_id is None else {"evseId": evse_id}
    headers = {"content-type": "application/json", "idempotency-key": str(uuid.uuid4())}
    return http_event(ROUTES["CreateBooking"], headers=headers, body=json.dumps(order | named | dict(changes)).encode())


def read_booking(reference: str) -> Event:
    """GET /api/bookings/{id}."""
    return http_event(ROUTES["ReadBooking"], path={"id": reference})


def list_bookings() -> Event:
    """GET /api/admin/bookings, a page of 25."""
    return http_event(ROUTES["AdminListBookings"], headers=_SIGNED_IN)


def calendar(week: Mapping[str, str]) -> Event:
    """GET /api/admin/calendar."""
    return http_event(ROUTES["AdminReadCalendar"], query=week, headers=_SIGNED_IN)


def filled_week(simulator: SimulatorHandle) -> dict[str, str]:
    """Fill a week of a new site of 20 ports with 200 bookings, and return what asks for its calendar."""
    site = simulator.add_site(ports=_PORTS, timezone="UTC")["locationId"]
    monday = CLOCK.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=7)
    simulator.fill(site, start=monday, end=monday + timedelta(days=7), per_port=_BOOKINGS_OF_A_PORT)
    return {"locationId": str(site), "date": f"{monday:%Y-%m-%d}", "days": "7"}


def every_route(reference: str, week: Mapping[str, str]) -> dict[str, RouteRequest]:
    """Return what asks each function, for a booking that was made and a week that was filled."""
    return {
        "ListSites": list_sites,
        "ReadSite": read_site,
        "CheckAvailability": availability,
        "CreateBooking": book,
        "ReadBooking": lambda: read_booking(reference),
        "AdminListBookings": list_bookings,
        "AdminReadCalendar": lambda: calendar(week),
    }
