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
from shared.domain.together import side_by_side

T = TypeVar("T")

_LONGEST_APPROVAL = timedelta(days=1)
"""How long before the booking the request for it may have been made."""
_A_SECOND = timedelta(seconds=1)
_PAGES_OF_EVERYBODY = 10
_PAGES_OF_THE_DRIVER = 3


class History(NamedTuple):
    """The requests of one booking, oldest first, and whether all that can be of it were looked through."""

    requests: tuple[BookingRequest, ...]
    complete: bool


async def history_of(ampeco: AmpecoClient, booking: Booking) -> History:
    """Return the requests of the booking. Two calls, side by side, when not many requests were made since.

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
        created_after=made - _LONGEST_APPROVAL,
        created_before=made + _A_SECOND,
    )
    # What came long after its end can have changed nothing any more.
    since = BookingRequestFilters(created_after=made - _A_SECOND, created_before=booking.end_at + timedelta(days=1))
    async with side_by_side() as group:
        origin = group.create_task(ampeco.list_booking_requests(creation).all())
        others = group.create_task(first_pages(ampeco.list_booking_requests(since), at_most=_PAGES_OF_EVERYBODY))
    (everybodys, complete), theirs = others.result(), tuple[BookingRequest, ...]()
    if not complete and booking.user_id is not None:
        of_driver = ampeco.list_booking_requests(since._replace(user_id=booking.user_id))
        theirs, _ = await first_pages(of_driver, at_most=_PAGES_OF_THE_DRIVER)
    own = {one.id: one for one in (*origin.result(), *everybodys, *theirs) if one.booking_id == booking.id}
    return History(tuple(own[request_id] for request_id in sorted(own)), complete)


async def first_pages(listing: Paged[T], *, at_most: int) -> tuple[tuple[T, ...], bool]:
    """Return the items of the first pages of a list, and whether that were all of them.

    Raises AmpecoError.
    """
    page = await listing.page()
    items = [*page.items]
    for _ in range(at_most - 1):
        if page.next is None:
            break
        page = await listing.page(after=page.next)
        items += page.items
    return tuple(items), page.next is None
