"""Changes: cancel a booking, or move it in time. Each is a request that Ampeco decides."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequestFilters,
    BookingRequestStatus,
    BookingStatus,
    CancelBooking,
    CancelRequest,
    NotFound,
    Rejected,
    UpdateBooking,
    UpdateRequest,
)
from shared.domain.alternatives import alternatives_to
from shared.domain.attempts import attempts_under, the_one_that_counts
from shared.domain.availability import FreeWindows, bookable, days_around, free_windows
from shared.domain.catalogue import Catalogue
from shared.domain.errors import (
    BookingNotFound,
    Conflict,
    KeyReused,
    NotChangeable,
    OverlappingBooking,
    SlotUnavailable,
)
from shared.domain.overlaps import LIVE, holdings
from shared.domain.rules import Rules
from shared.domain.sending import Sleep, reserve_time_to_submit, send
from shared.domain.times import Clock, utc_now
from shared.domain.together import side_by_side
from shared.domain.windows import Window, fits, merged

Change = CancelRequest | UpdateRequest
AnyChange = TypeVar("AnyChange", CancelRequest, UpdateRequest)

_SEPARATOR = "~"
"""Stands between a booking's `externalId` and what was done to it; no key of ours has it."""


def change_id_of(external_id: str, key: UUID) -> str:
    """Return the `externalId` of the change with this Idempotency-Key, derived from the booking's own."""
    return f"{external_id}{_SEPARATOR}{key}"


def belongs_to(change_id: str, external_id: str) -> bool:
    """Tell whether `change_id` is a change of the booking under `external_id`."""
    return change_id.startswith(f"{external_id}{_SEPARATOR}")


async def change_under(ampeco: AmpecoClient, change_id: str) -> Change | None:
    """Return the change that counts under its id: an approved one, else one that is pending, else a rejected one.

    The same change twice does no harm: Ampeco carries out the first and rejects the second, or does nothing new.

    Raises AmpecoError.
    """
    requests = await ampeco.list_booking_requests(BookingRequestFilters(external_id=change_id)).all(at_most=2)
    changes = [
        one for one in requests if isinstance(one, CancelRequest | UpdateRequest) and one.external_id == change_id
    ]
    order = (BookingRequestStatus.APPROVED, BookingRequestStatus.PENDING)
    changes.sort(key=lambda one: (order.index(one.status) if one.status in order else len(order), one.id))
    return changes[0] if changes else None


Find = Callable[[], Coroutine[Any, Any, Booking]]
Check = Callable[[Booking], Awaitable[None]]


async def _as_it_is(_: Booking) -> None:
    """Ask nothing of the booking."""


class Target(NamedTuple):
    """The booking to be changed.

    `name` is what the ids of its changes begin with. `find` reads it, or raises BookingNotFound or NotChangeable;
    `check` raises a Conflict for one that is not as whoever asks believes.
    """

    name: str
    find: Find
    check: Check = _as_it_is


def booked_under(ampeco: AmpecoClient, external_id: str) -> Target:
    """Return the booking that a driver's reference names, by the key alone that it was asked for under."""

    async def find() -> Booking:
        request = the_one_that_counts(await attempts_under(ampeco, external_id))
        if request is None:
            raise BookingNotFound
        if request.booking_id is None:
            raise NotChangeable
        try:
            return await ampeco.read_booking(request.booking_id)
        except NotFound as error:
            # Gone at Ampeco: there is nothing left to change, and asking again is in vain.
            raise NotChangeable from error

    return Target(external_id, find)


