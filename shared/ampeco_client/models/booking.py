"""Bookings, the result of approved requests. `/resources/bookings/v1.0`."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, Field

from ._wire import Instant, Key, NullableList, OpenEnum, ResponseModel
from .location import AccessMethod


class BookingStatus(StrEnum):
    """Status of a booking. The first two are active, the others final."""

    ACCEPTED = "accepted"
    """Confirmed."""
    RESERVED = "reserved"
    """The EVSE is reserved for it now (OCPP ReserveNow)."""
    COMPLETED = "completed"
    """The driver arrived and a session started."""
    CANCELLED = "cancelled"
    """Canceled, by the driver or by the system."""
    NO_SHOW = "no-show"
    """The driver did not arrive in time."""
    FAILED = "failed"
    """The EVSE could not be reserved."""


def _ids(evses: object) -> object:
    if not isinstance(evses, list | tuple):
        return evses
    return [evse["id"] if isinstance(evse, dict) and "id" in evse else evse for evse in evses]


UNKNOWN = "unknown"
"""For a missing status."""


class Booking(ResponseModel):
    """A booking. `booked_evse_ids` (up to 3) is None if missing: lists never contain it.

    Unusable without its time; other unreadable fields are None, and `status` then `UNKNOWN`. `access_methods` are those
    of the location when it was booked; RFID tokens are never stored.
    """

    id: Key
    user_id: Key | None = None
    location_id: Key | None = None
    start_at: Instant
    end_at: Instant
    status: OpenEnum[BookingStatus] = UNKNOWN
    session_id: Key | None = None
    access_methods: NullableList[OpenEnum[AccessMethod]] = ()
    created_at: Instant | None = None
    last_updated_at: Instant | None = None
    booked_evse_ids: Annotated[tuple[Key, ...] | None, Field(alias="bookedEvses"), BeforeValidator(_ids)] = None


class BookingFilters(NamedTuple):
    """Filters `filter[...]` of the list of bookings; one status at a time.

    A window overlaps another if `start_before` is its end and `end_after` its start.
    """

    status: BookingStatus | None = None
    user_id: int | None = None
    location_id: int | None = None
    start_after: datetime | None = None
    start_before: datetime | None = None
    end_after: datetime | None = None
    end_before: datetime | None = None
