"""Search bookings of all drivers: whole days for display, any days page by page, all of them for an export."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import Booking, BookingFilters, BookingStatus, User
from shared.domain.admin.booking_reader import BookingReader
from shared.domain.admin.cursors import Cursor, fetch_page, parse_cursor, query_digest
from shared.domain.admin.users import UserDirectory, Users
from shared.domain.bookings.port_resolver import EvseIds
from shared.domain.catalog.incremental_sync import MAX_PAGES
from shared.domain.catalog.labels import (
    CALLS_FOR_PORTS,
    Directory,
    PortLabel,
    SiteSummary,
    add_labels,
    load_directory,
)
from shared.domain.errors import InvalidRequest, ListTooLong
from shared.domain.timeutil.site_time import site_days
from shared.infra.concurrency import task_group


class BookingSearch(NamedTuple):
    """Search of bookings: Ampeco's filters except the status, and ours.

    `statuses` are listed one after the other; empty means all at once. The days are in the site's local time,
    inclusive, and match bookings that overlap them.
    """

    filters: BookingFilters = BookingFilters()
    statuses: tuple[BookingStatus, ...] = ()
    email: str | None = None
    from_day: date | None = None
    to_day: date | None = None

    @property
    def has_both_days(self) -> bool:
        """Whether the first and the last day are given: such a list is read whole."""
        return self.from_day is not None and self.to_day is not None

    def own_parts(self, default_zone: ZoneInfo) -> tuple[BookingFilters, ...] | None:
        """Return the lists to read; None if they depend on the time zone of a site or on the driver's account."""
        has_days = self.from_day is not None or self.to_day is not None
        if self.email is not None or (has_days and self.filters.location_id is not None):
            return None
        return self.parts(self.filters, default_zone)

    def parts(self, filters: BookingFilters, zone: ZoneInfo) -> tuple[BookingFilters, ...]:
        """Return the lists to read with these filters, one for each status; the days are in `zone`."""
        if self.from_day:
            filters = filters._replace(end_after=site_days(self.from_day, 1, zone).start)
        if self.to_day:
            filters = filters._replace(start_before=site_days(self.to_day + timedelta(days=1), 1, zone).start)
        return tuple(filters._replace(status=status) for status in self.statuses) or (filters,)


class ResolvedSearch(NamedTuple):
    """The lists to read for a search, with its site and driver. `driver` is None for a deleted user."""

    parts: tuple[BookingFilters, ...]
    site: SiteSummary | None = None
    user_id: int | None = None
    driver: User | None = None


async def resolve_search(search: BookingSearch, names: Directory, user_directory: UserDirectory) -> ResolvedSearch:
    """Return the filters for Ampeco. At most one call, for the driver.

    Raises DriverNotFound, AmpecoError.
    """
    filters, driver = search.filters, None
    if search.email is not None:
        driver = await user_directory.find(search.email)
        filters = filters._replace(user_id=driver.id)
    elif filters.user_id is not None:
        driver = await user_directory.user(filters.user_id)
    site = names.site(filters.location_id) if filters.location_id is not None else None
    parts = search.parts(filters, site.zone if site else names.default_zone)
    return ResolvedSearch(parts, site, filters.user_id, driver)


_log = logging.getLogger(__name__)

MAX_EXPORT_ROWS = 5000
"""Rows per file: about a megabyte, created within one invocation."""
MAX_LISTED_ROWS = 2000
"""Rows of a list of whole days: 20 calls, and up to 41 for their ports."""
_MAX_BOOKINGS_READ = 100
_MAX_DRIVERS_READ = 100
"""Reads per response; the next response continues, because each result is cached."""


class BookingRow(NamedTuple):
    """A booking in a list. `ports` is None if Ampeco does not return them, `driver` for a deleted user."""

    booking: Booking
    site: SiteSummary
    ports: tuple[PortLabel, ...] | None
    driver: User | None


class BookingPage(NamedTuple):
    """A page of rows, the cursor of the next one, and the site and driver of the search.

    Not `complete` if the ports or drivers of some rows were not read yet.
    """

    rows: tuple[BookingRow, ...]
    next_cursor: str | None
    resolved: ResolvedSearch
    complete: bool = True


