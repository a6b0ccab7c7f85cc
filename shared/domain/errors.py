"""What can stand between a driver and a booking.

    BookingsError
    ├── SiteNotFound
    ├── BookingNotFound
    ├── DriverNotFound        no single active account under the email
    ├── InvalidRequest        names the field and what is wrong with it
    ├── SlotUnavailable       carries what is free instead, and the site's zone
    ├── OverlappingBooking    the driver already holds that time, on whatever port
    ├── NotChangeable         Ampeco would not change the booking as it stands
    ├── KeyReused             the same Idempotency-Key with other content
    └── OutcomeUnknown        sent, and no answer that says what became of it

Failures of Ampeco itself stay what they are: `shared.ampeco_client.AmpecoError`.
"""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from shared.domain.windows import Window


class BookingsError(Exception):
    """Root of everything here."""


class SiteNotFound(BookingsError):
    """Ampeco has no such location, or does not offer it."""


class BookingNotFound(BookingsError):
    """No booking stands behind the reference. A forged and an unknown one look the same."""


class DriverNotFound(BookingsError):
    """The email belongs to no active account, or to more than one. Which of these is for the log alone."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class InvalidRequest(BookingsError):
    """A value that no rule of the house, or the site itself, allows."""

    def __init__(self, field_name: str, detail: str) -> None:
        super().__init__(f"{field_name}: {detail}")
        self.field = field_name
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PortWindow:
    """A window on a port that was free when Ampeco was asked."""

    evse_id: int
    window: Window


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What is free instead: the nearest starts on the port asked for, and other ports at the time asked for."""

    same_port: tuple[PortWindow, ...] = field(default=())
    same_time: tuple[PortWindow, ...] = field(default=())


class SlotUnavailable(BookingsError):
    """The window is no longer free on the port asked for, or on any that meets the criteria."""

    def __init__(self, alternatives: Alternatives, zone: ZoneInfo) -> None:
        super().__init__("the window is not free")
        self.alternatives = alternatives
        self.zone = zone


class OverlappingBooking(BookingsError):
    """The driver already holds a booking at that time. Which one is not told: an email shows nothing."""


class NotChangeable(BookingsError):
    """The booking is not yet decided, over, or cancelled: there is nothing that Ampeco would change."""


class KeyReused(BookingsError):
    """The key of an earlier attempt came with other content."""


class OutcomeUnknown(BookingsError):
    """A request was sent to Ampeco and its fate is not known. Asking again with the same key is safe."""
