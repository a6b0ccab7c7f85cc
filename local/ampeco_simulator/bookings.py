"""A booking, and its status over time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from .formats import Record, stamp

__all__ = ["Booking", "BookingStatus", "FinalStatus"]

BookingStatus = Literal["accepted", "reserved", "completed", "cancelled", "no-show", "failed"]
FinalStatus = Literal["completed", "no-show", "failed"]

_RESERVED_BEFORE = timedelta(minutes=15)
_FINAL_STATUS_AFTER: dict[FinalStatus, timedelta] = {
    "completed": timedelta(minutes=5),
    "failed": timedelta(minutes=5),
    "no-show": timedelta(minutes=20),
}


@dataclass(slots=True)
class Booking:
    """A port booked for a time. `final_status` is its status at the end unless it is canceled."""

    id: int
    user_id: int
    location_id: int
    evse_id: int
    start: datetime
    end: datetime
    access_methods: list[str] | None
    final_status: FinalStatus
    created_at: datetime
    changed_at: datetime
    tokens: tuple[Record, ...] = ()
    cancelled: bool = False

    def status(self, now: datetime) -> BookingStatus:
        """Return accepted, then reserved shortly before the start, then the final status; cancelled if it was."""
        if self.cancelled:
            return "cancelled"
        if now >= self.start + _FINAL_STATUS_AFTER[self.final_status]:
            return self.final_status
        return "reserved" if now >= self.start - _RESERVED_BEFORE else "accepted"

    def is_live(self, now: datetime) -> bool:
        """Return whether the booking is active: accepted or reserved."""
        return self.status(now) in {"accepted", "reserved"}

    def occupies(self, start: datetime, end: datetime, now: datetime) -> bool:
        """Return whether the port is busy during a part of [start, end): active, or charging since the start."""
        overlaps = self.start < end and start < self.end
        return overlaps and self.status(now) in {"accepted", "reserved", "completed"}

    def last_updated_at(self, now: datetime) -> datetime:
        """Return when its status or times last changed."""
        steps = {
            "reserved": self.start - _RESERVED_BEFORE,
            self.final_status: self.start + _FINAL_STATUS_AFTER[self.final_status],
        }
        return max(self.changed_at, steps.get(self.status(now), self.changed_at))

    def render(self, now: datetime) -> Record:
        """Return the booking as lists return it: without its EVSE."""
        status = self.status(now)
        record: Record = {"id": self.id, "userId": self.user_id}
        if self.tokens:
            record["authorizedTokens"] = list(self.tokens)
        record |= {
            "locationId": self.location_id,
            "startAt": stamp(self.start),
            "endAt": stamp(self.end),
            "status": status,
        }
        if status == "completed":
            record["sessionId"] = 700_000 + self.id
        if self.access_methods is not None:
            record["accessMethods"] = self.access_methods
        return record | {
            "createdAt": stamp(self.created_at),
            "lastUpdatedAt": stamp(self.last_updated_at(now)),
        }
