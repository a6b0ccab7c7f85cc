"""Resolve the ports of bookings with few calls: Ampeco's list of bookings does not include them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeVar

from cachetools import LRUCache

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    CreateRequest,
    NotFound,
    UnreadableRecord,
)
from shared.domain.timeutil.intervals import FILTER_MARGIN
from shared.infra.concurrency import gather_limited

T = TypeVar("T")

EvseIds = tuple[int, ...]

_CACHED_BOOKINGS = 10_000
_MAX_SINGLE_READS = 2
"""Up to this number, bookings are read individually: a page of requests is also a call, and may not suffice."""
_BOOKINGS_PER_LIST = 80
"""Number of bookings whose requests are read as one list, of their start times: mostly one page. The lists of more
bookings are read concurrently, since Ampeco's lists can be read only page after page."""
_BOOKINGS_PER_EXTRA_PAGE = 50
"""Number of unresolved bookings for which another page of requests is worth a call."""
_USUAL_APPROVAL_TIME = timedelta(hours=1)
"""Time before a booking in which its request is searched. If approval took longer, the booking is read itself."""


class _ResolvedPorts(NamedTuple):
    """The EVSEs of a booking, as of its last change at `as_of`."""

    as_of: datetime
    evse_ids: EvseIds


class BookedPortResolver:
    """Finds the EVSEs of bookings and caches them per warm function.

    Approved create requests are read first, 100 per call: they contain the EVSE if one was requested. Remaining
    bookings are read individually. Both concurrently, ten calls at a time. A result is valid until the booking changes.
    """

    def __init__(self, ampeco: AmpecoClient) -> None:
        self._ampeco = ampeco
        self._cache: LRUCache[int, _ResolvedPorts] = LRUCache(maxsize=_CACHED_BOOKINGS)
        self._not_in_requests: LRUCache[int, datetime] = LRUCache(maxsize=_CACHED_BOOKINGS)

    async def resolve(self, bookings: Iterable[Booking], *, max_reads: int | None = None) -> Mapping[int, EvseIds]:
        """Return the EVSEs by booking id; bookings whose ports Ampeco does not return are absent.

        With `max_reads`, at most so many bookings are read individually, in order; the others are absent too.

        Raises AmpecoError.
        """
        found, unknown = self._from_cache(bookings)
        not_searched = {
            booking_id: one
            for booking_id, one in unknown.items()
            if one.last_updated_at is None or self._not_in_requests.get(booking_id) != one.last_updated_at
        }
        if len(not_searched) > _MAX_SINGLE_READS:
            named = await self._from_create_requests(not_searched)
            found |= self._store(not_searched, named)
            for booking_id in not_searched.keys() - named.keys():
                if as_of := not_searched[booking_id].last_updated_at:
                    self._not_in_requests[booking_id] = as_of
        rest = [booking for booking in unknown.values() if booking.id not in found]
        await gather_limited(rest[:max_reads], lambda booking: self._read_into(found, booking))
        return _with_ports(found)

    async def resolve_with(
        self, bookings: Iterable[Booking], requests: Iterable[BookingRequest], *, max_reads: int
    ) -> tuple[Mapping[int, EvseIds], bool]:
        """Return the same, from create `requests` that were read already, and whether `max_reads` was enough.

        At most `max_reads` bookings are read individually; since they are cached, the next call continues.

        Raises AmpecoError.
        """
        found, unknown = self._from_cache(bookings)
        found |= self._store(unknown, _named_evses(requests, unknown))
        rest = [booking for booking in unknown.values() if booking.id not in found]
        await gather_limited(rest[:max_reads], lambda booking: self._read_into(found, booking))
        return _with_ports(found), len(rest) <= max_reads

    def _from_cache(self, bookings: Iterable[Booking]) -> tuple[dict[int, EvseIds], dict[int, Booking]]:
        """Return the EVSEs that are cached, and the other bookings."""
        found: dict[int, EvseIds] = {}
        unknown: dict[int, Booking] = {}
        for booking in bookings:
            if (known := self._known(booking)) is not None:
                found[booking.id] = known.evse_ids
            else:
                unknown[booking.id] = booking
        return found, unknown

    def is_known(self, booking: Booking) -> bool:
        """Return whether `resolve` needs no further call for this booking; true if its result is never cached."""
        return booking.last_updated_at is None or self._known(booking) is not None

    def _known(self, booking: Booking) -> _ResolvedPorts | None:
        known = self._cache.get(booking.id)
        return known if known is not None and known.as_of == booking.last_updated_at else None

    async def _from_create_requests(self, unknown: Mapping[int, Booking]) -> Mapping[int, EvseIds]:
        found: dict[int, EvseIds] = {}

        async def read(bookings: tuple[Booking, ...]) -> None:
            listing = self._ampeco.list_booking_requests(_filters_for_requests(bookings))
            after: str | None = None
            for _ in range(1 + len(bookings) // _BOOKINGS_PER_EXTRA_PAGE):
                page = await listing.page(after=after)
                found.update(_named_evses(page.items, unknown))
                after = page.next
                if after is None or all(booking.id in found for booking in bookings):
                    break

        await gather_limited(_by_start(unknown.values()), read)
        return found

    async def _read_into(self, found: dict[int, EvseIds], booking: Booking) -> None:
        try:
            evse_ids = (await self._ampeco.read_booking(booking.id)).booked_evse_ids or ()
        except NotFound:
            evse_ids = ()
        except UnreadableRecord:
            return  # it may be readable next time
        found |= self._store({booking.id: booking}, {booking.id: evse_ids})

    def _store(self, bookings: Mapping[int, Booking], found: Mapping[int, EvseIds]) -> Mapping[int, EvseIds]:
        for booking_id, evse_ids in found.items():
            if as_of := bookings[booking_id].last_updated_at:
                self._cache[booking_id] = _ResolvedPorts(as_of, evse_ids)
        return found


def _with_ports(found: Mapping[int, EvseIds]) -> Mapping[int, EvseIds]:
    return {booking_id: evse_ids for booking_id, evse_ids in found.items() if evse_ids}


def _named_evses(requests: Iterable[BookingRequest], unknown: Mapping[int, Booking]) -> dict[int, EvseIds]:
    """Return the EVSEs that create requests name, by booking id."""
    found: dict[int, EvseIds] = {}
    for request in requests:
        match request:
            case CreateRequest(booking_id=int(booking_id), evse_id=int(evse_id)) if booking_id in unknown:
                found[booking_id] = (evse_id,)
    return found


def _by_start(bookings: Iterable[Booking]) -> Iterable[tuple[Booking, ...]]:
    """Return the bookings in groups of at most 80, or of one start time if more than 80 have it."""
    start = attrgetter("start_at")
    groups: list[tuple[Booking, ...]] = []
    for _, found in groupby(sorted(bookings, key=start), start):
        same = tuple(found)
        if groups and len(groups[-1]) + len(same) <= _BOOKINGS_PER_LIST:
            groups[-1] += same
        else:
            groups.append(same)
    return groups


def _filters_for_requests(bookings: tuple[Booking, ...]) -> BookingRequestFilters:
    """Return the narrowest filters that match the requests of all `bookings` that kept their start."""
    made = [booking.created_at for booking in bookings if booking.created_at]
    return BookingRequestFilters(
        status=BookingRequestStatus.APPROVED,
        user_id=_only(booking.user_id for booking in bookings),
        location_id=_only(booking.location_id for booking in bookings),
        start_after=min(booking.start_at for booking in bookings) - FILTER_MARGIN,
        start_before=max(booking.start_at for booking in bookings) + FILTER_MARGIN,
        created_after=min(made) - _USUAL_APPROVAL_TIME if made else None,
        created_before=max(made) + FILTER_MARGIN if made else None,
    )


def _only(values: Iterable[T]) -> T | None:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None
