"""State of the simulated tenant, and the only function that creates bookings."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import NamedTuple

from .approval import Approval
from .bookings import Booking, FinalStatus
from .catalog import Catalog
from .formats import Record, stamp
from .request_bodies import CreateRequestBody, RequestBody, UpdateRequestBody, echo

__all__ = ["BookingRequest", "Subject", "TenantState", "View"]

_FIRST_BOOKING = 20_001
_FIRST_REQUEST = 90_001
_FINAL_STATUSES: tuple[FinalStatus, ...] = ("completed", "no-show", "failed")
_FINAL_STATUS_WEIGHTS = (90, 7, 3)


@dataclass(slots=True)
class BookingRequest:
    """A request and its outcome. Pending until `decided_at`; approved if it then has no `rejection`."""

    id: int
    body: RequestBody
    created_at: datetime
    due_at: datetime | None = None
    decided_at: datetime | None = None
    rejection: str | None = None
    booking_id: int | None = None

    @property
    def status(self) -> str:
        """Return pending, approved or rejected."""
        if self.decided_at is None:
            return "pending"
        return "approved" if self.rejection is None else "rejected"

    def render(self, tokens: list[Record]) -> Record:
        """Return the request in Ampeco's format: empty fields are omitted."""
        record: Record = {"id": self.id, **echo(self.body), "status": self.status}
        if self.rejection is not None:
            record["rejectionReason"] = self.rejection
        if self.body.type == "create" and self.booking_id is not None:
            record["bookingId"] = self.booking_id
        if tokens:
            record["authorizedTokens"] = tokens
        return record | {
            "createdAt": stamp(self.created_at),
            "lastUpdatedAt": stamp(self.decided_at or self.created_at),
        }


class Subject(NamedTuple):
    """The subject of a request: site, times, driver."""

    user_id: int
    location_id: int
    start: datetime
    end: datetime


@dataclass
class TenantState:
    """The tenant's records by id. `rng` is the only source of randomness."""

    catalog: Catalog
    users: dict[int, Record]
    tokens: dict[int, Record]
    approval: Approval
    rng: Random
    bookings: dict[int, Booking] = field(default_factory=dict)
    requests: dict[int, BookingRequest] = field(default_factory=dict)

    def book(self, *, user_id: int, evse_id: int, start: datetime, end: datetime, at: datetime) -> Booking:
        """Add a booking without checks: the caller has checked that the port is free."""
        location_id = self.catalog.location_of(evse_id)
        access_methods = self.catalog.locations[location_id].get("accessMethods")
        booking = Booking(
            id=_FIRST_BOOKING + len(self.bookings),
            user_id=user_id,
            location_id=location_id,
            evse_id=evse_id,
            start=start,
            end=end,
            access_methods=None if access_methods is None else list(access_methods),
            final_status=self.rng.choices(_FINAL_STATUSES, _FINAL_STATUS_WEIGHTS)[0],
            created_at=at,
            changed_at=at,
        )
        self.bookings[booking.id] = booking
        return booking

    def submit(self, body: RequestBody, *, at: datetime, due_at: datetime | None) -> BookingRequest:
        """Add a pending request."""
        request = BookingRequest(_FIRST_REQUEST + len(self.requests), body, created_at=at, due_at=due_at)
        self.requests[request.id] = request
        return request

    def about(self, request: BookingRequest) -> Subject:
        """Return the times and criteria of a request; missing ones are those of its booking."""
        body = request.body
        if isinstance(body, CreateRequestBody):
            return Subject(body.user_id, body.location_id, body.start_at, body.end_at)
        booking = self.bookings[body.booking_id]
        if not isinstance(body, UpdateRequestBody):
            return Subject(booking.user_id, booking.location_id, booking.start, booking.end)
        user_id = booking.user_id if body.user_id is None else body.user_id
        return Subject(user_id, booking.location_id, body.start_at or booking.start, body.end_at or booking.end)

    def is_free(
        self, evse_id: int, start: datetime, end: datetime, *, at: datetime, exclude_booking_id: int | None = None
    ) -> bool:
        """Return whether no booking (except one to ignore) overlaps [start, end) on the EVSE."""
        return not any(
            booking.evse_id == evse_id and booking.id != exclude_booking_id and booking.occupies(start, end, at)
            for booking in self.bookings.values()
        )


@dataclass(frozen=True)
class View:
    """The state as of an instant, for requests to an origin, `http://host:port`."""

    tenant: TenantState
    now: datetime
    origin: str = ""
