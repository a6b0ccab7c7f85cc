"""Outcome of an admin's request, as far as Ampeco has decided it."""

from typing import Self

from shared.ampeco_client import BookingRequest, CreateRequest
from shared.http_api.responses.base import ResponseModel


class SubmittedRequestResponse(ResponseModel):
    """A request, by its id, and what Ampeco decided of it so far. `booking_id` tells of a new booking only."""

    request_id: int
    status: str
    booking_id: int | None
    rejection_reason: str | None

    @classmethod
    def from_request(cls, request: BookingRequest) -> Self:
        """Return the reply for `request`."""
        return cls(
            request_id=request.id,
            status=request.status,
            booking_id=request.booking_id if isinstance(request, CreateRequest) else None,
            rejection_reason=request.rejection_reason,
        )
