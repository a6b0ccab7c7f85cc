"""Status of a booking, by its reference: from the request to the end of the booking."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequestStatus,
    CreateRequest,
    Evse,
    Location,
    UnexpectedResponse,
)
from shared.domain.bookings.change import Change, find_change_request, is_change_of
from shared.domain.bookings.create_requests import canonical_request, find_create_requests
from shared.domain.bookings.idempotency import cancel_orphaned_duplicates
from shared.domain.bookings.switch_completion import (
    SwitchedBooking,
    complete_switch,
    current_attempt,
    read_created,
    read_previous,
    read_replacement,
)
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.sites import Port, build_port
from shared.domain.errors import BookingNotFound, SiteNotFound
from shared.domain.timeutil.intervals import Window
from shared.infra.concurrency import task_group

_SOON = timedelta(hours=3)
"""As long before a booking its driver gets a mail if the port is out of order."""


class BookingStatusView(NamedTuple):
    """The current state of a booking: its request, and booking and port once Ampeco has assigned them.

    `window` is the booking's current time, else the requested one. `location` has only an id if Ampeco no longer has
    it. After a switch of port, `replaces` is the previous booking, and `replaced_by` the next one.
    """

    request: CreateRequest
    booking: Booking | None
    window: Window
    location: Location
    zone: ZoneInfo
    port: Port | None
    change: Change | None = None
    replaces: SwitchedBooking | None = None
    replaced_by: SwitchedBooking | None = None
    replaces_port: Port | None = None
    replaced_by_port: Port | None = None


async def load_booking_status(
    ampeco: AmpecoClient, catalog: Catalog, external_id: str, change_id: str | None = None, *, now: datetime
) -> BookingStatusView:
    """Return the booking with this `external_id`, and the change with this `change_id` if one is given.

    Two rounds of calls; a third, once per warm function, for a port that Ampeco chose, and two more after a switch of
    port. The port is read for each booking that is soon; for others it is taken from a catalog snapshot. Duplicates
    that a crashed process left behind are canceled, and a switch that is not complete is completed.

    Raises BookingNotFound if there is no such booking, or no such change of it; AmpecoError.
    """
    if change_id is not None and not is_change_of(change_id, external_id):
        raise BookingNotFound
    async with task_group() as group:
        listing = group.create_task(find_create_requests(ampeco, external_id))
        changing = group.create_task(_change(ampeco, change_id))
        replaced = group.create_task(read_previous(ampeco, external_id))
    attempts, change = listing.result(), changing.result()
    request = current_attempt(attempts) if replaced.result() else canonical_request(attempts)
    if request is None or (change_id is not None and change is None):
        raise BookingNotFound
    async with task_group() as group:
        reading_location = group.create_task(_location(catalog, request.location_id))
        reading_booking = group.create_task(read_created(ampeco, request))
        replacing = group.create_task(_replacement(ampeco, external_id, request))
        reading_evse = group.create_task(_evse(catalog, request.evse_id, request, now))
        group.create_task(cancel_orphaned_duplicates(ampeco, external_id, attempts))
    booking, location, evse = reading_booking.result(), reading_location.result(), reading_evse.result()
    evse_id = booking.booked_evse_ids[0] if booking and booking.booked_evse_ids else request.evse_id
    if evse is None or evse.id != evse_id or (booking and _is_soon(booking, now) and not _is_soon(request, now)):
        evse = await _evse(catalog, evse_id, booking or request, now)
    port = build_port(evse) if evse else None
    location = location or await _location(catalog, booking.location_id if booking else None)
    times = booking or request
    if location is None or times.start_at is None or times.end_at is None:
        raise UnexpectedResponse("a booking without its time or its place")
    view = BookingStatusView(
        request,
        booking,
        Window(times.start_at, times.end_at),
        location,
        catalog.zone(location),
        port,
        change,
        replaced.result(),
        replacing.result(),
    )
    return await _with_switch(ampeco, catalog, external_id, view)


async def _with_switch(
    ampeco: AmpecoClient, catalog: Catalog, external_id: str, view: BookingStatusView
) -> BookingStatusView:
    """Complete the switches that the booking takes part in, and add the ports of the other bookings."""
    old, new = view.replaces, view.replaced_by
    if old is None and new is None:
        return view
    this = SwitchedBooking(external_id, view.request, view.booking)
    async with task_group() as group:
        old_port = group.create_task(_port(catalog, old))
        new_port = group.create_task(_port(catalog, new))
        if old is not None and new is None:
            group.create_task(complete_switch(ampeco, old, this))
        if new is not None:
            group.create_task(complete_switch(ampeco, this, new))
    return view._replace(replaces_port=old_port.result(), replaced_by_port=new_port.result())


async def _port(catalog: Catalog, switched: SwitchedBooking | None) -> Port | None:
    if switched is None or switched.evse_id is None:
        return None
    evse = await catalog.listed_evse(switched.evse_id, switched.request.location_id)
    return build_port(evse) if evse else None


async def _replacement(ampeco: AmpecoClient, external_id: str, request: CreateRequest) -> SwitchedBooking | None:
    # Only an existing booking can be replaced.
    if request.status != BookingRequestStatus.APPROVED:
        return None
    return await read_replacement(ampeco, external_id)


async def _change(ampeco: AmpecoClient, change_id: str | None) -> Change | None:
    return await find_change_request(ampeco, change_id) if change_id is not None else None


async def _location(catalog: Catalog, site_id: int | None) -> Location | None:
    if site_id is None:
        return None
    try:
        return await catalog.location(site_id)
    except SiteNotFound:
        return Location(id=site_id)


async def _evse(catalog: Catalog, evse_id: int | None, booked: CreateRequest | Booking, now: datetime) -> Evse | None:
    if evse_id is None:
        return None
    if _is_soon(booked, now):
        return await catalog.evse(evse_id)
    return await catalog.listed_evse(evse_id, booked.location_id)


def _is_soon(booked: CreateRequest | Booking, now: datetime) -> bool:
    """Return whether the booking is running or begins soon: its driver must see at once that its port breaks."""
    if booked.start_at is None or booked.end_at is None:
        return False
    return booked.start_at - _SOON <= now < booked.end_at
