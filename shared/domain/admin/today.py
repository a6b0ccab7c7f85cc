"""One day of a site, or of all sites: the bookings sorted by start, out-of-order ports, and free ports."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain, pairwise
from typing import NamedTuple

from shared.ampeco_client import Booking, BookingFilters, BookingStatus, User
from shared.domain.admin.booking_reader import BookingReader
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.port_resolver import EvseIds
from shared.domain.catalog.labels import PortLabel, SiteSummary, build_port_label, build_site_summary
from shared.domain.catalog.paged_cache import CallBudget
from shared.domain.catalog.port_status import LiveStatus
from shared.domain.catalog.sites import Port, build_port
from shared.domain.timeutil.intervals import FILTER_MARGIN, Window
from shared.domain.timeutil.site_time import site_day, site_days
from shared.infra.concurrency import gather_limited, task_group

LATE_AFTER = timedelta(minutes=5)
"""Time after the start from which a driver without a session is late."""
_PAGES_OF_BOOKINGS = 20
"""Calls for bookings: 1,000 to 2,000 of them."""
_SITES_PER_PART = 25
_MAX_PARTS = 8
"""Ampeco's lists can be read only page after page. So the day of many sites is read as lists of a part of it each."""
_MAX_DRIVERS_READ = 50
_MAX_BOOKINGS_READ = 50
_MAX_PORTS_READ = 30
"""Reads per response; the next response continues, because each result is cached."""


class Mark(StrEnum):
    """What staff look for in a day."""

    NOW = "now"
    """Its time is now."""
    NEXT = "next"
    """The next start of its site."""
    LATE = "late"
    """Its time began 5 minutes ago or earlier, and no session was started."""


class TodayBooking(NamedTuple):
    """A booking of the day.

    `ports` is None if they are not known, `driver` for a deleted user; both if they were not read yet.
    """

    booking: Booking
    site: SiteSummary
    ports: tuple[PortLabel, ...] | None
    driver: User | None
    mark: Mark | None


class OutOfOrderPort(NamedTuple):
    """A port that serves nobody, or that Ampeco no longer has, and the bookings of the day that need it."""

    port: Port | PortLabel
    site: SiteSummary
    booking_ids: tuple[int, ...]


class Today(NamedTuple):
    """A day as of `now`.

    `site` is None for all sites; `free` is then empty, and for another day than today as well. Not `complete` if there
    are more bookings than were read, or the site has more ports than were read so far. `unread` is the number of
    bookings whose ports or driver were not read yet: the next response has more of them.
    """

    date: date
    now: datetime
    site: SiteSummary | None
    bookings: tuple[TodayBooking, ...]
    out_of_order: tuple[OutOfOrderPort, ...]
    free: tuple[Port, ...]
    complete: bool
    unread: int


class _Place(NamedTuple):
    site: SiteSummary
    day: date
    window: Window


class _RequestedDay(NamedTuple):
    """A day, and the requested site; None for all."""

    day: date
    now: datetime
    site: SiteSummary | None


class _Ports(NamedTuple):
    """The ports that are known, by EVSE id, with the site of each; `closed` are those that only bookings refer to."""

    ports: Mapping[int, Port]
    site_ids: Mapping[int, int]
    bookable: tuple[Port, ...]
    complete: bool
    closed: Mapping[int, Port]


