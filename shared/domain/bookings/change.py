"""Reschedule or cancel a booking. Each change is a request that Ampeco approves or rejects."""

from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequestFilters,
    BookingRequestStatus,
    CancelBooking,
    CancelRequest,
    NotFound,
    Rejected,
    UpdateBooking,
    UpdateRequest,
)
from shared.domain.availability.alternatives import find_alternatives
from shared.domain.availability.availability import FreeWindows, clip_to_bookable, fetch_free_windows, pad_to_site_days
from shared.domain.bookings.conflicts import ACTIVE_STATUSES, load_active_bookings
from shared.domain.bookings.create_requests import canonical_request, find_create_requests
from shared.domain.bookings.submission import reserve_time_to_submit, submit_idempotently
from shared.domain.dependencies import Dependencies
from shared.domain.errors import (
    BookingNotFound,
    Conflict,
    KeyReused,
    NotChangeable,
    OverlappingBooking,
    SlotUnavailable,
)
from shared.domain.policy import RESCHEDULABLE_STATUSES
from shared.domain.timeutil.intervals import Window, fits, merge_windows
from shared.infra.concurrency import task_group

Change = CancelRequest | UpdateRequest
ChangeT = TypeVar("ChangeT", CancelRequest, UpdateRequest)

_SEPARATOR = "~"
"""Separates a booking's `externalId` from the id of its change; does not occur in our keys."""


def derive_change_id(external_id: str, key: UUID) -> str:
    """Return the `externalId` of the change with this Idempotency-Key, derived from the booking's own."""
    return f"{external_id}{_SEPARATOR}{key}"


def is_change_of(change_id: str, external_id: str) -> bool:
    """Return whether `change_id` is a change of the booking with `external_id`."""
    return change_id.startswith(f"{external_id}{_SEPARATOR}")


async def find_change_request(ampeco: AmpecoClient, change_id: str) -> Change | None:
    """Return the change with this id: an approved one, else a pending one, else a rejected one.

    A duplicate change is harmless: Ampeco executes the first and rejects the second, or the second has no effect.

    Raises AmpecoError.
    """
    requests = await ampeco.list_booking_requests(BookingRequestFilters(external_id=change_id)).all(max_pages=2)
    changes = [
        one for one in requests if isinstance(one, CancelRequest | UpdateRequest) and one.external_id == change_id
    ]
    order = (BookingRequestStatus.APPROVED, BookingRequestStatus.PENDING)
    changes.sort(key=lambda one: (order.index(one.status) if one.status in order else len(order), one.id))
    return changes[0] if changes else None


Find = Callable[[], Coroutine[Any, Any, Booking]]
Check = Callable[[Booking], Awaitable[None]]


async def _no_precondition(_: Booking) -> None:
    """Accept any booking."""


class ChangeTarget(NamedTuple):
    """The booking to be changed.

    `name` is the prefix of the ids of its changes. `find` reads the booking, or raises BookingNotFound or
    NotChangeable; `check` raises a Conflict for one that is not as the caller expects.
    """

    name: str
    find: Find
    check: Check = _no_precondition


def target_by_external_id(ampeco: AmpecoClient, external_id: str) -> ChangeTarget:
    """Return the target for a driver's reference, found by its `externalId`."""

    async def find() -> Booking:
        request = canonical_request(await find_create_requests(ampeco, external_id))
        if request is None:
            raise BookingNotFound
        if request.booking_id is None:
            raise NotChangeable
        try:
            return await ampeco.read_booking(request.booking_id)
        except NotFound as error:
            # Deleted at Ampeco: there is nothing to change, and a retry does not help.
            raise NotChangeable from error

    return ChangeTarget(external_id, find)


