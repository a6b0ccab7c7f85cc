"""Events that may deserve a message, found in few, possibly incomplete lists of Ampeco. Pure.

An event is a reason to look closer: whether its message is due is decided by `due_messages`, from complete facts about
the driver, and only if the message with its key was not sent yet.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from shared.ampeco_client import (
    Booking,
    BookingRequest,
    BookingRequestStatus,
    BookingStatus,
    CancelRequest,
    CreateRequest,
    UpdateRequest,
)
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.messages.policy import MAX_EVENT_AGE, MessagePolicy


class Snapshot(NamedTuple):
    """What one run has read: requests, bookings, and the broken EVSE of each booking that has one."""

    requests: tuple[BookingRequest, ...] = ()
    bookings: tuple[Booking, ...] = ()
    broken_ports: Mapping[int, int] = {}


class Event(NamedTuple):
    """Something that happened to a booking, or to a request without one. Its key is that of its message."""

    key: str
    booking_id: int | None = None
    request_id: int | None = None


def created(booking_id: int) -> Event:
    """Return the event of a booking that was approved."""
    return Event(f"created:{booking_id}", booking_id)


def changed(booking_id: int, request_id: int) -> Event:
    """Return the event of an approved change; each has its own, since a booking may get an earlier time again."""
    return Event(f"changed:{booking_id}:{request_id}", booking_id)


def canceled(booking_id: int) -> Event:
    """Return the event of a cancellation, whoever canceled."""
    return Event(f"canceled:{booking_id}", booking_id)


def declined(request_id: int) -> Event:
    """Return the event of a rejected request."""
    return Event(f"declined:{request_id}", request_id=request_id)


def starts_soon(booking_id: int, start: datetime) -> Event:
    """Return the event of a booking about to start at this time."""
    return Event(f"reminder:{booking_id}:{start.isoformat()}", booking_id)


def port_broken(booking_id: int, start: datetime, evse_id: int) -> Event:
    """Return the event of a booking whose port is out of order."""
    return Event(f"port-out-of-order:{booking_id}:{start.isoformat()}:{evse_id}", booking_id)


def find_events(snapshot: Snapshot, now: datetime, policy: MessagePolicy) -> tuple[Event, ...]:
    """Return each event of the snapshot once, in the order in which drivers should learn of them."""
    found = [event for request in snapshot.requests for event in _of_request(request, now)]
    for booking in snapshot.bookings:
        found += _of_booking(booking, snapshot.broken_ports.get(booking.id), now, policy)
    return tuple(dict.fromkeys(found))


def is_recent(instant: datetime | None, now: datetime) -> bool:
    """Return whether an event at this instant is still reported. One without a time is not."""
    return instant is not None and now - instant < MAX_EVENT_AGE


def is_reminder_due(start: datetime, now: datetime, policy: MessagePolicy) -> bool:
    """Return whether a booking with this start is about to begin."""
    return now < start <= now + policy.reminder


def _of_request(request: BookingRequest, now: datetime) -> Iterator[Event]:
    if not is_recent(request.last_updated_at, now):
        return
    match request:
        case CreateRequest(status=BookingRequestStatus.REJECTED):
            yield declined(request.id)
        case CreateRequest(status=BookingRequestStatus.APPROVED, booking_id=int(booking_id)):
            yield created(booking_id)
        case UpdateRequest(status=BookingRequestStatus.APPROVED, booking_id=int(booking_id)):
            yield changed(booking_id, request.id)
        case CancelRequest(status=BookingRequestStatus.APPROVED, booking_id=int(booking_id)):
            yield canceled(booking_id)


def _of_booking(booking: Booking, broken: int | None, now: datetime, policy: MessagePolicy) -> Iterator[Event]:
    if booking.status == BookingStatus.CANCELLED and is_recent(booking.last_updated_at, now):
        yield canceled(booking.id)
    if booking.status in ACTIVE_STATUSES and booking.start_at > now:
        if broken is not None:
            yield port_broken(booking.id, booking.start_at, broken)
        if is_reminder_due(booking.start_at, now, policy):
            yield starts_soon(booking.id, booking.start_at)
