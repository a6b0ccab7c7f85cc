"""Errors of the domain.

BookingsError
├── SiteNotFound
├── BookingNotFound
├── RequestNotFound
├── DriverNotFound        no single active account with the email
├── InvalidRequest        names the field and what is wrong with it
├── Conflict              the current state at Ampeco does not allow it
│   ├── SlotUnavailable       carries alternatives, and the site's time zone
│   ├── OverlappingBooking    the driver already has a booking at that time, on any port
│   ├── TooManyBookings       the driver reached the limit of open bookings
│   ├── NotChangeable         Ampeco cannot change the booking in its current status
│   └── BookingChanged        it changed since the admin saw it; carries the current booking
├── ListTooLong           more rows than one list or file may have
├── ReportTooLarge        more bookings or requests than one report may read
├── KeyReused             the same idempotency key with a different payload
└── OutcomeUnknown        submitted, but the response was lost

Failures of Ampeco itself are `shared.ampeco_client.AmpecoError`.
"""

from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from shared.domain.timeutil.intervals import Window

DetailT = TypeVar("DetailT")


class BookingsError(Exception):
    """Base class of all domain errors."""


class SiteNotFound(BookingsError):
    """Ampeco has no such location, or does not offer it."""


class BookingNotFound(BookingsError):
    """The reference belongs to no booking. Forged and unknown references look the same."""


class RequestNotFound(BookingsError):
    """Ampeco has no such booking request."""


class DriverNotFound(BookingsError):
    """The email belongs to no active account, or to several. Only the log says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class InvalidRequest(BookingsError):
    """A value that the booking policy or the site does not allow."""

    def __init__(self, field_name: str, detail: str) -> None:
        super().__init__(f"{field_name}: {detail}")
        self.field = field_name
        self.detail = detail


class Conflict(BookingsError):
    """The current state at Ampeco forbids it. A duplicate of this request may have caused that."""


class PortWindow(NamedTuple):
    """A free window on a port, as an alternative."""

    evse_id: int
    window: Window


class Alternatives(NamedTuple):
    """Alternatives: the nearest starts on the requested port, and other ports at the requested time."""

    same_port: tuple[PortWindow, ...] = ()
    same_time: tuple[PortWindow, ...] = ()


class SlotUnavailable(Conflict):
    """The window is not free on the requested port, or on any that matches the criteria."""

    def __init__(self, alternatives: Alternatives, zone: ZoneInfo) -> None:
        super().__init__("the window is not free")
        self.alternatives = alternatives
        self.zone = zone


class OverlappingBooking(Conflict):
    """The driver already has a booking at that time. It is not identified, since an email is no proof."""


class TooManyBookings(Conflict):
    """The driver has `limit` bookings that are not over."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"holds {limit}")
        self.limit = limit


class NotChangeable(Conflict):
    """The booking is pending, over, or canceled, so it cannot be changed."""


class BookingChanged(Conflict, Generic[DetailT]):
    """The booking changed since the admin saw it. `current` is its state as of `now`."""

    def __init__(self, current: DetailT, now: datetime) -> None:
        super().__init__("the booking is not the one that was looked at")
        self.current = current
        self.now = now


class ListTooLong(BookingsError):
    """There are more rows than one list or file may have. A truncated one would look complete."""


class ReportTooLarge(BookingsError):
    """There are more bookings or requests than one report may read. Figures of a part would look complete."""


class KeyReused(BookingsError):
    """The key of an earlier attempt was sent with a different payload."""


class OutcomeUnknown(BookingsError):
    """A request was submitted and its outcome is unknown. Retrying with the same key is safe."""
