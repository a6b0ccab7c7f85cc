"""Whether a driver already holds a booking at that time. Ampeco does not look: it lets one driver hold two ports."""

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
from shared.domain.together import side_by_side
from shared.domain.windows import Window

LIVE = (BookingStatus.ACCEPTED, BookingStatus.RESERVED)
LISTS: frozenset[str] = frozenset({*LIVE, BookingRequestStatus.PENDING})
"""What a driver can hold: two kinds of bookings, and what is asked for. A list of each."""


class Held(NamedTuple):
    """Time that a driver holds or has asked for. `booking_id` is None while it is only asked for."""

    user_id: int | None
    window: Window
    booking_id: int | None = None


class Holdings(NamedTuple):
    """What is held around a window: by the driver `user_id`, or by anybody when that is None.

    `missing` are the lists of which Ampeco had more to tell.
    """

    held: tuple[Held, ...]
    missing: frozenset[str] = frozenset()
    user_id: int | None = None

    def tells_of(self, user_id: int) -> bool:
        """Tell whether what this driver holds is among it."""
        return not self.missing if self.user_id is None else self.user_id == user_id

    def with_own(self, own: "Holdings") -> "Holdings":
        """Return what everybody's lists tell and what `own` adds of one driver: a row that is in both counts once."""
        return Holdings(tuple(dict.fromkeys((*self.held, *own.held))), user_id=own.user_id)

    def of(self, user_id: int, *, besides: int | None = None) -> tuple[Held, ...]:
        """Return what the driver holds, other than by the booking `besides`."""
        return tuple(
            one for one in self.held if one.user_id == user_id and (besides is None or one.booking_id != besides)
        )

    def overlapping(self, wanted: Window, user_id: int, *, besides: int | None = None) -> bool:
        """Tell whether the driver holds time that overlaps `wanted`, other than by the booking `besides`."""
        return any(one.window.overlaps(wanted) for one in self.of(user_id, besides=besides))


async def holdings(
    ampeco: AmpecoClient, wanted: Window, user_id: int | None = None, *, lists: Collection[str] = LISTS
) -> Holdings:
    """Return what overlaps `wanted`: of one driver, or of everybody, as far as one page of each of the `lists` goes.

    Before the driver is known everybody's can be asked for in the same round as the driver; at nearly every operator
    one page holds all bookings of an hour.

    Raises AmpecoError.
    """
    start_before, end_after = wanted.end, wanted.start
    async with side_by_side() as group:
        booked = {
            status: group.create_task(
                ampeco.list_bookings(
                    BookingFilters(status=status, user_id=user_id, start_before=start_before, end_after=end_after)
                ).page()
            )
            for status in LIVE
            if status in lists
        }
        asked = {
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
    return Holdings(
        held=(
            *_booked(one for task in booked.values() for one in task.result().items),
            *_asked(one for task in asked.values() for one in task.result().items),
        ),
        missing=frozenset(
            (
                *(str(status) for status, task in booked.items() if task.result().next),
                *(str(status) for status, task in asked.items() if task.result().next),
            )
        ),
        user_id=user_id,
    )


def _booked(bookings: Iterable[Booking]) -> tuple[Held, ...]:
    return tuple(Held(one.user_id, Window(one.start_at, one.end_at), one.id) for one in bookings)


def _asked(requests: Iterable[BookingRequest]) -> tuple[Held, ...]:
    return tuple(
        Held(one.user_id, Window(one.start_at, one.end_at))
        for one in requests
        if isinstance(one, CreateRequest | OtherRequest) and one.start_at and one.end_at
    )
