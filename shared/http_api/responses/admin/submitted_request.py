"""A submitted admin request, with its status so far."""

from collections.abc import Mapping
from typing import Self

from shared.ampeco_client import BookingRequest, CreateRequest
from shared.domain.catalog.labels import build_port_label
from shared.http_api.responses.admin.labels import PortLabelResponse
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


class SwitchRequestResponse(SubmittedRequestResponse):
    """A request for a booking on another port. `port` is absent if the driver let Ampeco choose it."""

    port: PortLabelResponse | None

    @classmethod
    def from_created(cls, request: CreateRequest, labels: Mapping[int, str]) -> Self:
        """Return the response for `request`; `labels` by EVSE id."""
        evse_id = request.evse_id
        label = build_port_label(evse_id, labels.get(evse_id)) if evse_id is not None else None
        return cls(
            request_id=request.id,
            status=request.status,
            booking_id=request.booking_id,
            rejection_reason=request.rejection_reason,
            port=PortLabelResponse.from_port(label) if label else None,
        )
