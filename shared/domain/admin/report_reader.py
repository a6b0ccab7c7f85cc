"""Read what a report needs from Ampeco, in a bounded number of calls."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import Protocol, TypeVar

from shared.ampeco_client import (
    Booking,
    BookingFilters,
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    Paged,
)
from shared.domain.admin.booking_reader import BookingReader
from shared.domain.admin.report import Report, ReportFacts, build_report, holds_port, period_of
from shared.domain.catalog.labels import Directory, PortLabel, add_labels, load_directory
from shared.domain.errors import ReportTooLarge
from shared.domain.timeutil.intervals import FILTER_MARGIN, Window
from shared.infra.concurrency import gather_limited, task_group

MAX_DAYS = 92
"""Days of one report: a quarter."""
MAX_BOOKINGS = 5000
MAX_REQUESTS = 10_000
_MAX_BOOKINGS_READ = 500
"""Bookings that are read individually for their port: those that were created without a port, or without a request."""
_DAYS_AHEAD = timedelta(days=92)
"""Bookings of a site that start so long after the days are read too: they tell which changes are the site's."""
_DAYS_PER_PART = 7
_MAX_PARTS = 10
"""Ampeco's lists can be read only page after page. So each is read as several lists, of a part of the days each."""


class _Row(Protocol):
    @property
    def id(self) -> int: ...


RowT = TypeVar("RowT", bound=_Row)


class ReportService(BookingReader):
    """Builds the report of some days, of one site or of all sites.

    Calls: one per 100 bookings and per 100 requests (those of all sites: Ampeco cannot list changes by site), and at
    most 30 for the last page of each part; at most 500 for bookings whose request names no port, 30 for labels; the
    lists of sites and ports unless they are cached.
    """

    async def read(self, first: date, last: date, site_id: int | None) -> Report:
        """Return the report of the days from `first` to `last`, both inclusive; None for all sites.

        Raises ReportTooLarge, SiteNotFound, AmpecoError.
        """
        now = self._now()
        names = await load_directory(self._catalog, must_include_site_id=site_id)
        period = _widest_period(first, last, names, site_id)
        bookings: dict[int, Booking] = {}
        requests: dict[int, BookingRequest] = {}
        reads = [
            *(partial(_read_into, bookings, one, MAX_BOOKINGS) for one in self._booking_lists(period, site_id)),
            *(partial(_read_into, requests, one, MAX_REQUESTS) for one in self._request_lists(period, site_id)),
        ]
        async with task_group() as group:
            group.create_task(gather_limited(reads, _run))
            listing = group.create_task(self._ports_of(site_id))
        held = [one for one in bookings.values() if holds_port(one) and _is_within(one, period)]
        evse_ids, complete = await self._ports.resolve_with(held, requests.values(), max_reads=_MAX_BOOKINGS_READ)
        names = await add_labels(names, self._catalog, chain.from_iterable(evse_ids.values()))
        site_ids = {one.location_id for one in held if one.location_id is not None} | ({site_id} if site_id else set())
        return build_report(
            ReportFacts(
                first=first,
                last=last,
                now=now,
                site_id=site_id,
                bookings=tuple(bookings.values()),
                requests=tuple(requests.values()),
                evse_ids=evse_ids if complete else None,
                ports=listing.result(),
                names=names,
                locations=await self._catalog.location_details(site_ids),
            )
        )

    def _booking_lists(self, period: Window, site_id: int | None) -> Iterator[Paged[Booking]]:
        for part in _parts(period):
            yield self._ampeco.list_bookings(
                BookingFilters(location_id=site_id, start_before=part.end, end_after=part.start)
            )
        if site_id is not None:
            yield self._ampeco.list_bookings(
                BookingFilters(
                    location_id=site_id, start_after=period.end - FILTER_MARGIN, start_before=period.end + _DAYS_AHEAD
                )
            )

    def _request_lists(self, period: Window, site_id: int | None) -> Iterator[Paged[BookingRequest]]:
        for part in _parts(period):
            yield self._ampeco.list_booking_requests(
                BookingRequestFilters(created_after=part.start - FILTER_MARGIN, created_before=part.end)
            )
        for part in _parts(period):
            # For the ports of bookings that were created before the days.
            yield self._ampeco.list_booking_requests(
                BookingRequestFilters(
                    status=BookingRequestStatus.APPROVED,
                    location_id=site_id,
                    start_before=part.end,
                    end_after=part.start,
                    created_before=period.start,
                )
            )

    async def _ports_of(self, site_id: int | None) -> tuple[PortLabel, ...]:
        if site_id is None:
            return ()
        site = (await self._catalog.site_with_closed_ports(site_id)).value
        return tuple(PortLabel(port.evse_id, port.label) for port in site.ports)


async def _read_into(rows: dict[int, RowT], listing: Paged[RowT], limit: int) -> None:
    async for page in listing.pages():
        rows.update({row.id: row for row in page.items})
        if len(rows) > limit:
            raise ReportTooLarge


async def _run(read: Callable[[], Awaitable[None]]) -> None:
    await read()


def _widest_period(first: date, last: date, names: Directory, site_id: int | None) -> Window:
    """Return the days at the site, or from the first start to the last end of them at any site."""
    if site_id is not None:
        return period_of(first, last, names.site(site_id).zone)
    zones = {names.default_zone, *(names.site(number).zone for number in names.locations)}
    periods = [period_of(first, last, zone) for zone in zones]
    return Window(min(one.start for one in periods), max(one.end for one in periods))


def _parts(period: Window) -> Iterable[Window]:
    count = min(_MAX_PARTS, max(1, round(period.duration / timedelta(days=_DAYS_PER_PART))))
    edges = [period.start + period.duration * number / count for number in range(count)]
    return [Window(start, end) for start, end in zip(edges, (*edges[1:], period.end), strict=True)]


def _is_within(booking: Booking, period: Window) -> bool:
    return booking.start_at < period.end and booking.end_at > period.start
