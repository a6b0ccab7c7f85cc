"""Booking requests of all drivers, each with its site, port, driver and booking.

Ampeco's record contains only ids, and for a change not even the site.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    Booking,
    BookingRequest,
    BookingRequestFilters,
    CancelRequest,
    CreateRequest,
    NotFound,
    OtherRequest,
    UnreadableRecord,
    User,
)
from shared.domain.admin.booking_reader import BookingReader
from shared.domain.admin.cursors import Cursor, fetch_page, parse_cursor, query_digest
from shared.domain.admin.users import Users
from shared.domain.bookings.switch_completion import complete_switches
from shared.domain.catalog.labels import (
    Directory,
    PortLabel,
    SiteSummary,
    add_labels,
    load_directory,
    load_partial_directory,
)
from shared.domain.errors import RequestNotFound
from shared.domain.identifiers import Source, source_of
from shared.domain.timeutil.intervals import FILTER_MARGIN, Window
from shared.domain.timeutil.site_time import site_day, site_days
from shared.infra.concurrency import gather_limited, task_group


class RequestDetail(NamedTuple):
    """A request with its site, port and driver, and for a change the booking's current time.

    None means unknown: the booking may no longer exist.
    """

    request: BookingRequest
    zone: ZoneInfo
    site: SiteSummary | None
    port: PortLabel | None
    user_id: int | None
    driver: User | None
    current_window: Window | None

    @property
    def source(self) -> Source:
        """Origin of the request, according to its `externalId`."""
        return source_of(self.request.external_id)


def requested_user_id(request: BookingRequest, booking: Booking | None) -> int | None:
    """Return the user of the booking."""
    requested = None if isinstance(request, CancelRequest) else request.user_id
    return requested or (booking.user_id if booking else None)


def requested_site_id(request: BookingRequest, booking: Booking | None) -> int | None:
    """Return the site of the request."""
    if isinstance(request, CreateRequest | OtherRequest) and request.location_id:
        return request.location_id
    return booking.location_id if booking else None


def requested_evse_id(request: BookingRequest, booking: Booking | None) -> int | None:
    """Return the requested EVSE, for a change the booked one; None if Ampeco chooses it or does not return it."""
    if isinstance(request, CreateRequest) or (isinstance(request, OtherRequest) and request.evse_id):
        return request.evse_id
    return booking.booked_evse_ids[0] if booking and booking.booked_evse_ids else None


def current_window_of(request: BookingRequest, booking: Booking | None) -> Window | None:
    """Return the booking's current time, for a change."""
    if isinstance(request, CreateRequest) or booking is None:
        return None
    return Window(booking.start_at, booking.end_at)


class RequestSearch(NamedTuple):
    """Search of requests: Ampeco's filters, and the creation day in the tenant's time zone. `today` is a day."""

    filters: BookingRequestFilters
    created_day: date | None = None
    today: bool = False


class RequestPage(NamedTuple):
    """A page of requests, and the cursor of the next one."""

    requests: tuple[RequestDetail, ...]
    next_cursor: str | None


class RequestListService(BookingReader):
    """Lists requests; for each change it also reads the booking, for its site, port and time."""

    async def page(self, search: RequestSearch, *, per_page: int, cursor: str | None) -> RequestPage:
        """Return one page, the first without a cursor.

        Three rounds of calls: the page, with the names unless they are cached; one call for each booking to change,
        concurrently; the drivers, and the labels that are not known.

        Raises InvalidRequest, SiteNotFound, AmpecoError.
        """
        # Keep the original day: a list of "today" started before midnight continues with the same day after it.
        query = query_digest("requests", search)
        start = parse_cursor(cursor, query=query) if cursor else Cursor(query=query)
        listing = self._ampeco.list_booking_requests(self._filters(search), per_page=per_page)
        async with task_group() as group:
            names = group.create_task(load_directory(self._catalog, must_include_site_id=search.filters.location_id))
            reading = group.create_task(fetch_page(listing, start))
        page = reading.result()
        bookings = await self._bookings(page.items)
        changed = [(one, _booking(one, bookings)) for one in page.items]
        ports = [evse_id for each in changed if (evse_id := requested_evse_id(*each)) is not None]
        async with task_group() as group:
            users = group.create_task(self._user_directory.users(requested_user_id(*each) for each in changed))
            labeled = group.create_task(add_labels(names.result(), self._catalog, ports))
        detail = tuple(_request_detail(one, bookings, users.result(), labeled.result()) for one in page.items)
        return RequestPage(detail, Cursor(query=query, after=page.cursor).encode() if page.cursor else None)

    async def read(self, request_id: int) -> RequestDetail:
        """Return one request. Two rounds of calls; three for a change.

        An approved switch of port is completed unless somebody did: up to five calls more.

        Raises RequestNotFound, AmpecoError.
        """
        try:
            request = await self._ampeco.read_booking_request(request_id)
        except NotFound as error:
            raise RequestNotFound from error
        bookings = await self._bookings([request])
        booking = _booking(request, bookings)
        port = requested_evse_id(request, booking)
        async with task_group() as group:
            names = group.create_task(load_partial_directory(self._catalog, requested_site_id(request, booking), port))
            users = group.create_task(self._user_directory.users([requested_user_id(request, booking)]))
            group.create_task(complete_switches(self._ampeco, [request]))
        return _request_detail(request, bookings, users.result(), names.result())

    def _filters(self, search: RequestSearch) -> BookingRequestFilters:
        zone = self._catalog.default_zone
        day = site_day(self._now(), zone) if search.today else search.created_day
        if day is None:
            return search.filters
        whole = site_days(day, 1, zone)
        # "After" is exclusive, and the day includes its start.
        return search.filters._replace(created_after=whole.start - FILTER_MARGIN, created_before=whole.end)

    async def _bookings(self, requests: Iterable[BookingRequest]) -> Mapping[int, Booking]:
        changing = sorted(
            {one.booking_id for one in requests if not isinstance(one, CreateRequest) and one.booking_id is not None}
        )
        bookings = await gather_limited(changing, self._read_booking)
        return {booking.id: booking for booking in bookings if booking}

    async def _read_booking(self, booking_id: int) -> Booking | None:
        try:
            return await self._ampeco.read_booking(booking_id)
        except (NotFound, UnreadableRecord):
            return None


def _booking(request: BookingRequest, bookings: Mapping[int, Booking]) -> Booking | None:
    return bookings.get(request.booking_id) if request.booking_id is not None else None


def _request_detail(
    request: BookingRequest, bookings: Mapping[int, Booking], users: Users, names: Directory
) -> RequestDetail:
    booking = _booking(request, bookings)
    site_id, evse_id, user_id = (
        requested_site_id(request, booking),
        requested_evse_id(request, booking),
        requested_user_id(request, booking),
    )
    site = names.site(site_id) if site_id is not None else None
    return RequestDetail(
        request=request,
        zone=site.zone if site else names.default_zone,
        site=site,
        port=names.port(evse_id) if evse_id is not None else None,
        user_id=user_id,
        driver=users.get(user_id),
        current_window=current_window_of(request, booking),
    )
