"""Valid requests without the client: targets and bodies that tests modify."""

import re
from typing import Any

from tests.contract.document import Operation
from tests.contract.reading import BOOKING, CHARGE_POINT, EVSE, LOCATION, REQUEST, USER

__all__ = ["CANCEL", "CREATE", "UPDATE", "WINDOW", "target_of", "without"]

_BASE = "/public-api"
_RECORDS = {
    "location": LOCATION,
    "chargePoint": CHARGE_POINT,
    "evse": EVSE,
    "booking": BOOKING,
    "bookingRequest": REQUEST,
    "user": USER,
}

CREATE: dict[str, Any] = {
    "type": "create",
    "userId": USER,
    "locationId": LOCATION,
    "evseId": EVSE,
    "startAt": "2026-03-20T10:00:00Z",
    "endAt": "2026-03-20T11:00:00Z",
}
UPDATE: dict[str, Any] = {"type": "update", "bookingId": BOOKING}
CANCEL: dict[str, Any] = {"type": "cancel", "bookingId": BOOKING}
WINDOW: dict[str, Any] = {"startAfter": "2026-03-20T10:00:00Z", "endBefore": "2026-03-21T10:00:00Z"}


def target_of(operation: Operation) -> str:
    """Return the path and query for an operation, about an existing record."""
    path = operation.path.removeprefix(_BASE)
    return re.sub(r"\{(\w+)\}", lambda name: str(_RECORDS[name[1]]), path)


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a body without one of its properties."""
    return {key: value for key, value in body.items() if key != name}
