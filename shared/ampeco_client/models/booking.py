"""Bookings: what came of the approved requests. `/resources/bookings/v1.0`."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, Field

from ._wire import Instant, Key, NullableList, OpenEnum, ResponseModel
from .location import AccessMethod


class BookingStatus(StrEnum):
    """Where a booking stands. The first two are alive, the others final."""

    ACCEPTED = "accepted"
    """Confirmed."""
    RESERVED = "reserved"
    """The EVSE is held for it now (OCPP ReserveNow)."""
    COMPLETED = "completed"
    """The driver came and a session started."""
    CANCELLED = "cancelled"
    """Cancelled, by the driver or by the system."""
    NO_SHOW = "no-show"
    """Nobody came in time."""
    FAILED = "failed"
    """The EVSE could not be held."""


def _ids(evses: object) -> object:
    if not isinstance(evses, list | tuple):
        return evses
    return [evse["id"] if isinstance(evse, dict) and "id" in evse else evse for evse in evses]


UNKNOWN = "unknown"
"""Stands for a status that was not told."""


class Booking(ResponseModel):
    """A booking. `booked_evse_ids` (up to 3) is None where it was not told: the list never tells it.

    Without its time it is of no use; whatever else cannot be read is None, and `status` then `UNKNOWN`.
    `access_methods` are those of the location when it was booked; RFID tokens are never kept.
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
    """What `filter[...]` of the list of bookings understands; one status at a time.

    A window overlaps another when `start_before` is its end and `end_after` its start.
    """

    status: BookingStatus | None = None
    user_id: int | None = None
    location_id: int | None = None
    start_after: datetime | None = None
    start_before: datetime | None = None
    end_after: datetime | None = None
    end_before: datetime | None = None
