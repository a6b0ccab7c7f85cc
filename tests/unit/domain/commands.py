"""A create command at a site of the script, and the service that handles it."""

import asyncio
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient
from shared.domain.bookings.create import BookingService
from shared.domain.bookings.decision import CreateBookingCommand
from shared.domain.catalog.catalog import Catalog
from shared.domain.dependencies import Dependencies
from shared.domain.policy import BookingPolicy, Policy
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import Sleep
from tests.support.scripted_client import BOOKINGS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.records import NOW, START, creation, evse

WANTED = Window(START, START + timedelta(hours=1))
COMMAND = CreateBookingCommand(
    location_id=101, window=WANTED, driver="driver@example.com", external_id="web-1", evse_id=5001
)
AVAILABILITY = "/actions/locations/v2.0/101/check-booking-availability"
DRIVER = {"id": "1001", "email": "driver@example.com", "status": "enabled"}
UNDER_THE_KEY = "filter%5BexternalId%5D=web-1"


def mine(request_id: int, status: str, **fields: Any) -> dict[str, Any]:
    """Return a create request with the command's key and payload."""
    return creation(request_id, status=status, externalId="web-1", evseId=5001, **fields)


def free(evse_id: int, *, hours: int = 24) -> dict[str, Any]:
    """Return an EVSE that is free from the wanted start on."""
    slot = {"startAt": START.isoformat(), "endAt": (START + timedelta(hours=hours)).isoformat()}
    return {"evseId": evse_id, "availableSlots": [slot] if hours else []}


def script_without_conflicts(script: Script) -> Script:
    """Return the script with a free port and no active bookings."""
    script.on("GET", USERS, [DRIVER])
    script.on("POST", AVAILABILITY, [free(5001)])
    script.on("GET", f"{LOCATIONS}/101", {"id": 101, "timezone": "America/Detroit"})
    script.on("GET", EVSES, [evse(5001, "A1")])
    script.on("GET", BOOKINGS, [])
    script.on("GET", REQUESTS, [], having=UNDER_THE_KEY)
    script.on("GET", REQUESTS, [], having="filter%5Bstatus%5D=pending")
    return script


def service(ampeco: AmpecoClient, sleep: Sleep, **policy: Any) -> BookingService:
    """Return a booking service with this policy."""
    return BookingService(dependencies(ampeco, BookingPolicy(**policy), sleep))


def dependencies(ampeco: AmpecoClient, policy: Policy, sleep: Sleep = asyncio.sleep) -> Dependencies:
    """Return what services depend on, at the time `NOW`."""
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"))
    return Dependencies(ampeco, catalog, policy, now=lambda: NOW, sleep=sleep)
