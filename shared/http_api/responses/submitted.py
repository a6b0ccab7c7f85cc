"""Responses to submitted requests: a reference for reading the outcome."""

from typing import Literal, Self

from shared.ampeco_client import CreateRequest
from shared.domain.bookings.change import Change
from shared.domain.identifiers import ReferenceSigner
from shared.http_api.responses.base import ResponseModel


def status_path(reference: str) -> str:
    """Return the address of the status page. The reference is in the fragment, which is not sent to servers."""
    return f"/booking#{reference}"


class SubmittedBookingResponse(ResponseModel):
    """A submitted booking request. `id` is the reference; `status` is the request's status at Ampeco."""

    id: str
    booking_request_id: int
    status: str
    status_url: str

    @classmethod
    def from_request(cls, request: CreateRequest, reference: str) -> Self:
        """Return the response for `request`."""
        return cls(
            id=reference,
            booking_request_id=request.id,
            status=request.status,
            status_url=status_path(reference),
        )


class AcceptedLinksResponse(ResponseModel):
    """A request for links was taken. It is the same for everyone: whether a mail follows is not known here."""

    status: Literal["accepted"] = "accepted"


class SubmittedChangeResponse(ResponseModel):
    """A reference to a change: a request that Ampeco decides."""

    change: str

    @classmethod
    def from_change(cls, change: Change, references: ReferenceSigner) -> Self:
        """Return the response for `change`."""
        return cls(change=references.reference(change.external_id or ""))
