"""Conflicts with the driver's other bookings. Ampeco does not check them."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingFilters,
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    BookingStatus,
    CreateRequest,
    OtherRequest,
)
from shared.domain.timeutil.intervals import Window
from shared.infra.concurrency import task_group

ACTIVE_STATUSES = (BookingStatus.RESERVED, BookingStatus.ACCEPTED)
"""Statuses in which a booking holds its port. Ampeco filters by one at a time, so lists are read in this order."""
LISTS: frozenset[str] = frozenset({*ACTIVE_STATUSES, BookingRequestStatus.PENDING})
"""Lists that may contain a driver's bookings: two booking statuses, and pending create requests."""


class BusyInterval(NamedTuple):
    """Time of an active booking or a pending create request; `booking_id` is None for a request."""

    user_id: int | None
    window: Window
    booking_id: int | None = None


class ActiveBookings(NamedTuple):
    """Busy time around a window: of the driver `user_id`, or of all drivers if that is None.

    `missing` are the lists with more rows than were read.
    """

    intervals: tuple[BusyInterval, ...]
    missing: frozenset[str] = frozenset()
    user_id: int | None = None

    def covers_user(self, user_id: int) -> bool:
        """Return whether this contains all active bookings of this driver."""
        return not self.missing if self.user_id is None else self.user_id == user_id

    def with_driver(self, own: "ActiveBookings") -> "ActiveBookings":
        """Return the rows of these lists and of `own`, each once."""
        return ActiveBookings(tuple(dict.fromkeys((*self.intervals, *own.intervals))), user_id=own.user_id)

    def of(self, user_id: int, *, exclude_booking_id: int | None = None) -> tuple[BusyInterval, ...]:
        """Return the driver's busy intervals, except those of the booking `exclude_booking_id`."""
        return tuple(
            one
            for one in self.intervals
            if one.user_id == user_id and (exclude_booking_id is None or one.booking_id != exclude_booking_id)
        )

    def overlapping(self, wanted: Window, user_id: int, *, exclude_booking_id: int | None = None) -> bool:
        """Return whether the driver has a booking that overlaps `wanted`, except the booking `exclude_booking_id`."""
        return any(one.window.overlaps(wanted) for one in self.of(user_id, exclude_booking_id=exclude_booking_id))


async def load_active_bookings(
    ampeco: AmpecoClient, wanted: Window, user_id: int | None = None, *, lists: Collection[str] = LISTS
) -> ActiveBookings:
    """Return what overlaps `wanted`, of one driver or of all, from one page of each of the `lists`.

    Before the driver is known, the bookings of all drivers can be read in the same round as the driver; for nearly
    every operator, one page contains all bookings of an hour.

    Raises AmpecoError.
    """
    start_before, end_after = wanted.end, wanted.start
    async with task_group() as group:
        booked = {
            status: group.create_task(
                ampeco.list_bookings(
                    BookingFilters(status=status, user_id=user_id, start_before=start_before, end_after=end_after)
                ).page()
            )
            for status in ACTIVE_STATUSES
            if status in lists
        }
        requested = {
            status: group.create_task(
                ampeco.list_booking_requests(
                    BookingRequestFilters(
                        status=status, user_id=user_id, start_before=start_before, end_after=end_after
                    )
                ).page()
            )
            for status in (BookingRequestStatus.PENDING,)
            if status in lists
        }
    return ActiveBookings(
        intervals=(
            *_intervals_of_bookings(one for task in booked.values() for one in task.result().items),
            *_intervals_of_requests(one for task in requested.values() for one in task.result().items),
        ),
        missing=frozenset(str(status) for status, task in (booked | requested).items() if task.result().next),
        user_id=user_id,
    )


def _intervals_of_bookings(bookings: Iterable[Booking]) -> tuple[BusyInterval, ...]:
    return tuple(BusyInterval(one.user_id, Window(one.start_at, one.end_at), one.id) for one in bookings)


def _intervals_of_requests(requests: Iterable[BookingRequest]) -> tuple[BusyInterval, ...]:
    return tuple(
        BusyInterval(one.user_id, Window(one.start_at, one.end_at))
        for one in requests
        if isinstance(one, CreateRequest | OtherRequest) and one.start_at and one.end_at
    )
