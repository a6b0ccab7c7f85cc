"""Helpers for tests of changes by staff: reschedule a booking, and read the driver's bookings."""

from datetime import datetime, timedelta
from typing import Any

from tests.support.admin_functions import AdminFunctions
from tests.support.functions import START
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER_ID = 1001
WRITE = "bookingRequestCreate"


def moved(booking: dict[str, Any], hours: float = 2) -> dict[str, str]:
    """Return the body that reschedules the booking by this number of hours."""
    start = START + hours * HOUR
    return {
        "startAt": start.isoformat(),
        "endAt": (start + HOUR).isoformat(),
        "lastUpdatedAt": booking["lastUpdatedAt"],
    }


def change(admin: AdminFunctions, booking: dict[str, Any], act: str, key: str | None = None) -> LambdaResponse:
    """Cancel the booking, or reschedule it by two hours."""
    if act == "cancel":
        return admin.cancel_booking(booking["id"], key=key)
    return admin.update_booking(booking["id"], moved(booking), key=key)


def current_window(simulator: SimulatorHandle) -> list[tuple[int, datetime]]:
    """Return port and start of the driver's active bookings."""
    mine = [one for one in simulator.live_bookings() if one["userId"] == DRIVER_ID]
    return [(one["evseId"], datetime.fromisoformat(one["startAt"])) for one in mine]
