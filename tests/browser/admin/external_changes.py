"""Changes made at Ampeco while the page is open."""

from datetime import datetime

from tests.browser.stack import Stack
from tests.browser.wall_time import DETROIT, later

NIGHT = 2
"""An hour at which the depot is free: its bookings lie between six and ten."""


def starts_of(stack: Stack, booking_id: int) -> list[datetime]:
    """Return the start of an active booking in the depot's local time, in a list; an empty list if it is not active."""
    return [
        datetime.fromisoformat(booking["startAt"]).astimezone(DETROIT)
        for booking in stack.simulator.live_bookings()
        if booking["id"] == booking_id
    ]


def times(start: datetime) -> dict[str, str]:
    return {"startAt": start.isoformat(), "endAt": later(start, 60).isoformat()}


def cancel(stack: Stack, booking_id: int) -> None:
    """Cancel a booking at Ampeco, without the page."""
    stack.simulator.approval("instant")
    stack.simulator.request({"type": "cancel", "bookingId": booking_id})
