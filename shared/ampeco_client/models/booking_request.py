"""Booking requests: create, change or cancel a booking. `/resources/booking-requests/v1.0`."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, FiniteFloat

from ._wire import Id, Instant, Key, OpenEnum, RequestModel, ResponseModel, UtcDatetime, Words
from .booking import UNKNOWN
from .evse import ConnectorType, CurrentType

_ExternalId = Annotated[str, Field(min_length=1, max_length=255)]


class BookingRequestStatus(StrEnum):
    """Status of a request."""

    PENDING = "pending"
    """Not decided yet."""
    APPROVED = "approved"
    """Approved and executed."""
    REJECTED = "rejected"
    """Rejected; `rejection_reason` has the reason."""


class EvseCriteria(ResponseModel):
    """Required properties of the EVSE if none is named; `min_power` and `max_power` are in kW."""

    current_type: OpenEnum[CurrentType] | None = None
    connector_type: OpenEnum[ConnectorType] | None = None
    min_power: FiniteFloat | None = None
    max_power: FiniteFloat | None = None


class CreateBooking(RequestModel):
    """Create a booking. A named EVSE takes precedence over criteria; with neither, Ampeco uses any EVSE."""

    type: Literal["create"] = "create"
    user_id: Id
    location_id: Id
    start_at: UtcDatetime
    end_at: UtcDatetime
    evse_id: Id | None = None
    evse_criteria: EvseCriteria | None = None
    external_id: _ExternalId | None = None


class UpdateBooking(RequestModel):
    """Reschedule a booking, or assign it to another user. Its EVSE cannot be changed."""

    type: Literal["update"] = "update"
    booking_id: Id
    start_at: UtcDatetime | None = None
    end_at: UtcDatetime | None = None
    user_id: Id | None = None
    external_id: _ExternalId | None = None


class CancelBooking(RequestModel):
    """Cancel a booking."""

    type: Literal["cancel"] = "cancel"
    booking_id: Id
    external_id: _ExternalId | None = None


class _BookingRequestBase(ResponseModel):
    """Common fields of all requests. `rejection_reason` is present only if rejected.

    Only the id is required: None means missing, and `status` is then `UNKNOWN`.
    """

    id: Key
    status: OpenEnum[BookingRequestStatus] = UNKNOWN
    rejection_reason: Words | None = None
    created_at: Instant | None = None
    last_updated_at: Instant | None = None
    external_id: str | None = None
    booking_id: Key | None = None


class _ForTime(_BookingRequestBase):
    """Common fields of requests with a time and a place."""

    user_id: Key | None = None
    location_id: Key | None = None
    start_at: Instant | None = None
    end_at: Instant | None = None
    evse_id: Key | None = None
    evse_criteria: EvseCriteria | None = None


class CreateRequest(_ForTime):
    """A request to create a booking. `booking_id` is present once approved, `evse_id` only if one was requested."""

    type: Literal["create"] = "create"


class UpdateRequest(_BookingRequestBase):
    """A request to change the booking `booking_id`; missing fields stay unchanged."""

    type: Literal["update"] = "update"
    user_id: Key | None = None
    start_at: Instant | None = None
    end_at: Instant | None = None


class CancelRequest(_BookingRequestBase):
    """A request to cancel the booking `booking_id`."""

    type: Literal["cancel"] = "cancel"


class OtherRequest(_ForTime):
    """A request with a missing or unknown type."""

    type: Literal["other"] = "other"


BookingRequest = CreateRequest | UpdateRequest | CancelRequest | OtherRequest
"""Any request, discriminated by `type`."""


def parse_booking_request(record: dict[str, object]) -> BookingRequest:
    """Return the request for the record; raises pydantic's ValidationError."""
    match record.get("type"):
        case "create":
            return CreateRequest.model_validate(record)
        case "update":
            return UpdateRequest.model_validate(record)
        case "cancel":
            return CancelRequest.model_validate(record)
        case _:
            return OtherRequest.model_validate(record | {"type": "other"})


class BookingRequestFilters(NamedTuple):
    """Filters `filter[...]` of the list of requests; one status at a time."""

    status: BookingRequestStatus | None = None
    user_id: int | None = None
    location_id: int | None = None
    start_after: datetime | None = None
    start_before: datetime | None = None
    end_after: datetime | None = None
    end_before: datetime | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    external_id: str | None = None
