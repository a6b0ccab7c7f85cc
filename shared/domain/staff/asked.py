"""One request with all that it is about: Ampeco's own record names only ids, and of a change not even the site."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    Booking,
    BookingRequest,
    CancelRequest,
    CreateRequest,
    OtherRequest,
    User,
)
from shared.domain.sources import Source, source_of
from shared.domain.staff.places import Place, PortName
from shared.domain.windows import Window


class Asked(NamedTuple):
    """A request with its site, port and driver, and of a change the booking's time as it stands.

    What is None is not known: the booking that is to change may be gone.
    """

    request: BookingRequest
    zone: ZoneInfo
    place: Place | None
    port: PortName | None
    user_id: int | None
    driver: User | None
    standing: Window | None

    @property
    def source(self) -> Source:
        """Who asked, as the `externalId` tells."""
        return source_of(self.request.external_id)


def user_of(request: BookingRequest, booking: Booking | None) -> int | None:
    """Return who the booking is for, or will be."""
    asked_for = None if isinstance(request, CancelRequest) else request.user_id
    return asked_for or (booking.user_id if booking else None)


def asked_site(request: BookingRequest, booking: Booking | None) -> int | None:
    """Return the site that the request is about."""
    if isinstance(request, CreateRequest | OtherRequest) and request.location_id:
        return request.location_id
    return booking.location_id if booking else None


def asked_port(request: BookingRequest, booking: Booking | None) -> int | None:
    """Return the EVSE asked for, of a change the one that is booked; None where Ampeco chooses, or tells nothing."""
    if isinstance(request, CreateRequest) or (isinstance(request, OtherRequest) and request.evse_id):
        return request.evse_id
    return booking.booked_evse_ids[0] if booking and booking.booked_evse_ids else None


def standing_of(request: BookingRequest, booking: Booking | None) -> Window | None:
    """Return the booking's time as it stands, for what would change it."""
    if isinstance(request, CreateRequest) or booking is None:
        return None
    return Window(booking.start_at, booking.end_at)
