"""The requests that created and changed one booking. Ampeco cannot list requests by booking."""

from datetime import timedelta
from typing import NamedTuple, TypeVar

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequest,
    BookingRequestFilters,
    Paged,
)
from shared.domain.bookings.origin import creation_filters
from shared.domain.timeutil.intervals import FILTER_MARGIN
from shared.infra.concurrency import task_group

T = TypeVar("T")

_MAX_PAGES_OF_ALL = 10
_MAX_PAGES_OF_DRIVER = 3


class History(NamedTuple):
    """The requests of one booking, oldest first, and whether all that may belong to it were read."""

    requests: tuple[BookingRequest, ...]
    complete: bool


async def history_of(ampeco: AmpecoClient, booking: Booking) -> History:
    """Return the requests of the booking. Two concurrent calls, if few requests were created since.

    Returns None if the creation time of the booking is unknown.

    The create request is found by its site. A change request names neither site nor driver, and Ampeco does not
    document that it can be found by them. So all requests since then are read, in pages of 100, and only if these are
    too many, those of the driver as well.

    Raises AmpecoError.
    """
    made, creation = booking.created_at, creation_filters(booking)
    if made is None or creation is None:
        return History((), complete=False)
    # A request long after the booking's end cannot have changed it.
    since = BookingRequestFilters(created_after=made - FILTER_MARGIN, created_before=booking.end_at + timedelta(days=1))
    async with task_group() as group:
        origin = group.create_task(ampeco.list_booking_requests(creation).all())
        others = group.create_task(first_pages(ampeco.list_booking_requests(since), max_pages=_MAX_PAGES_OF_ALL))
    (of_all, complete), driver_requests = others.result(), tuple[BookingRequest, ...]()
    if not complete and booking.user_id is not None:
        of_driver = ampeco.list_booking_requests(since._replace(user_id=booking.user_id))
        driver_requests, _ = await first_pages(of_driver, max_pages=_MAX_PAGES_OF_DRIVER)
    own = {one.id: one for one in (*origin.result(), *of_all, *driver_requests) if one.booking_id == booking.id}
    return History(tuple(own[request_id] for request_id in sorted(own)), complete)


async def first_pages(listing: Paged[T], *, max_pages: int) -> tuple[tuple[T, ...], bool]:
    """Return the items of the first pages of a list, and whether these were all pages.

    Raises AmpecoError.
    """
    page = await listing.page()
    items = [*page.items]
    for _ in range(max_pages - 1):
        if page.next is None:
            break
        page = await listing.page(after=page.next)
        items += page.items
    return tuple(items), page.next is None
