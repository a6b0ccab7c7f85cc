"""Complete a switch of port: once the new booking is approved, cancel the one that it replaces.

Nobody has to wait for the decision: whoever reads one of the two bookings later completes the switch. The old booking
is canceled only while the new one holds its port, so the driver always has one of them.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from cachetools import LRUCache

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    Booking,
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    BookingStatus,
    CancelBooking,
    CreateRequest,
    NotFound,
    UnreadableRecord,
)
from shared.domain.bookings.audit import record_request
from shared.domain.bookings.change import find_change_request
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.create_requests import canonical_request, find_create_requests
from shared.domain.bookings.origin import MAX_APPROVAL_TIME
from shared.domain.identifiers import booking_name, named_booking_id, replaced_id, replacement_id
from shared.infra.concurrency import gather_limited

_log = logging.getLogger(__name__)

_WITH_PORT = (*ACTIVE_STATUSES, BookingStatus.COMPLETED)
"""Statuses of a booking that has, or had, its port."""
_MAX_PAIRS = 5
"""Pairs of bookings whose requests are read for one list; the next reader continues."""
_MAX_REMEMBERED = 10_000
"""Bookings."""


class SwitchedBooking(NamedTuple):
    """One of the two bookings of a switch: its request, and the booking once it can be read."""

    external_id: str
    request: CreateRequest
    booking: Booking | None

    @property
    def is_active(self) -> bool:
        """Whether the driver holds a port with it."""
        return self.booking is not None and self.booking.status in ACTIVE_STATUSES

    @property
    def has_port(self) -> bool:
        """Whether the driver holds a port with it, or charged with it."""
        return self.is_active or (self.booking is not None and self.booking.status == BookingStatus.COMPLETED)

    @property
    def evse_id(self) -> int | None:
        """The booked EVSE; before there is a booking the requested one."""
        booked = self.booking.booked_evse_ids if self.booking else None
        return booked[0] if booked else self.request.evse_id


async def read_switched(ampeco: AmpecoClient, external_id: str) -> SwitchedBooking | None:
    """Return the booking with this `externalId`, None if nobody requested one. At most two calls.

    A booking that was made elsewhere has no `externalId` of ours: it is read by its `booking_name`.

    Raises AmpecoError.
    """
    if booking_id := named_booking_id(external_id):
        try:
            return switched_elsewhere(await ampeco.read_booking(booking_id))
        except (NotFound, UnreadableRecord):
            return None
    request = current_attempt(await find_create_requests(ampeco, external_id))
    if request is None:
        return None
    return SwitchedBooking(external_id, request, await read_created(ampeco, request))


def switched_elsewhere(booking: Booking) -> SwitchedBooking:
    """Return a booking that was made elsewhere, by its `booking_name`, with the request that would have made it."""
    request = CreateRequest(
        id=booking.id,
        status=BookingRequestStatus.APPROVED,
        booking_id=booking.id,
        user_id=booking.user_id,
        location_id=booking.location_id,
        start_at=booking.start_at,
        end_at=booking.end_at,
    )
    return SwitchedBooking(booking_name(booking.id), request, booking)


async def read_previous(ampeco: AmpecoClient, external_id: str) -> SwitchedBooking | None:
    """Return the booking that the one with this `externalId` replaces, None for none. At most two calls.

    Raises AmpecoError.
    """
    previous = replaced_id(external_id)
    return await read_switched(ampeco, previous) if previous else None


async def read_replacement(ampeco: AmpecoClient, external_id: str) -> SwitchedBooking | None:
    """Return the booking that replaces the one with this `externalId`; after several switches the last one.

    Two calls for each switch, and one more. Raises AmpecoError.
    """
    found = await read_switched(ampeco, replacement_id(external_id))
    while found and found.booking and found.booking.status == BookingStatus.CANCELLED:
        following = await read_switched(ampeco, replacement_id(found.external_id))
        if following is None or following.request.status != BookingRequestStatus.APPROVED:
            break
        found = following
    return found


def current_attempt(attempts: tuple[CreateRequest, ...]) -> CreateRequest | None:
    """Return the request that counts among the attempts to switch: the latest one if Ampeco rejected them all."""
    request = canonical_request(attempts)
    if request is None or request.status != BookingRequestStatus.REJECTED:
        return request
    return max(attempts, key=lambda one: one.id)


async def read_created(ampeco: AmpecoClient, request: CreateRequest) -> Booking | None:
    """Return the booking of an approved request; None before the approval, and until it can be read. At most one call.

    Raises AmpecoError.
    """
    if request.booking_id is None:
        return None
    try:
        return await ampeco.read_booking(request.booking_id)
    except (NotFound, UnreadableRecord):
        return None


async def complete_switches(ampeco: AmpecoClient, requests: Iterable[BookingRequest]) -> None:
    """Complete the switches among these requests, if nobody did. Three calls for each approved one, or five.

    Failures are left to the next reader.
    """
    approved = {
        one.external_id: one
        for one in requests
        if isinstance(one, CreateRequest)
        and one.status == BookingRequestStatus.APPROVED
        and one.external_id is not None
        and replaced_id(one.external_id) is not None
    }

    async def complete(external_id: str, request: CreateRequest) -> None:
        try:
            old = await read_previous(ampeco, external_id)
            if old is not None and old.is_active:
                await complete_switch(
                    ampeco, old, SwitchedBooking(external_id, request, await read_created(ampeco, request))
                )
        except AmpecoError as error:
            _log.warning("switch_completion_failed: %s", type(error).__name__)

    await gather_limited(approved.items(), lambda one: complete(*one))


class SwitchCompleter:
    """Completes switches among bookings of a list, if nobody did. Bookings do not say that they belong to a switch.

    Both bookings of a switch end at the same time. Staff can choose another time: such a switch is not found.
    Remembers which bookings replace none, so that each is looked up once in a process.
    """

    def __init__(self, ampeco: AmpecoClient) -> None:
        self._ampeco = ampeco
        self._others: LRUCache[int, bool] = LRUCache(maxsize=_MAX_REMEMBERED)

    async def complete_among(self, bookings: Iterable[Booking]) -> None:
        """Complete the switches among these bookings. Failures are left to the next reader.

        No call unless a driver has two bookings at one site with one end, one active and the other active or completed,
        of which one is not known. Then one call for each such pair, five at most, and those of `complete_switches`.
        """
        held: dict[tuple[int, int, datetime], list[Booking]] = {}
        for one in bookings:
            if one.status in _WITH_PORT and one.user_id is not None and one.location_id is not None:
                held.setdefault((one.user_id, one.location_id, one.end_at), []).append(one)
        unknown = [
            (user_id, found)
            for (user_id, _, _), found in held.items()
            if len(found) > 1
            and any(one.status in ACTIVE_STATUSES for one in found)
            and any(one.id not in self._others for one in found)
        ]
        await gather_limited(unknown[:_MAX_PAIRS], lambda one: self._complete(*one))

    async def _complete(self, user_id: int, bookings: list[Booking]) -> None:
        made = min(one.created_at or one.start_at for one in bookings)
        approved = BookingRequestFilters(
            status=BookingRequestStatus.APPROVED, user_id=user_id, created_after=made - MAX_APPROVAL_TIME
        )
        try:
            page = await self._ampeco.list_booking_requests(approved).page()
        except AmpecoError as error:
            _log.warning("switch_completion_failed: %s", type(error).__name__)
            return
        ids = {one.id for one in bookings}
        replacing = [one for one in page.items if isinstance(one, CreateRequest) and _replaces(one, ids)]
        await complete_switches(self._ampeco, replacing)
        self._others.update(dict.fromkeys(ids - {one.booking_id for one in replacing}, True))


def _replaces(request: CreateRequest, booking_ids: Collection[int]) -> bool:
    """Return whether the request made one of the bookings, which replaces another."""
    return (
        request.booking_id in booking_ids
        and request.external_id is not None
        and replaced_id(request.external_id) is not None
    )


async def complete_switch(ampeco: AmpecoClient, old: SwitchedBooking, new: SwitchedBooking) -> None:
    """Cancel `old` if `new` took its place. No call, or two. Failures are left to the next reader."""
    if old.booking is None or new.booking is None or not old.is_active:
        return
    if not new.has_port:
        return
    external_id = f"{old.external_id}~switched"
    try:
        earlier = await find_change_request(ampeco, external_id)
        if earlier is not None and earlier.status != BookingRequestStatus.REJECTED:
            return
        cancel = CancelBooking(booking_id=old.booking.id, external_id=external_id)
        record_request(cancel, await ampeco.submit_booking_request(cancel))
    except AmpecoError as error:
        _log.warning("switch_completion_failed: %s", type(error).__name__)