class ChangeDesk:
    """Takes changes. Holds no state of its own: Ampeco is the only database."""

    def __init__(
        self,
        ampeco: AmpecoClient,
        catalogue: Catalogue,
        rules: Rules,
        *,
        now: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._ampeco = ampeco
        self._catalogue = catalogue
        self._rules = rules
        self._now = now
        self._sleep = sleep

    async def cancel(self, target: Target, key: UUID) -> Change:
        """Return Ampeco's request to cancel the booking, sent now or earlier with this key.

        Raises BookingNotFound, Conflict, KeyReused, OutcomeUnknown, AmpecoError.
        """

        async def ask(booking: Booking, change_id: str) -> CancelBooking:
            return CancelBooking(booking_id=booking.id, external_id=change_id)

        return await self._change(target, key, LIVE, ask, lambda earlier: _same(earlier, CancelRequest))

    async def move(self, target: Target, wanted: Window, key: UUID) -> Change:
        """Return Ampeco's request to move the booking to `wanted`, on its own port, sent now or earlier with this key.

        The booking itself counts as free: it may be moved by an hour, or made longer.

        Raises InvalidRequest, BookingNotFound, Conflict, KeyReused, OutcomeUnknown, AmpecoError.
        """

        async def ask(booking: Booking, change_id: str) -> UpdateBooking:
            self._rules.check(wanted, self._now())
            await self._check_possible(booking, wanted)
            return UpdateBooking(booking_id=booking.id, start_at=wanted.start, end_at=wanted.end, external_id=change_id)

        return await self._change(
            target, key, (BookingStatus.ACCEPTED,), ask, lambda earlier: _same_move(earlier, wanted)
        )

    async def _change(
        self,
        target: Target,
        key: UUID,
        changeable: Collection[str],
        ask: Callable[[Booking, str], Awaitable[CancelBooking | UpdateBooking]],
        same: Callable[[Change], Change],
    ) -> Change:
        """Send what `ask` makes of a booking in a `changeable` status, or return what its key led to before."""
        change_id = change_id_of(target.name, key)
        with reserve_time_to_submit():
            async with side_by_side() as group:
                finding = group.create_task(target.find())
                looking = group.create_task(change_under(self._ampeco, change_id))
        booking, earlier = finding.result(), looking.result()
        if earlier is None:
            try:
                await target.check(booking)
                if booking.status not in changeable:
                    raise NotChangeable
                with reserve_time_to_submit():
                    request = await ask(booking, change_id)
                return await self._send(request, change_id)
            except (Conflict, Rejected):
                # It may be a twin of this very change that was faster.
                earlier = await change_under(self._ampeco, change_id)
                if earlier is None:
                    raise
        return same(earlier)

    async def _check_possible(self, booking: Booking, wanted: Window) -> None:
        if booking.location_id is None:
            raise NotChangeable
        async with side_by_side() as group:
            asking = group.create_task(free_windows(self._ampeco, booking.location_id, days_around(wanted)))
            holding = group.create_task(holdings(self._ampeco, wanted, booking.user_id))
        own = Window(booking.start_at, booking.end_at)
        ports = booking.booked_evse_ids or ()
        free = bookable(_with_own(asking.result(), ports, own), self._rules.bookable(self._now()))
        if not ports or not all(fits(wanted, free.get(port, ())) for port in ports):
            location = await self._catalogue.location(booking.location_id)
            raise SlotUnavailable(
                alternatives_to(wanted, free, ports, ports[0] if ports else None), self._catalogue.zone(location)
            )
        if self._rules.allow_overlapping_bookings or booking.user_id is None:
            return
        if holding.result().overlapping(wanted, booking.user_id, besides=booking.id):
            raise OverlappingBooking

    async def _send(self, ask: CancelBooking | UpdateBooking, change_id: str) -> Change:
        sent = await send(self._ampeco, ask, lambda: change_under(self._ampeco, change_id), sleep=self._sleep)
        if not isinstance(sent.request, CancelRequest | UpdateRequest):
            raise NotChangeable
        return sent.request


def _with_own(free: FreeWindows, ports: tuple[int, ...], own: Window) -> FreeWindows:
    return dict(free) | {port: merged((*free.get(port, ()), own)) for port in ports}


def _same_move(earlier: Change, wanted: Window) -> UpdateRequest:
    move = _same(earlier, UpdateRequest)
    if (move.start_at, move.end_at) != (wanted.start, wanted.end):
        raise KeyReused
    return move


def _same(earlier: Change, kind: type[AnyChange]) -> AnyChange:
    if not isinstance(earlier, kind):
        raise KeyReused
    return earlier
