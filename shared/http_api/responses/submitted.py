"""Responses to submitted requests: the reference under which the outcome is found."""

from typing import Self

from shared.ampeco_client import CreateRequest
from shared.domain.bookings.change import Change
from shared.domain.identifiers import ReferenceSigner
from shared.http_api.responses.base import ResponseModel


def status_path(reference: str) -> str:
    """Return where the booking's page is. The reference stands in the fragment, which no server gets to see."""
    return f"/booking#{reference}"


class SubmittedBookingResponse(ResponseModel):
    """What became of an order so far. `id` is the reference; `status` is the request's, as Ampeco decided it."""

    id: str
    booking_request_id: int
    status: str
    status_url: str

    @classmethod
    def from_request(cls, request: CreateRequest, reference: str) -> Self:
        """Return the reply for `request`."""
        return cls(
            id=reference,
            booking_request_id=request.id,
            status=request.status,
            status_url=status_path(reference),
        )


class SubmittedChangeResponse(ResponseModel):
    """A reference to a change: a request that Ampeco decides."""

    change: str

    @classmethod
    def from_change(cls, change: Change, references: ReferenceSigner) -> Self:
        """Return the reply for `change`."""
        return cls(change=references.reference(change.external_id or ""))
