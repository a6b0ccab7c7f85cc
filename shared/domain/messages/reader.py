"""Read from Ampeco what messages depend on: a snapshot of recent events, and the facts about one of them.

Stateless, so that a missed, failed or repeated run loses nothing: recent requests are read in each run, older ones and
canceled bookings in rotating slices, each at least once an hour. Memory only saves time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingFilters,
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    BookingStatus,
    CreateRequest,
    Location,
    NotFound,
    UnreadableRecord,
)
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.origin import MAX_APPROVAL_TIME
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.port_status import LiveStatus
from shared.domain.catalog.sites import Port, build_port
from shared.domain.errors import SiteNotFound
from shared.domain.messages.events import Event, Snapshot
from shared.domain.messages.facts import Facts, Place
from shared.domain.messages.policy import MAX_EVENT_AGE, PORT_CHECK_AHEAD, MessagePolicy
from shared.infra.concurrency import gather_limited, task_group

_RECENT = timedelta(minutes=10)
"""Age of requests that each run reads: as many missed runs lose no time."""

_SLICES = 30
"""Half of the minutes of an hour read a slice of the requests, the others one of the canceled bookings."""

_SLICE_OVERLAP = timedelta(minutes=5)
"""Bookings come nearer while slices are read: none may move from the next slice into the one just read."""

_PORT_CHECK_MINUTES = 5
"""Each port with a booking soon is read once in so many minutes."""


class MessageReader:
    """Reads snapshots and facts. Remembers the pending requests of the latest snapshot, and booked ports."""

    def __init__(self, ampeco: AmpecoClient, catalog: Catalog, policy: MessagePolicy) -> None:
        self._ampeco = ampeco
        self._catalog = catalog
        self._policy = policy
        self._booked_ports = BookedPortResolver(ampeco)
        self._pending: frozenset[int] = frozenset()

    async def read_snapshot(self, now: datetime) -> Snapshot:
        """Return what may have happened lately. Four calls, and few more for ports and requests decided late.

        Raises AmpecoError; nothing of the snapshot is used then.
        """
        async with task_group() as group:
            recent = group.create_task(self._requests(BookingRequestFilters(created_after=now - _RECENT)))
            pending = group.create_task(self._requests(BookingRequestFilters(status=BookingRequestStatus.PENDING)))
            upcoming = group.create_task(self._upcoming(now))
            older = group.create_task(self._slice(now))
        requests = {one.id: one for one in (*older.result().requests, *pending.result(), *recent.result())}
        still_pending = frozenset(one.id for one in pending.result())
        decided = await gather_limited(self._pending - still_pending - requests.keys(), self._request)
        bookings = {one.id: one for one in (*older.result().bookings, *upcoming.result())}
        broken = await self._broken_ports(upcoming.result(), now)
        self._pending = still_pending
        requests |= {one.id: one for one in decided if one}
        return Snapshot(tuple(requests.values()), tuple(bookings.values()), broken)

    async def read_facts(self, event: Event, now: datetime) -> Facts | None:
        """Return all facts about the event and other bookings of its driver; None if Ampeco has no such record.

        About six calls, so only for an event that was not reported yet.

        Raises AmpecoError.
        """
        subject = await self._subject(event)
        if subject is None or subject.user_id is None:
            return None
        booked = await self._bookings(BookingFilters(user_id=subject.user_id, end_after=now))
        # A booking that this one replaces may be older; its request has its external id.
        related = (subject, *(one for one in booked if one.location_id == subject.location_id))
        made = min((one.created_at for one in related if one.created_at), default=now)
        since = BookingRequestFilters(user_id=subject.user_id, created_after=min(made, now) - MAX_APPROVAL_TIME)
        requests = {one.id: one for one in await self._requests(since)}
        bookings = {one.id: one for one in booked}
        if isinstance(subject, Booking):
            bookings[subject.id] = subject  # with its EVSEs
        else:
            requests[subject.id] = subject
        location_ids = {one.location_id for one in (subject, *bookings.values())}
        return await self._facts(
            tuple(requests.values()), tuple(bookings.values()), _evse_ids(subject, requests.values()), location_ids
        )

    async def read_upcoming(self, user_id: int, now: datetime) -> Facts:
        """Return the facts about a driver's active bookings that are not over.

        One call without any; else two, and up to three more for each booking.

        Raises AmpecoError.
        """
        listed = await self._bookings(BookingFilters(user_id=user_id, end_after=now))
        # Ampeco's filter is not trusted: nobody else's booking may get into a driver's mail.
        bookings = tuple(one for one in listed if one.user_id == user_id and one.status in ACTIVE_STATUSES)
        if not bookings:
            return Facts((), (), {}, {})
        made = min(one.created_at or now for one in bookings)
        since = BookingRequestFilters(user_id=user_id, created_after=made - MAX_APPROVAL_TIME)
        async with task_group() as group:
            requesting = group.create_task(self._requests(since))
            resolving = group.create_task(self._booked_ports.resolve(bookings))
        evses = resolving.result()
        booked = tuple(one.model_copy(update={"booked_evse_ids": evses.get(one.id)}) for one in bookings)
        location_ids = {one.location_id for one in bookings}
        return await self._facts(requesting.result(), booked, {ids[0] for ids in evses.values()}, location_ids)

    async def _facts(
        self,
        requests: tuple[BookingRequest, ...],
        bookings: tuple[Booking, ...],
        evse_ids: Iterable[int],
        location_ids: Iterable[int | None],
    ) -> Facts:
        ports = await gather_limited(evse_ids, self._port)
        places = await gather_limited(filter(None, location_ids), self._place)
        return Facts(
            requests,
            bookings,
            {port.evse_id: port for port in ports if port},
            {place.location.id: place for place in places},
        )

    async def _subject(self, event: Event) -> Booking | CreateRequest | None:
        """Return the booking of the event, else its request."""
        if event.booking_id is not None:
            try:
                return await self._ampeco.read_booking(event.booking_id)
            except (NotFound, UnreadableRecord):
                return None
        request = await self._request(event.request_id) if event.request_id is not None else None
        return request if isinstance(request, CreateRequest) else None

    async def _slice(self, now: datetime) -> Snapshot:
        """Return the requests of the last day, or the canceled bookings of the coming weeks, that are next in turn."""
        turn, is_for_bookings = divmod(now.minute, 2)
        if is_for_bookings:
            part = timedelta(days=self._policy.max_days_ahead + 1) / _SLICES
            start = now + turn * part
            canceled = BookingFilters(
                status=BookingStatus.CANCELLED,
                start_after=start - _SLICE_OVERLAP,
                start_before=start + part + _SLICE_OVERLAP,
            )
            return Snapshot(bookings=await self._bookings(canceled))
        part = MAX_EVENT_AGE / _SLICES
        end = now - turn * part
        older = BookingRequestFilters(created_after=end - part, created_before=end)
        return Snapshot(requests=await self._requests(older))

    async def _upcoming(self, now: datetime) -> tuple[Booking, ...]:
        ahead = max(PORT_CHECK_AHEAD, self._policy.reminder)
        return await self._bookings(BookingFilters(start_after=now, start_before=now + ahead))

    async def _broken_ports(self, upcoming: Iterable[Booking], now: datetime) -> dict[int, int]:
        """Return the EVSE by booking id, of those bookings in turn whose EVSE is out of order."""
        soon = [
            one
            for one in upcoming
            if one.status in ACTIVE_STATUSES
            and one.start_at <= now + PORT_CHECK_AHEAD
            and one.id % _PORT_CHECK_MINUTES == now.minute % _PORT_CHECK_MINUTES
        ]
        evses = {booking_id: ids[0] for booking_id, ids in (await self._booked_ports.resolve(soon)).items()}
        ports = await gather_limited(set(evses.values()), self._port)
        broken = {port.evse_id for port in ports if port and port.live_status == LiveStatus.OUT_OF_ORDER}
        return {booking_id: evse_id for booking_id, evse_id in evses.items() if evse_id in broken}

    async def _requests(self, filters: BookingRequestFilters) -> tuple[BookingRequest, ...]:
        return await self._ampeco.list_booking_requests(filters).all()

    async def _bookings(self, filters: BookingFilters) -> tuple[Booking, ...]:
        return await self._ampeco.list_bookings(filters).all()

    async def _request(self, request_id: int) -> BookingRequest | None:
        try:
            return await self._ampeco.read_booking_request(request_id)
        except (NotFound, UnreadableRecord):
            return None

    async def _port(self, evse_id: int) -> Port | None:
        """Return the port as it is now: the catalog's copy may be older than its failure."""
        try:
            evse = await self._ampeco.read_evse(evse_id)
            on = evse.charge_point_id
            return build_port(evse, await self._ampeco.read_charge_point(on) if on is not None else None)
        except (NotFound, UnreadableRecord):
            return None

    async def _place(self, location_id: int) -> Place:
        try:
            location = await self._catalog.location(location_id)
        except SiteNotFound:
            location = Location(id=location_id)
        return Place(location, self._catalog.zone(location))


def _evse_ids(subject: Booking | CreateRequest, requests: Iterable[BookingRequest]) -> set[int]:
    """Return the EVSEs of the subject, and of requests that it may replace."""
    booked = subject.booked_evse_ids or () if isinstance(subject, Booking) else ()
    related = {
        one.evse_id
        for one in requests
        if isinstance(one, CreateRequest)
        and one.evse_id is not None
        and one.location_id == subject.location_id
        and _overlap(one, subject)
    }
    return {*booked, *related}


def _overlap(request: CreateRequest, other: Booking | CreateRequest) -> bool:
    if request.start_at is None or request.end_at is None or other.start_at is None or other.end_at is None:
        return False
    return request.start_at < other.end_at and other.start_at < request.end_at
