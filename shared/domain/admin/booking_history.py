"""The requests that made and changed one booking. Ampeco lists requests, but not by their booking."""

from datetime import timedelta
from typing import NamedTuple, TypeVar

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    Paged,
)
from shared.infra.concurrency import task_group

T = TypeVar("T")

_MAX_APPROVAL_TIME = timedelta(days=1)
"""How long before the booking the request for it may have been made."""
_ONE_SECOND = timedelta(seconds=1)
_MAX_PAGES_OF_ALL = 10
_MAX_PAGES_OF_DRIVER = 3


class History(NamedTuple):
    """The requests of one booking, oldest first, and whether all that can be of it were looked through."""

    requests: tuple[BookingRequest, ...]
    complete: bool


async def history_of(ampeco: AmpecoClient, booking: Booking) -> History:
    """Return the requests of the booking. Two calls, concurrently, when not many requests were made since.

    None where the booking does not tell when it was made.

    The request for it is found by its site. A change names neither site nor driver, and the document does not say that
    it is found by them: so a page of 100 after the other of all that anybody asked for since is looked through, and
    only where these are too many, those of the driver as well.

    Raises AmpecoError.
    """
    made = booking.created_at
    if made is None:
        return History((), complete=False)
    creation = BookingRequestFilters(
        status=BookingRequestStatus.APPROVED,
        location_id=booking.location_id,
        created_after=made - _MAX_APPROVAL_TIME,
        created_before=made + _ONE_SECOND,
    )
    # What came long after its end can have changed nothing any more.
    since = BookingRequestFilters(created_after=made - _ONE_SECOND, created_before=booking.end_at + timedelta(days=1))
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
    """Return the items of the first pages of a list, and whether that were all of them.

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
