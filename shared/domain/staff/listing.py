"""Bookings of everybody: page by page for the screen, all at once for a file."""

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from shared.ampeco_client import AmpecoClient, Booking, BookingFilters, User
from shared.domain.catalogue import Catalogue
from shared.domain.errors import ExportTooLarge
from shared.domain.staff.cursors import Cursor, cursor_of, page_at, query_digest
from shared.domain.staff.people import People
from shared.domain.staff.places import Directory, Place, PortName, directory
from shared.domain.staff.ports_of import EvseIds, PortFinder
from shared.domain.staff.searches import BookingSearch, Found, found
from shared.domain.together import side_by_side

_log = logging.getLogger(__name__)

MOST_ROWS = 5000
"""Of one file: about a megabyte, and made within the time of one invocation."""


class Row(NamedTuple):
    """A booking in a list. `ports` is None where Ampeco does not tell them, `driver` for a user that is gone."""

    booking: Booking
    place: Place
    ports: tuple[PortName, ...] | None
    driver: User | None


class BookingPage(NamedTuple):
    """Some rows of a list, where it goes on, and the site and driver that were searched for."""

    rows: tuple[Row, ...]
    next_cursor: str | None
    sought: Found


class BookingLists:
    """Lists bookings with all that a row shows, in few calls."""

    def __init__(self, ampeco: AmpecoClient, catalogue: Catalogue, people: People, ports: PortFinder) -> None:
        self._ampeco = ampeco
        self._catalogue = catalogue
        self._people = people
        self._ports = ports

    async def page(self, search: BookingSearch, *, per_page: int, cursor: str | None) -> BookingPage:
        """Return one page, the first without a cursor.

        Rounds of calls: one for names and driver when they are not kept, one for the page, then the ports (one round
        of requests and some of single reads) with the drivers beside them.

        Raises InvalidRequest, SiteNotFound, DriverNotFound, AmpecoError.
        """
        names, sought = await self._prepare(search)
        query = query_digest("bookings", sought.parts)
        start = cursor_of(cursor, query=query, parts=len(sought.parts)) if cursor else Cursor(query=query)
        bookings, following = await self._walk(sought.parts, start, per_page)
        async with side_by_side() as group:
            finding = group.create_task(self._ports.ports_of(bookings))
            asking = group.create_task(self._people.users(booking.user_id for booking in bookings))
        rows = _rows(bookings, names, finding.result(), asking.result())
        return BookingPage(rows, following.text() if following else None, sought)

    async def everything(self, search: BookingSearch) -> tuple[Row, ...]:
        """Return every row, without drivers. One call per 100, and what their ports cost.

        Raises ExportTooLarge, InvalidRequest, SiteNotFound, DriverNotFound, AmpecoError.
        """
        names, sought = await self._prepare(search)
        bookings: dict[int, Booking] = {}
        for filters in sought.parts:
            async for booking in self._ampeco.list_bookings(filters):
                # It may change its status meanwhile, and come twice: the last copy counts.
                bookings[booking.id] = booking
                if len(bookings) > MOST_ROWS:
                    raise ExportTooLarge
        ports = await self._ports.ports_of(bookings.values())
        return _rows(bookings.values(), names, ports, {})

    async def _prepare(self, search: BookingSearch) -> tuple[Directory, Found]:
        names = await directory(self._catalogue, surely=search.filters.location_id)
        return names, await found(search, names, self._people)

    async def _walk(
        self, parts: Sequence[BookingFilters], start: Cursor, per_page: int
    ) -> tuple[tuple[Booking, ...], Cursor | None]:
        """Return the page at `start`, and where the list goes on.

        Where a part ends on less than half a page, the first page of the next part fills it up.
        """
        cursor, bookings, room = start, tuple[Booking, ...](), per_page
        while True:
            page = await page_at(self._ampeco.list_bookings(parts[cursor.part], per_page=room), cursor)
            bookings += page.items
            if page.bookmark:
                return bookings, Cursor(query=start.query, part=cursor.part, after=page.bookmark)
            cursor, room = Cursor(query=start.query, part=cursor.part + 1), per_page - len(bookings)
            if cursor.part == len(parts):
                return bookings, None
            if room * 2 < per_page:
                return bookings, cursor


def _rows(
    bookings: Collection[Booking], names: Directory, ports: Mapping[int, EvseIds], users: Mapping[int, User]
) -> tuple[Row, ...]:
    rows = tuple(
        Row(
            booking,
            names.place(booking.location_id),
            tuple(names.port(evse_id) for evse_id in ports[booking.id]) if booking.id in ports else None,
            users.get(booking.user_id) if booking.user_id is not None else None,
        )
        for booking in bookings
        if booking.location_id is not None
    )
    if placeless := [booking.id for booking in bookings if booking.location_id is None]:
        _log.warning("Bookings without a place are left out of a list: %s", placeless)
    return rows