class BookingChangeService:
    """Submits changes of bookings. Stateless: Ampeco is the only database."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._ampeco = dependencies.ampeco
        self._catalog = dependencies.catalog
        self._policy = dependencies.policy
        self._now = dependencies.now
        self._sleep = dependencies.sleep

    async def cancel(self, target: ChangeTarget, key: UUID) -> Change:
        """Return Ampeco's request to cancel the booking, submitted now or earlier with this key.

        Raises BookingNotFound, Conflict, KeyReused, OutcomeUnknown, AmpecoError.
        """

        async def request_input(booking: Booking, change_id: str) -> CancelBooking:
            return CancelBooking(booking_id=booking.id, external_id=change_id)

        return await self._change(
            target, key, ACTIVE_STATUSES, request_input, lambda earlier: _require_type(earlier, CancelRequest)
        )

    async def reschedule(self, target: ChangeTarget, wanted: Window, key: UUID) -> Change:
        """Return Ampeco's request to reschedule the booking to `wanted`, submitted now or earlier with this key.

        The port stays the same. The booking's own time counts as free, so it can be extended or moved by an hour.

        Raises InvalidRequest, BookingNotFound, Conflict, KeyReused, OutcomeUnknown, AmpecoError.
        """

        async def request_input(booking: Booking, change_id: str) -> UpdateBooking:
            self._policy.check(wanted, self._now())
            await self._check_slot_is_free(booking, wanted)
            return UpdateBooking(booking_id=booking.id, start_at=wanted.start, end_at=wanted.end, external_id=change_id)

        return await self._change(
            target, key, RESCHEDULABLE_STATUSES, request_input, lambda earlier: _require_same_times(earlier, wanted)
        )

    async def _change(
        self,
        target: ChangeTarget,
        key: UUID,
        changeable: Collection[str],
        request_input: Callable[[Booking, str], Awaitable[CancelBooking | UpdateBooking]],
        same: Callable[[Change], Change],
    ) -> Change:
        """Submit the change of a booking in a `changeable` status, or return the earlier change with the same key."""
        change_id = derive_change_id(target.name, key)
        with reserve_time_to_submit():
            async with task_group() as group:
                finding_booking = group.create_task(target.find())
                finding_earlier = group.create_task(find_change_request(self._ampeco, change_id))
        booking, earlier = finding_booking.result(), finding_earlier.result()
        if earlier is None:
            try:
                await target.check(booking)
                if booking.status not in changeable:
                    raise NotChangeable
                with reserve_time_to_submit():
                    request = await request_input(booking, change_id)
                return await self._send(request, change_id)
            except (Conflict, Rejected):
                # A duplicate of this change may have been processed first.
                earlier = await find_change_request(self._ampeco, change_id)
                if earlier is None:
                    raise
        return same(earlier)

    async def _check_slot_is_free(self, booking: Booking, wanted: Window) -> None:
        if booking.location_id is None:
            raise NotChangeable
        async with task_group() as group:
            fetching_free = group.create_task(
                fetch_free_windows(self._ampeco, booking.location_id, pad_to_site_days(wanted))
            )
            loading_active = group.create_task(load_active_bookings(self._ampeco, wanted, booking.user_id))
        own = Window(booking.start_at, booking.end_at)
        ports = booking.booked_evse_ids or ()
        free = clip_to_bookable(
            _with_own_window(fetching_free.result(), ports, own), self._policy.bookable(self._now())
        )
        if not ports or not all(fits(wanted, free.get(port, ())) for port in ports):
            location = await self._catalog.location(booking.location_id)
            raise SlotUnavailable(
                find_alternatives(wanted, free, ports, ports[0] if ports else None), self._catalog.zone(location)
            )
        if self._policy.allow_overlapping_bookings or booking.user_id is None:
            return
        if loading_active.result().overlapping(wanted, booking.user_id, exclude_booking_id=booking.id):
            raise OverlappingBooking

    async def _send(self, request_input: CancelBooking | UpdateBooking, change_id: str) -> Change:
        submission = await submit_idempotently(
            self._ampeco, request_input, lambda: find_change_request(self._ampeco, change_id), sleep=self._sleep
        )
        if not isinstance(submission.request, CancelRequest | UpdateRequest):
            raise NotChangeable
        return submission.request


def _with_own_window(free: FreeWindows, ports: tuple[int, ...], own: Window) -> FreeWindows:
    return dict(free) | {port: merge_windows((*free.get(port, ()), own)) for port in ports}


def _require_same_times(earlier: Change, wanted: Window) -> UpdateRequest:
    move = _require_type(earlier, UpdateRequest)
    if (move.start_at, move.end_at) != (wanted.start, wanted.end):
        raise KeyReused
    return move


def _require_type(earlier: Change, kind: type[ChangeT]) -> ChangeT:
    if not isinstance(earlier, kind):
        raise KeyReused
    return earlier
