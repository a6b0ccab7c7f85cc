"""Whether a driver already holds a booking at that time. Ampeco does not look: it lets one driver hold two ports."""

from collections.abc import Iterable
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
    Page,
)
from shared.domain.together import side_by_side
from shared.domain.windows import Window

LIVE = (BookingStatus.ACCEPTED, BookingStatus.RESERVED)


class Held(NamedTuple):
    """Time that a driver holds or has asked for. `booking_id` is None while it is only asked for."""

    user_id: int | None
    window: Window
    booking_id: int | None = None


class Holdings(NamedTuple):
    """What is held around a window: by the driver `user_id`, or by anybody when that is None.

    `complete` tells whether Ampeco had no more to tell.
    """

    held: tuple[Held, ...]
    complete: bool
    user_id: int | None = None

    def tells_of(self, user_id: int) -> bool:
        """Tell whether what this driver holds is among it."""
        return self.complete if self.user_id is None else self.user_id == user_id

    def of(self, user_id: int, *, besides: int | None = None) -> tuple[Held, ...]:
        """Return what the driver holds, other than by the booking `besides`."""
        return tuple(
            one for one in self.held if one.user_id == user_id and (besides is None or one.booking_id != besides)
        )

    def overlapping(self, wanted: Window, user_id: int, *, besides: int | None = None) -> bool:
        """Tell whether the driver holds time that overlaps `wanted`, other than by the booking `besides`."""
        return any(one.window.overlaps(wanted) for one in self.of(user_id, besides=besides))


async def holdings(ampeco: AmpecoClient, wanted: Window, user_id: int | None = None) -> Holdings:
    """Return what overlaps `wanted`: of one driver, or of everybody as far as one page of each list goes.

    Before the driver is known everybody's can be asked for in the same round as the driver; at nearly every operator
    one page holds all bookings of an hour.

    Raises AmpecoError.
    """
    start_before, end_after = wanted.end, wanted.start
    async with side_by_side() as group:
        booked = [
            group.create_task(
                ampeco.list_bookings(
                    BookingFilters(status=status, user_id=user_id, start_before=start_before, end_after=end_after)
                ).page()
            )
            for status in LIVE
        ]
        asked = group.create_task(
            ampeco.list_booking_requests(
                BookingRequestFilters(
                    status=BookingRequestStatus.PENDING,
                    user_id=user_id,
                    start_before=start_before,
                    end_after=end_after,
                )
            ).page()
        )
    pages: list[Page[Booking]] = [task.result() for task in booked]
    requests = asked.result()
    return Holdings(
        held=(*_booked(one for page in pages for one in page.items), *_asked(requests.items)),
        complete=requests.next is None and all(page.next is None for page in pages),
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
