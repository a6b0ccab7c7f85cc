"""The calendar of a site: every port with its bookings, free time and pending requests."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.ampeco_client import (
    Booking,
    BookingFilters,
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    CancelRequest,
    CreateRequest,
    UpdateRequest,
    User,
)
from shared.domain.admin.booking_history import first_pages
from shared.domain.admin.booking_reader import BookingReader
from shared.domain.availability.availability import FreeWindows, clip_to_bookable, fetch_free_windows
from shared.domain.bookings.port_resolver import EvseIds
from shared.domain.catalog.labels import PortLabel, SiteSummary, build_port_label, build_site_summary
from shared.domain.catalog.sites import Port, Site, is_offered
from shared.domain.errors import InvalidRequest, SiteNotFound
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import site_day, site_days
from shared.infra.concurrency import task_group

MAX_CALENDAR_WINDOW = timedelta(days=8)
_MAX_PENDING_PAGES = 3
_MAX_DRIVERS_READ = 100
"""Reads per response; the next response continues, because each result is cached."""
_PAGES_OF_BOOKINGS = 40
"""For one site and 8 days: 4000 bookings. More occur only if Ampeco ignores a filter."""


class CalendarPort(NamedTuple):
    """A row: a port, whether it is bookable, and its free time from now on."""

    port: Port | PortLabel
    bookable: bool
    free: tuple[Window, ...] = ()


class CalendarEntry(NamedTuple):
    """A booking in its row; `evse_ids` is None if Ampeco does not return them. `change` is pending.

    `driver` is None for a deleted user, and for one that is not read yet.
    """

    booking: Booking
    evse_ids: EvseIds | None
    change: UpdateRequest | CancelRequest | None
    driver: User | None


class Pending(NamedTuple):
    """A pending request for a new booking, with its requested time, and its driver as in `CalendarEntry`."""

    request: CreateRequest
    window: Window
    driver: User | None


class Calendar(NamedTuple):
    """A site between two instants, as of `now`. `pending` are pending requests for new bookings."""

    site: SiteSummary
    window: Window
    now: datetime
    ports: tuple[CalendarPort, ...]
    entries: tuple[CalendarEntry, ...]
    pending: tuple[Pending, ...]


class CalendarService(BookingReader):
    """Builds calendars.

    Reads all lists concurrently: availability, bookings, pending requests, and the site's ports unless they are cached.
    Then the calls of `BookedPortResolver`, none for bookings that it already knows, and concurrently those for drivers
    that are not cached, 100 at most, and those of `SwitchCompleter`.
    """

    async def for_days(self, site_id: int, first: date | None, days: int) -> Calendar:
        """Return `days` whole days of the site from `first` (None: today at the site).

        Raises SiteNotFound, AmpecoError.
        """
        zone = self._catalog.zone(await self._catalog.location(site_id))
        return await self._calendar(site_id, site_days(first or site_day(self._now(), zone), days, zone))

    async def for_window(self, site_id: int, start: datetime, end: datetime) -> Calendar:
        """Return the calendar between two instants.

        Raises InvalidRequest, SiteNotFound, AmpecoError.
        """
        window = Window(start, end)
        if end <= start:
            raise InvalidRequest("endBefore", "The end must be after the start.")
        if window.duration > MAX_CALENDAR_WINDOW:
            raise InvalidRequest("endBefore", "The window is longer than 8 days.")
        return await self._calendar(site_id, window)

    async def _calendar(self, site_id: int, window: Window) -> Calendar:
        now = self._now()
        overlapping = BookingFilters(location_id=site_id, start_before=window.end, end_after=window.start)
        async with task_group() as group:
            # Multi-page lists first: the other calls run while their next page is fetched.
            listing_bookings = group.create_task(
                self._ampeco.list_bookings(overlapping).all(max_pages=_PAGES_OF_BOOKINGS)
            )
            reading_pending = group.create_task(self._pending(overlapping))
            reading_site = group.create_task(self._catalog.site_with_closed_ports(site_id))
            fetching_free = group.create_task(self._free(site_id, window, now))
        site, pending = reading_site.result().value, reading_pending.result()
        bookings = {booking.id: booking for booking in listing_bookings.result()}
        creations = [*_creations(pending, site_id, window)]
        user_ids = [booking.user_id for booking in bookings.values()]
        user_ids += [request.user_id for request, _ in creations]
        async with task_group() as group:
            finding_ports = group.create_task(self._ports.resolve(bookings.values()))
            reading_users = group.create_task(self._user_directory.users(user_ids, max_reads=_MAX_DRIVERS_READ))
            group.create_task(self._switches.complete_among(bookings.values()))
        evse_ids, users = finding_ports.result(), reading_users.result()
        here = {port.evse_id for port in (*site.ports, *site.closed_ports)}
        elsewhere = {evse_id for ids in evse_ids.values() for evse_id in ids} - here
        changes = _changes(pending)
        return Calendar(
            site=build_site_summary(site_id, site.location, self._catalog.default_zone),
            window=window,
            now=now,
            ports=_rows(site, fetching_free.result(), elsewhere, await self._catalog.labels(elsewhere)),
            entries=tuple(
                CalendarEntry(booking, evse_ids.get(booking.id), changes.get(booking.id), users.get(booking.user_id))
                for booking in bookings.values()
            ),
            pending=tuple(Pending(request, window, users.get(request.user_id)) for request, window in creations),
        )

    async def _free(self, site_id: int, window: Window, now: datetime) -> FreeWindows:
        if window.end <= now:
            return {}
        try:
            return clip_to_bookable(await fetch_free_windows(self._ampeco, site_id, window), Window(now, window.end))
        except SiteNotFound:
            # Ampeco may return 404 for a disabled site; the catalog knows whether it exists.
            return {}

    async def _pending(self, here: BookingFilters) -> tuple[BookingRequest, ...]:
        """Return all pending requests: Ampeco does not document that changes can be found by their site."""
        pending = BookingRequestFilters(status=BookingRequestStatus.PENDING)
        found, complete = await first_pages(self._ampeco.list_booking_requests(pending), max_pages=_MAX_PENDING_PAGES)
        if complete:
            return found
        pending = pending._replace(
            location_id=here.location_id, start_before=here.start_before, end_after=here.end_after
        )
        return (*found, *await self._ampeco.list_booking_requests(pending).all(max_pages=_PAGES_OF_BOOKINGS))


def _rows(
    site: Site, free: FreeWindows, elsewhere: Iterable[int], labels: Mapping[int, str]
) -> tuple[CalendarPort, ...]:
    """Return a row for every port of the site, by label, then for ports that only bookings refer to."""
    offered = is_offered(site.location)
    rows = [CalendarPort(port, offered, free.get(port.evse_id, ()) if offered else ()) for port in site.ports]
    rows += [CalendarPort(port, bookable=False) for port in site.closed_ports]
    rows.sort(key=lambda row: (row.port.label, row.port.evse_id))
    gone = (build_port_label(evse_id, labels.get(evse_id)) for evse_id in sorted(elsewhere))
    return (*rows, *(CalendarPort(port, bookable=False) for port in gone))


def _changes(pending: Iterable[BookingRequest]) -> Mapping[int, UpdateRequest | CancelRequest]:
    """Return the pending changes by booking; the newest one for each."""
    changes = [request for request in pending if isinstance(request, UpdateRequest | CancelRequest)]
    return {one.booking_id: one for one in sorted(changes, key=lambda one: one.id) if one.booking_id is not None}


def _creations(
    pending: Iterable[BookingRequest], site_id: int, window: Window
) -> Iterable[tuple[CreateRequest, Window]]:
    """Return the pending requests for new bookings of the site in the window, with the requested time."""
    found = {request.id: request for request in pending if isinstance(request, CreateRequest)}
    for request in found.values():
        if request.location_id == site_id and request.start_at and request.end_at:
            requested = Window(request.start_at, request.end_at)
            if window.overlaps(requested):
                yield request, requested
