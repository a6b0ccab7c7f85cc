"""Following a booking by its reference, from the request to the end of its life."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingStatus,
    CreateRequest,
    Evse,
    Location,
    NotFound,
    UnexpectedResponse,
    UnreadableRecord,
)
from shared.domain.attempts import attempts_under, the_one_that_counts
from shared.domain.catalogue import Catalogue
from shared.domain.changes import Change, belongs_to, change_under
from shared.domain.errors import BookingNotFound, SiteNotFound
from shared.domain.overlaps import LIVE
from shared.domain.sites import Port, port_of
from shared.domain.together import side_by_side
from shared.domain.twins import heal
from shared.domain.windows import Window


class Followed(NamedTuple):
    """A booking as far as it has come: the request, and the booking and the port once Ampeco named them.

    `window` is the time that counts: the booking's, which may have been moved since, else the request's. Of a
    `location` that Ampeco no longer has, the id alone is known.
    """

    request: CreateRequest
    booking: Booking | None
    window: Window
    location: Location
    zone: ZoneInfo
    port: Port | None
    change: Change | None = None

    @property
    def can_cancel(self) -> bool:
        """Tell whether Ampeco cancels a booking in this status (`cancelled` follows `accepted` and `reserved`)."""
        return self.booking is not None and self.booking.status in LIVE

    def can_update(self, now: datetime) -> bool:
        """Tell whether the booking may still be moved: accepted, its port not yet held, not begun."""
        return (
            self.booking is not None and self.booking.status == BookingStatus.ACCEPTED and self.booking.start_at > now
        )


async def follow(
    ampeco: AmpecoClient, catalogue: Catalogue, external_id: str, change_id: str | None = None
) -> Followed:
    """Return the booking that stands under `external_id`, with the change under `change_id` when one is asked for.

    Two rounds of calls; a third, once per warm function, for a port that Ampeco chose. What a twin that crashed left
    behind is withdrawn on the way.

    Raises BookingNotFound when there is no such booking, or no such change of it; AmpecoError.
    """
    if change_id is not None and not belongs_to(change_id, external_id):
        raise BookingNotFound
    async with side_by_side() as group:
        listing = group.create_task(attempts_under(ampeco, external_id))
        changing = group.create_task(_change(ampeco, change_id))
    attempts, change = listing.result(), changing.result()
    request = the_one_that_counts(attempts)
    if request is None or (change_id is not None and change is None):
        raise BookingNotFound
    async with side_by_side() as group:
        reading_location = group.create_task(_location(catalogue, request.location_id))
        reading_booking = group.create_task(_booking(ampeco, request))
        reading_evse = group.create_task(_evse(catalogue, request.evse_id))
        group.create_task(heal(ampeco, external_id, attempts))
    booking, location, evse = reading_booking.result(), reading_location.result(), reading_evse.result()
    evse_id = booking.booked_evse_ids[0] if booking and booking.booked_evse_ids else request.evse_id
    if evse_id is not None and (evse is None or evse.id != evse_id):
        evse = await catalogue.evse(evse_id)
    port = port_of(evse) if evse else None
    location = location or await _location(catalogue, booking.location_id if booking else None)
    times = booking or request
    if location is None or times.start_at is None or times.end_at is None:
        raise UnexpectedResponse("a booking without its time or its place")
    window = Window(times.start_at, times.end_at)
    return Followed(request, booking, window, location, catalogue.zone(location), port, change)


async def _change(ampeco: AmpecoClient, change_id: str | None) -> Change | None:
    return await change_under(ampeco, change_id) if change_id is not None else None


async def _location(catalogue: Catalogue, site_id: int | None) -> Location | None:
    if site_id is None:
        return None
    try:
        return await catalogue.location(site_id)
    except SiteNotFound:
        return Location(id=site_id)


async def _booking(ampeco: AmpecoClient, request: CreateRequest) -> Booking | None:
    if request.booking_id is None:
        return None
    try:
        return await ampeco.read_booking(request.booking_id)
    except (NotFound, UnreadableRecord):
        # Approved a moment ago and not yet to be read: the request alone is the truth then.
        return None


async def _evse(catalogue: Catalogue, evse_id: int | None) -> Evse | None:
    return await catalogue.evse(evse_id) if evse_id is not None else None
