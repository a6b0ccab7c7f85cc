"""Booking requests of everybody, each with what it is about."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequest,
    BookingRequestFilters,
    CreateRequest,
    NotFound,
    UnreadableRecord,
    User,
)
from shared.domain.catalogue import Catalogue
from shared.domain.errors import RequestNotFound
from shared.domain.staff.asked import Asked, asked_port, asked_site, standing_of, user_of
from shared.domain.staff.cursors import Cursor, cursor_of, page_at, query_digest
from shared.domain.staff.people import People
from shared.domain.staff.places import Directory, directory, directory_of
from shared.domain.times import Clock, site_day, site_days, utc_now
from shared.domain.together import for_each, side_by_side

_A_SECOND = timedelta(seconds=1)


class RequestSearch(NamedTuple):
    """Which requests: Ampeco's own filters, and the day they were made on, in the tenant's zone. `today` is one."""

    filters: BookingRequestFilters
    created_day: date | None = None
    today: bool = False


class RequestPage(NamedTuple):
    """Some requests, and where the list goes on."""

    asked: tuple[Asked, ...]
    next_cursor: str | None


class RequestLists:
    """Lists requests; of those that would change a booking it reads that booking, for its site, port and time."""

    def __init__(self, ampeco: AmpecoClient, catalogue: Catalogue, people: People, *, now: Clock = utc_now) -> None:
        self._ampeco = ampeco
        self._catalogue = catalogue
        self._people = people
        self._now = now

    async def page(self, search: RequestSearch, *, per_page: int, cursor: str | None) -> RequestPage:
        """Return one page, the first without a cursor.

        Three rounds of calls: the page with the names, when they are not kept; a call for each booking that is to
        change, side by side; the drivers.

        Raises InvalidRequest, SiteNotFound, AmpecoError.
        """
        # The search as it was asked: a list of "today" that began before midnight goes on after it.
        query = query_digest("requests", search)
        start = cursor_of(cursor, query=query) if cursor else Cursor(query=query)
        listing = self._ampeco.list_booking_requests(self._filters(search), per_page=per_page)
        async with side_by_side() as group:
            naming = group.create_task(directory(self._catalogue, surely=search.filters.location_id))
            reading = group.create_task(page_at(listing, start))
        page = reading.result()
        bookings = await self._bookings(page.items)
        users = await self._people.users(user_of(one, _booking(one, bookings)) for one in page.items)
        asked = tuple(_asked(one, bookings, users, naming.result()) for one in page.items)
        return RequestPage(asked, Cursor(query=query, after=page.bookmark).text() if page.bookmark else None)

    async def read(self, request_id: int) -> Asked:
        """Return one request. Two rounds of calls; three for one that would change a booking.

        Raises RequestNotFound, AmpecoError.
        """
        try:
            request = await self._ampeco.read_booking_request(request_id)
        except NotFound as error:
            raise RequestNotFound from error
        bookings = await self._bookings([request])
        booking = _booking(request, bookings)
        port = asked_port(request, booking)
        async with side_by_side() as group:
            naming = group.create_task(directory_of(self._catalogue, asked_site(request, booking), port))
            asking = group.create_task(self._people.users([user_of(request, booking)]))
        return _asked(request, bookings, asking.result(), naming.result())

    def _filters(self, search: RequestSearch) -> BookingRequestFilters:
        zone = self._catalogue.default_zone
        day = site_day(self._now(), zone) if search.today else search.created_day
        if day is None:
            return search.filters
        whole = site_days(day, 1, zone)
        # "After" leaves out its own moment, and the day begins with it.
        return search.filters._replace(created_after=whole.start - _A_SECOND, created_before=whole.end)

    async def _bookings(self, requests: Iterable[BookingRequest]) -> Mapping[int, Booking]:
        changing = sorted(
            {one.booking_id for one in requests if not isinstance(one, CreateRequest) and one.booking_id is not None}
        )
        bookings = await for_each(changing, self._read_booking)
        return {booking.id: booking for booking in bookings if booking}

    async def _read_booking(self, booking_id: int) -> Booking | None:
        try:
            return await self._ampeco.read_booking(booking_id)
        except (NotFound, UnreadableRecord):
            return None


def _booking(request: BookingRequest, bookings: Mapping[int, Booking]) -> Booking | None:
    return bookings.get(request.booking_id) if request.booking_id is not None else None


def _asked(
    request: BookingRequest, bookings: Mapping[int, Booking], users: Mapping[int, User], names: Directory
) -> Asked:
    booking = _booking(request, bookings)
    site_id, evse_id, user_id = asked_site(request, booking), asked_port(request, booking), user_of(request, booking)
    place = names.place(site_id) if site_id is not None else None
    return Asked(
        request=request,
        zone=place.zone if place else names.default_zone,
        place=place,
        port=names.port(evse_id) if evse_id is not None else None,
        user_id=user_id,
        driver=users.get(user_id) if user_id is not None else None,
        standing=standing_of(request, booking),
    )
