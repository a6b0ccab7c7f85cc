"""Errors of the domain.

    BookingsError
    ├── SiteNotFound
    ├── BookingNotFound
    ├── RequestNotFound
    ├── DriverNotFound        no single active account under the email
    ├── InvalidRequest        names the field and what is wrong with it
    ├── Conflict              what stands at Ampeco is in the way
    │   ├── SlotUnavailable       carries what is free instead, and the site's zone
    │   ├── OverlappingBooking    the driver already holds that time, on whatever port
    │   ├── TooManyBookings       the driver holds as many as the operator lets one hold
    │   ├── NotChangeable         Ampeco would not change the booking as it stands
    │   └── BookingChanged        it is not the one that staff looked at; carries the booking as it is now
    ├── ExportTooLarge        more rows than one file may have
    ├── KeyReused             the same Idempotency-Key with other content
    └── OutcomeUnknown        sent, and no answer that says what became of it

Failures of Ampeco itself stay what they are: `shared.ampeco_client.AmpecoError`.
"""

from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from shared.domain.timeutil.intervals import Window

DetailT = TypeVar("DetailT")


class BookingsError(Exception):
    """Root of everything here."""


class SiteNotFound(BookingsError):
    """Ampeco has no such location, or does not offer it."""


class BookingNotFound(BookingsError):
    """The reference belongs to no booking. A forged and an unknown one look the same."""


class RequestNotFound(BookingsError):
    """Ampeco has no such booking request."""


class DriverNotFound(BookingsError):
    """The email belongs to no active account, or to more than one. Which of these is for the log alone."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class InvalidRequest(BookingsError):
    """A value that the booking policy, or the site itself, does not allow."""

    def __init__(self, field_name: str, detail: str) -> None:
        super().__init__(f"{field_name}: {detail}")
        self.field = field_name
        self.detail = detail


class Conflict(BookingsError):
    """The current state at Ampeco forbids it. A duplicate of this very request may have caused that since."""


class PortWindow(NamedTuple):
    """A window on a port that was free when Ampeco was asked."""

    evse_id: int
    window: Window


class Alternatives(NamedTuple):
    """What is free instead: the nearest starts on the port asked for, and other ports at the time asked for."""

    same_port: tuple[PortWindow, ...] = ()
    same_time: tuple[PortWindow, ...] = ()


class SlotUnavailable(Conflict):
    """The window is no longer free on the port asked for, or on any that meets the criteria."""

    def __init__(self, alternatives: Alternatives, zone: ZoneInfo) -> None:
        super().__init__("the window is not free")
        self.alternatives = alternatives
        self.zone = zone


class OverlappingBooking(Conflict):
    """The driver already holds a booking at that time. Which one is not told: an email shows nothing."""


class TooManyBookings(Conflict):
    """The driver holds `limit` bookings that are not over."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"holds {limit}")
        self.limit = limit


class NotChangeable(Conflict):
    """The booking is not yet decided, over, or cancelled: there is nothing that Ampeco would change."""


class BookingChanged(Conflict, Generic[DetailT]):
    """Somebody changed the booking since staff looked at it. `current` is how it stands, as of `now`."""

    def __init__(self, current: DetailT, now: datetime) -> None:
        super().__init__("the booking is not the one that was looked at")
        self.current = current
        self.now = now


class ExportTooLarge(BookingsError):
    """There are more rows than one file may have. Some of them alone would pass for all."""


class KeyReused(BookingsError):
    """The key of an earlier attempt came with other content."""


class OutcomeUnknown(BookingsError):
    """A request was sent to Ampeco and its fate is not known. Asking again with the same key is safe."""
