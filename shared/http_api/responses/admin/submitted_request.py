"""A submitted admin request, with its status so far."""

from typing import Self

from shared.ampeco_client import BookingRequest, CreateRequest
from shared.http_api.responses.base import ResponseModel


class SubmittedRequestResponse(ResponseModel):
    """A request with Ampeco's decision so far. `booking_id` is present for a new booking only."""

    request_id: int
    status: str
    booking_id: int | None
    rejection_reason: str | None

    @classmethod
    def from_request(cls, request: BookingRequest) -> Self:
        """Return the response for `request`."""
        return cls(
            request_id=request.id,
            status=request.status,
            booking_id=request.booking_id if isinstance(request, CreateRequest) else None,
            rejection_reason=request.rejection_reason,
        )