class BookingListService(BookingReader):
    """Lists bookings with everything a row displays, in few calls."""

    async def page(self, search: BookingSearch, *, per_page: int, cursor: str | None) -> BookingPage:
        """Return all bookings of the days, sorted by start; without both days one page, the first without a cursor.

        Rounds of calls: one for the page or one per 100 bookings, together with names and driver unless they are
        cached, which come before it for days of a site or an email; then the ports (rounds of requests, at most 100
        single reads, and labels that are not known), concurrently with at most 100 drivers.

        Raises ListTooLong, InvalidRequest, SiteNotFound, DriverNotFound, AmpecoError.
        """
        async with task_group() as group:
            resolving = group.create_task(self._resolve_search(search))
            parts = search.own_parts(self._catalog.default_zone) or (await resolving)[1].parts
            if search.has_both_days:
                if cursor:
                    raise InvalidRequest("cursor", "A list of whole days has no pages.")
                bookings: Collection[Booking] = await self._read_all(parts, MAX_LISTED_ROWS)
                next_cursor_ = None
            else:
                query = query_digest("bookings", parts)
                start = parse_cursor(cursor, query=query, parts=len(parts)) if cursor else Cursor(query=query)
                bookings, next_cursor_ = await self._read_page(parts, start, per_page)
        names, resolved = resolving.result()
        async with task_group() as group:
            finding_ports = group.create_task(self._find_ports(bookings, names, max_reads=_MAX_BOOKINGS_READ))
            reading_users = group.create_task(
                self._user_directory.users((one.user_id for one in bookings), max_reads=_MAX_DRIVERS_READ)
            )
        ports, names = finding_ports.result()
        rows = _rows(bookings, names, ports, reading_users.result())
        complete = all(self._ports.is_known(one) and self._user_directory.is_known(one.user_id) for one in bookings)
        return BookingPage(rows, next_cursor_.encode() if next_cursor_ else None, resolved, complete)

    async def export_rows(self, search: BookingSearch) -> tuple[BookingRow, ...]:
        """Return all rows, sorted by start, without drivers.

        One call per 100, plus the calls for their ports and the list of all ports.

        Raises ListTooLong, InvalidRequest, SiteNotFound, DriverNotFound, AmpecoError.
        """
        names, resolved = await self._resolve_search(search, calls_for_ports=MAX_PAGES)
        bookings = await self._read_all(resolved.parts, MAX_EXPORT_ROWS)
        ports, names = await self._find_ports(bookings, names)
        return _rows(bookings, names, ports, {})

    async def _read_all(self, parts: Iterable[BookingFilters], max_rows: int) -> tuple[Booking, ...]:
        """Return the bookings of all lists, each once, sorted by start.

        Raises ListTooLong for more than `max_rows`, AmpecoError.
        """
        bookings: dict[int, Booking] = {}
        for filters in parts:
            async for booking in self._ampeco.list_bookings(filters):
                # A booking may change its status while the lists are read and appear twice: the last copy counts.
                bookings[booking.id] = booking
                if len(bookings) > max_rows:
                    raise ListTooLong
        return tuple(sorted(bookings.values(), key=lambda booking: (booking.start_at, booking.id)))

    async def _find_ports(
        self, bookings: Iterable[Booking], names: Directory, *, max_reads: int | None = None
    ) -> tuple[Mapping[int, EvseIds], Directory]:
        """Return the ports of each booking, and `names` with their labels."""
        ports = await self._ports.resolve(bookings, max_reads=max_reads)
        return ports, await add_labels(names, self._catalog, chain.from_iterable(ports.values()))

    async def _resolve_search(
        self, search: BookingSearch, *, calls_for_ports: int = CALLS_FOR_PORTS
    ) -> tuple[Directory, ResolvedSearch]:
        names = await load_directory(
            self._catalog, must_include_site_id=search.filters.location_id, calls_for_ports=calls_for_ports
        )
        return names, await resolve_search(search, names, self._user_directory)

    async def _read_page(
        self, parts: Sequence[BookingFilters], start: Cursor, per_page: int
    ) -> tuple[tuple[Booking, ...], Cursor | None]:
        """Return the page at `start`, and the cursor of the next one.

        If a list ends with less than half a page, the first page of the next list is added.
        """
        cursor, bookings, space_left = start, tuple[Booking, ...](), per_page
        while True:
            page = await fetch_page(self._ampeco.list_bookings(parts[cursor.part], per_page=space_left), cursor)
            bookings += page.items
            if page.cursor:
                return bookings, Cursor(query=start.query, part=cursor.part, after=page.cursor)
            cursor, space_left = Cursor(query=start.query, part=cursor.part + 1), per_page - len(bookings)
            if cursor.part == len(parts):
                return bookings, None
            if space_left * 2 < per_page:
                return bookings, cursor


def _rows(
    bookings: Collection[Booking], names: Directory, ports: Mapping[int, EvseIds], users: Users
) -> tuple[BookingRow, ...]:
    rows = tuple(
        BookingRow(
            booking,
            names.site(booking.location_id),
            tuple(names.port(evse_id) for evse_id in ports[booking.id]) if booking.id in ports else None,
            users.get(booking.user_id),
        )
        for booking in bookings
        if booking.location_id is not None
    )
    if placeless := [booking.id for booking in bookings if booking.location_id is None]:
        _log.warning("Bookings without a place are left out of a list: %s", placeless)
    return rows
