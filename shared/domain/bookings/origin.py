"""The create request of a booking. Ampeco cannot list requests by booking, and a booking does not name its request."""

from datetime import timedelta

from shared.ampeco_client import AmpecoClient, Booking, BookingRequestFilters, BookingRequestStatus, CreateRequest
from shared.domain.timeutil.intervals import FILTER_MARGIN

MAX_APPROVAL_TIME = timedelta(days=1)
"""Maximum time between the request for a booking and the booking."""
_MAX_PAGES = 10


def creation_filters(booking: Booking) -> BookingRequestFilters | None:
    """Return the narrowest filters that match the create request of the booking; None if its creation is unknown."""
    made = booking.created_at
    if made is None:
        return None
    return BookingRequestFilters(
        status=BookingRequestStatus.APPROVED,
        location_id=booking.location_id,
        created_after=made - MAX_APPROVAL_TIME,
        created_before=made + FILTER_MARGIN,
    )


async def find_create_request(ampeco: AmpecoClient, booking: Booking) -> CreateRequest | None:
    """Return the create request of the booking, None if Ampeco returns none. One call per 100 requests of that day.

    Raises AmpecoError.
    """
    filters = creation_filters(booking)
    if filters is None:
        return None
    requests = await ampeco.list_booking_requests(filters).all(max_pages=_MAX_PAGES)
    own = (one for one in requests if isinstance(one, CreateRequest) and one.booking_id == booking.id)
    return min(own, key=lambda one: one.id, default=None)
