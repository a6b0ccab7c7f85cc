"""An order at a site of the script, and the desk that takes it."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient
from shared.domain.catalogue import Catalogue
from shared.domain.placing import BookingDesk, Order
from shared.domain.rules import HouseRules
from shared.domain.sending import Sleep
from shared.domain.windows import Window
from tests.domain.conftest import BOOKINGS, LOCATIONS, REQUESTS, USERS, Script
from tests.domain.records import NOW, START, creation

WANTED = Window(START, START + timedelta(hours=1))
ORDER = Order(location_id=101, window=WANTED, driver="driver@example.com", external_id="web-1", evse_id=5001)
AVAILABILITY = "/actions/locations/v2.0/101/check-booking-availability"
DRIVER = {"id": "1001", "email": "driver@example.com", "status": "enabled"}
UNDER_THE_KEY = "filter%5BexternalId%5D=web-1"


def mine(request_id: int, status: str, **fields: Any) -> dict[str, Any]:
    """Return a request under the order's key that asks for just what it asks for."""
    return creation(request_id, status=status, externalId="web-1", evseId=5001, **fields)


def free(evse_id: int, *, hours: int = 24) -> dict[str, Any]:
    """Return an EVSE that is free from the wanted start on."""
    slot = {"startAt": START.isoformat(), "endAt": (START + timedelta(hours=hours)).isoformat()}
    return {"evseId": evse_id, "availableSlots": [slot] if hours else []}


def where_all_is_well(script: Script) -> Script:
    """Return the script, in which now the port is free and nobody holds anything."""
    script.on("GET", USERS, [DRIVER])
    script.on("POST", AVAILABILITY, [free(5001)])
    script.on("GET", f"{LOCATIONS}/101", {"id": 101, "timezone": "America/Detroit"})
    script.on("GET", BOOKINGS, [])
    script.on("GET", REQUESTS, [], having=UNDER_THE_KEY)
    script.on("GET", REQUESTS, [], having="filter%5Bstatus%5D=pending")
    return script


def desk(ampeco: AmpecoClient, sleep: Sleep, **rules: Any) -> BookingDesk:
    """Return a desk that takes orders under these house rules."""
    catalogue = Catalogue(ampeco, default_zone=ZoneInfo("UTC"))
    return BookingDesk(ampeco, catalogue, HouseRules(**rules), now=lambda: NOW, sleep=sleep)
