"""A message to a driver about a booking: what happened, and the booking as Ampeco reports it now."""

from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import Booking, Location
from shared.domain.catalog.sites import Port
from shared.domain.timeutil.intervals import Window


class MessageKind(StrEnum):
    """What a message reports."""

    CONFIRMED = "confirmed"
    """Ampeco approved the booking."""
    DECLINED = "declined"
    """Ampeco rejected the booking; there is none."""
    CHANGED = "changed"
    """Its time or port changed, whoever changed it."""
    CANCELED = "canceled"
    """It was canceled, by whomever."""
    REMINDER = "reminder"
    """It starts soon."""
    PORT_OUT_OF_ORDER = "port-out-of-order"
    """It starts soon, and its port cannot be used now."""


class ReplacedBooking(NamedTuple):
    """A canceled booking in whose place another was made. `external_id` is ours, None if it was made elsewhere."""

    external_id: str | None
    booking: Booking
    port: Port | None


class Message(NamedTuple):
    """A message that is due.

    key               identifies it for "sent once": the kind, the booking or request, and what is said
    external_id       ours, for the signed link; None for a booking that was made elsewhere
    booking           None only for DECLINED
    previous_window   the time before a change; None where it did not change
    previous_port     likewise
    replaced          the booking that this one replaced, after a switch of port
    rejection_reason  in the network's own words, in English; DECLINED only
    """

    kind: MessageKind
    key: str
    user_id: int
    external_id: str | None
    booking: Booking | None
    window: Window
    location: Location
    zone: ZoneInfo
    port: Port | None
    previous_window: Window | None = None
    previous_port: Port | None = None
    replaced: ReplacedBooking | None = None
    rejection_reason: str | None = None
