"""Status of a booking, by its reference: from the request to the end of the booking."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    CreateRequest,
    Evse,
    Location,
    NotFound,
    UnexpectedResponse,
    UnreadableRecord,
)
from shared.domain.bookings.change import Change, find_change_request, is_change_of
from shared.domain.bookings.idempotency import cancel_orphaned_duplicates, canonical_request, find_create_requests
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.sites import Port, build_port
from shared.domain.errors import BookingNotFound, SiteNotFound
from shared.domain.timeutil.intervals import Window
from shared.infra.concurrency import task_group


class BookingStatusView(NamedTuple):
    """The current state of a booking: its request, and booking and port once Ampeco has assigned them.

    `window` is the booking's current time, else the requested one. `location` has only an id if Ampeco no longer has
    it.
    """

    request: CreateRequest
    booking: Booking | None
    window: Window
    location: Location
    zone: ZoneInfo
    port: Port | None
    change: Change | None = None


async def load_booking_status(
    ampeco: AmpecoClient, catalog: Catalog, external_id: str, change_id: str | None = None
) -> BookingStatusView:
    """Return the booking with this `external_id`, and the change with this `change_id` if one is given.

    Two rounds of calls; a third, once per warm function, for a port that Ampeco chose. Duplicates that a crashed
    process left behind are canceled.

    Raises BookingNotFound if there is no such booking, or no such change of it; AmpecoError.
    """
    if change_id is not None and not is_change_of(change_id, external_id):
        raise BookingNotFound
    async with task_group() as group:
        listing = group.create_task(find_create_requests(ampeco, external_id))
        changing = group.create_task(_change(ampeco, change_id))
    attempts, change = listing.result(), changing.result()
    request = canonical_request(attempts)
    if request is None or (change_id is not None and change is None):
        raise BookingNotFound
    async with task_group() as group:
        reading_location = group.create_task(_location(catalog, request.location_id))
        reading_booking = group.create_task(_booking(ampeco, request))
        reading_evse = group.create_task(_evse(catalog, request.evse_id))
        group.create_task(cancel_orphaned_duplicates(ampeco, external_id, attempts))
    booking, location, evse = reading_booking.result(), reading_location.result(), reading_evse.result()
    evse_id = booking.booked_evse_ids[0] if booking and booking.booked_evse_ids else request.evse_id
    if evse_id is not None and (evse is None or evse.id != evse_id):
        evse = await catalog.evse(evse_id)
    port = build_port(evse) if evse else None
    location = location or await _location(catalog, booking.location_id if booking else None)
    times = booking or request
    if location is None or times.start_at is None or times.end_at is None:
        raise UnexpectedResponse("a booking without its time or its place")
    window = Window(times.start_at, times.end_at)
    return BookingStatusView(request, booking, window, location, catalog.zone(location), port, change)


async def _change(ampeco: AmpecoClient, change_id: str | None) -> Change | None:
    return await find_change_request(ampeco, change_id) if change_id is not None else None


async def _location(catalog: Catalog, site_id: int | None) -> Location | None:
    if site_id is None:
        return None
    try:
        return await catalog.location(site_id)
    except SiteNotFound:
        return Location(id=site_id)


async def _booking(ampeco: AmpecoClient, request: CreateRequest) -> Booking | None:
    if request.booking_id is None:
        return None
    try:
        return await ampeco.read_booking(request.booking_id)
    except (NotFound, UnreadableRecord):
        # Approved a moment ago and not readable yet: use the request.
        return None


async def _evse(catalog: Catalog, evse_id: int | None) -> Evse | None:
    return await catalog.evse(evse_id) if evse_id is not None else None