class TodayService(BookingReader):
    """Builds the view of a day.

    Calls for one site: one per 100 bookings, and the site unless it is cached. For all sites: up to 8 lists of
    bookings, each of a part of the day, concurrently, and the lists of sites unless they are cached. In both cases at
    most 20 for bookings. Then the ports and drivers that are not cached: about one per 80 bookings, and at most 50
    bookings, 50 users, and 30 ports that no list contains; and the calls of `SwitchCompleter`.
    """

    async def of_site(self, site_id: int, day: date | None) -> Today:
        """Return a day of the site; None is today at the site.

        Raises SiteNotFound, AmpecoError.
        """
        now = self._now()
        location = await self._catalog.location(site_id)
        place = _place(build_site_summary(site_id, location, self._catalog.default_zone), day, now)
        async with task_group() as group:
            listing = group.create_task(self._bookings(place.window, site_id=site_id))
            reading = group.create_task(self._catalog.site_with_closed_ports(site_id))
        site = reading.result().value
        ports = {port.evse_id: port for port in (*site.ports, *site.closed_ports)}
        bookable = site.ports if place.window.start <= now < place.window.end else ()
        here = _Ports(ports, dict.fromkeys(ports, site_id), bookable, site.complete, closed={})
        return await self._today(_RequestedDay(place.day, now, place.site), {site_id: place}, here, listing.result())

    async def of_all_sites(self, day: date | None) -> Today:
        """Return a day of all sites, each in its own time zone; None is today.

        Raises AmpecoError.
        """
        now, zone = self._now(), self._catalog.default_zone
        async with task_group() as group:
            reading = group.create_task(self._catalog.sites_with_ports())
            locations = (await self._catalog.locations()).value
            places = {one.id: _place(build_site_summary(one.id, one, zone), day, now) for one in locations}
            date_ = day or site_day(now, zone)
            windows = [place.window for place in places.values()] or [site_days(date_, 1, zone)]
            window = Window(min(one.start for one in windows), max(one.end for one in windows))
            parts = min(_MAX_PARTS, 1 + len(places) // _SITES_PER_PART)
            listing = group.create_task(self._bookings(window, parts=parts))
        sites = reading.result().value
        ports = _Ports(
            {port.evse_id: port for site in sites for port in site.ports},
            {port.evse_id: site.location.id for site in sites for port in (*site.ports, *site.closed_ports)},
            bookable=(),
            complete=True,
            closed={port.evse_id: port for site in sites for port in site.closed_ports},
        )
        return await self._today(_RequestedDay(date_, now, None), places, ports, listing.result())

    async def _bookings(
        self, window: Window, *, site_id: int | None = None, parts: int = 1
    ) -> tuple[tuple[Booking, ...], bool]:
        """Return the bookings that overlap the window, some of them twice, and whether these are all."""
        edges = [window.start + window.duration * number / parts for number in range(1, parts)]
        first = BookingFilters(location_id=site_id, start_before=window.end, end_after=window.start)
        lists = [
            first._replace(start_before=(*edges, window.end)[0]),
            *(
                BookingFilters(location_id=site_id, start_after=start - FILTER_MARGIN, start_before=end)
                for start, end in pairwise((*edges, window.end))
            ),
        ]
        budget = CallBudget(_PAGES_OF_BOOKINGS)

        async def read(filters: BookingFilters) -> tuple[tuple[Booking, ...], bool]:
            listing, after, found = self._ampeco.list_bookings(filters), None, tuple[Booking, ...]()
            while budget.take():
                page = await listing.page(after=after)
                found, after = (*found, *page.items), page.next
                if after is None:
                    return found, True
            return found, False

        results = await gather_limited(lists, read)
        return tuple(chain.from_iterable(found for found, _ in results)), all(whole for _, whole in results)

    async def _today(
        self,
        question: _RequestedDay,
        places: Mapping[int, _Place],
        known: _Ports,
        listed: tuple[tuple[Booking, ...], bool],
    ) -> Today:
        now, (found, complete) = question.now, listed
        bookings = sorted(_of_day(found, places), key=lambda booking: (not _is_active(booking), booking.start_at))
        async with task_group() as group:
            finding_ports = group.create_task(self._ports.resolve(bookings, max_reads=_MAX_BOOKINGS_READ))
            reading_users = group.create_task(
                self._user_directory.users((one.user_id for one in bookings), max_reads=_MAX_DRIVERS_READ)
            )
            group.create_task(self._switches.complete_among(bookings))
        evse_ids, users = finding_ports.result(), reading_users.result()
        ahead = [booking for booking in bookings if _is_active(booking) and booking.end_at > now]
        ports = await self._with_unlisted(known, evse_ids, ahead)
        marks = marks_of(bookings, now)
        rows = [
            TodayBooking(
                booking,
                places[booking.location_id].site,
                _labels(evse_ids.get(booking.id), ports) if booking.id in evse_ids else None,
                users.get(booking.user_id),
                marks.get(booking.id),
            )
            for booking in bookings
            if booking.location_id is not None
        ]
        rows.sort(key=lambda row: (row.booking.start_at, row.site.name, row.booking.id))
        return Today(
            date=question.day,
            now=now,
            site=question.site,
            bookings=tuple(rows),
            out_of_order=tuple(_out_of_order(ahead, evse_ids, known, ports, places)),
            free=tuple(_free(known.bookable, ahead, evse_ids, now)),
            complete=complete and known.complete,
            unread=sum(
                not (self._ports.is_known(one) and self._user_directory.is_known(one.user_id)) for one in bookings
            ),
        )

    async def _with_unlisted(
        self, known: _Ports, evse_ids: Mapping[int, EvseIds], ahead: Iterable[Booking]
    ) -> Mapping[int, Port]:
        """Return the known ports, and the others that `ahead` need: closed ones, when all sites are read."""
        needed = set(chain.from_iterable(evse_ids.get(booking.id, ()) for booking in ahead)) - known.ports.keys()
        closed = {evse_id: known.closed[evse_id] for evse_id in needed & known.closed.keys()}
        evses = await gather_limited(sorted(needed - closed.keys())[:_MAX_PORTS_READ], self._catalog.evse)
        return {**known.ports, **closed, **{evse.id: build_port(evse) for evse in evses if evse}}


def marks_of(bookings: Iterable[Booking], now: datetime) -> Mapping[int, Mark]:
    """Return which bookings are now, next at their site, or late, by id."""
    marks: dict[int, Mark] = {}
    next_starts: dict[int | None, datetime] = {}
    expected = (one for one in bookings if _is_active(one) or one.status == BookingStatus.COMPLETED)
    for booking in sorted(expected, key=lambda booking: booking.start_at):
        if booking.start_at <= now < booking.end_at:
            is_waiting = _is_active(booking) and booking.session_id is None
            is_late = is_waiting and now - booking.start_at >= LATE_AFTER
            marks[booking.id] = Mark.LATE if is_late else Mark.NOW
        elif booking.start_at > now and next_starts.setdefault(booking.location_id, booking.start_at) == (
            booking.start_at
        ):
            marks[booking.id] = Mark.NEXT
    return marks


def _place(site: SiteSummary, day: date | None, now: datetime) -> _Place:
    day = day or site_day(now, site.zone)
    return _Place(site, day, site_days(day, 1, site.zone))


def _of_day(bookings: Iterable[Booking], places: Mapping[int, _Place]) -> Iterable[Booking]:
    """Return each booking once, if it overlaps the day of its site."""
    for booking in {booking.id: booking for booking in bookings}.values():
        place = places.get(booking.location_id) if booking.location_id is not None else None
        if place and place.window.overlaps(Window(booking.start_at, booking.end_at)):
            yield booking


def _is_active(booking: Booking) -> bool:
    return booking.status in ACTIVE_STATUSES


def _labels(evse_ids: EvseIds | None, ports: Mapping[int, Port]) -> tuple[PortLabel, ...]:
    return tuple(
        build_port_label(evse_id, ports[evse_id].label if evse_id in ports else None) for evse_id in evse_ids or ()
    )


def _out_of_order(
    ahead: Iterable[Booking],
    evse_ids: Mapping[int, EvseIds],
    known: _Ports,
    ports: Mapping[int, Port],
    places: Mapping[int, _Place],
) -> Iterable[OutOfOrderPort]:
    """Return the ports that are out of order or gone, those with bookings first, by site and label."""
    needing: dict[int, list[Booking]] = {}
    for booking in ahead:
        for evse_id in evse_ids.get(booking.id, ()):
            needing.setdefault(evse_id, []).append(booking)
    broken = {evse_id for evse_id, port in ports.items() if port.live_status == LiveStatus.OUT_OF_ORDER}
    gone = needing.keys() - ports.keys() if known.complete else set[int]()

    def place_of(evse_id: int) -> _Place | None:
        site_id = known.site_ids.get(evse_id) or next((one.location_id for one in needing.get(evse_id, ())), None)
        return places.get(site_id) if site_id is not None else None

    found = [
        OutOfOrderPort(
            ports.get(evse_id) or build_port_label(evse_id, None),
            place.site,
            tuple(one.id for one in needing.get(evse_id, ())),
        )
        for evse_id in broken | gone
        if (place := place_of(evse_id))
    ]
    return sorted(found, key=lambda one: (not one.booking_ids, one.site.name, one.port.label, one.port.evse_id))


def _free(
    bookable: Iterable[Port], ahead: Iterable[Booking], evse_ids: Mapping[int, EvseIds], now: datetime
) -> Iterable[Port]:
    """Return the ports that are ready for a car and that no booking needs now."""
    needed = set(chain.from_iterable(evse_ids.get(one.id, ()) for one in ahead if one.start_at <= now))
    return (port for port in bookable if port.live_status == LiveStatus.AVAILABLE and port.evse_id not in needed)
