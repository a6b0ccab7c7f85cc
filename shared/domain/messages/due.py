"""Which messages are due: a pure function of facts, time and policy.

It decides by the state that Ampeco reports now, not by the history of reading it: a booking that was approved and
canceled meanwhile yields only the cancellation, one that was approved and rescheduled only the change, with its final
time. A booking that ended yields nothing, and neither does a duplicate request of an idempotency key.

Ampeco does not link a booking to the one that it replaces. One that overlaps another of the same driver and site, which
was canceled within minutes afterwards, counts as a switch of port: one message about the change.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from shared.ampeco_client import (
    BookingRequest,
    BookingRequestStatus,
    BookingStatus,
    CreateRequest,
)
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.catalog.port_status import LiveStatus
from shared.domain.catalog.sites import Port
from shared.domain.messages import events
from shared.domain.messages.events import Event, is_recent, is_reminder_due
from shared.domain.messages.facts import Facts
from shared.domain.messages.history import History, histories, is_canonical, own_external_id
from shared.domain.messages.message import Message, MessageKind, ReplacedBooking
from shared.domain.messages.policy import PORT_CHECK_AHEAD, SWITCH_TIME, MessagePolicy
from shared.domain.timeutil.intervals import Window


class _Previous(NamedTuple):
    """What a change replaced; None where it stayed the same, or is unknown."""

    window: Window | None = None
    port: Port | None = None
    booking: ReplacedBooking | None = None


_UNKNOWN = _Previous()


def due_messages(facts: Facts, now: datetime, policy: MessagePolicy) -> tuple[Message, ...]:
    """Return the messages that are true and due at `now`, sent or not; each has the key of its event."""
    known = histories(facts)
    found = [message for request in _rejected(facts.requests) for message in _declined(request, facts, now)]
    for history in known:
        if history.booking.end_at <= now:
            continue
        if history.booking.status == BookingStatus.CANCELLED:
            found += _canceled(history, known, facts, now)
        elif history.booking.status in ACTIVE_STATUSES:
            found += _decided(history, known, facts, now)
            found += _upcoming(history, facts, now, policy)
    return tuple(found)


def _rejected(requests: tuple[BookingRequest, ...]) -> Iterator[CreateRequest]:
    for request in requests:
        match request:
            case CreateRequest(status=BookingRequestStatus.REJECTED) if is_canonical(request, requests):
                yield request


def _declined(request: CreateRequest, facts: Facts, now: datetime) -> Iterator[Message]:
    if request.start_at is None or request.end_at is None or request.user_id is None:
        return
    place = facts.places.get(request.location_id) if request.location_id is not None else None
    if place is None or request.end_at <= now or not is_recent(request.last_updated_at, now):
        return
    yield Message(
        kind=MessageKind.DECLINED,
        key=events.declined(request.id).key,
        user_id=request.user_id,
        external_id=own_external_id(request),
        booking=None,
        window=Window(request.start_at, request.end_at),
        location=place.location,
        zone=place.zone,
        port=facts.ports.get(request.evse_id) if request.evse_id is not None else None,
        rejection_reason=request.rejection_reason,
    )


def _canceled(history: History, others: tuple[History, ...], facts: Facts, now: datetime) -> Iterator[Message]:
    booking = history.booking
    if is_recent(booking.last_updated_at, now) and not any(_replaces(other, history) for other in others):
        yield from _message(MessageKind.CANCELED, events.canceled(booking.id), history, facts)


def _decided(history: History, others: tuple[History, ...], facts: Facts, now: datetime) -> Iterator[Message]:
    """Yield the message about the latest decision on an active booking: that it exists, or was changed."""
    booking = history.booking
    if not is_recent(history.decided_at, now):
        return
    replaced = next((other for other in others if _replaces(history, other)), None)
    if history.updates:
        windows = _successive_windows(history)
        old = _replaced_booking(replaced, facts) if replaced else None
        previous = _Previous(windows[-2] if len(windows) > 1 else None, booking=old)
        event = events.changed(booking.id, history.updates[-1].id)
        yield from _message(MessageKind.CHANGED, event, history, facts, previous)
    elif history.create:
        event = events.created(booking.id)
        if replaced:
            yield from _message(MessageKind.CHANGED, event, history, facts, _differences(replaced, history, facts))
        elif not any(_may_replace(history, other, now) for other in others):
            yield from _message(MessageKind.CONFIRMED, event, history, facts)


def _successive_windows(history: History) -> tuple[Window, ...]:
    """Return the times that the booking had, as far as is known; the last one is the current one."""
    create = history.create
    start, end = (create.start_at, create.end_at) if create else (None, None)
    known = [Window(start, end)] if start and end else []
    for update in history.updates[:-1]:
        start, end = update.start_at or start, update.end_at or end
        known += [Window(start, end)] if start and end else []
    return (*known, history.window)


def _upcoming(history: History, facts: Facts, now: datetime, policy: MessagePolicy) -> Iterator[Message]:
    booking, start = history.booking, history.booking.start_at
    evse_id = history.evse_id
    port = facts.ports.get(evse_id) if evse_id is not None else None
    if port and port.live_status == LiveStatus.OUT_OF_ORDER and now < start <= now + PORT_CHECK_AHEAD:
        event = events.port_broken(booking.id, start, port.evse_id)
        yield from _message(MessageKind.PORT_OUT_OF_ORDER, event, history, facts)
    # A booking that was made or moved within that time has just been reported.
    reported = history.decided_at is not None and history.decided_at > start - policy.reminder
    if is_reminder_due(start, now, policy) and not reported:
        yield from _message(MessageKind.REMINDER, events.starts_soon(booking.id, start), history, facts)


def _replaces(new: History, old: History) -> bool:
    """Return whether `old` was canceled because `new` took its place."""
    made, canceled = new.booking.created_at, old.booking.last_updated_at
    return (
        _is_alternative(new, old)
        and old.booking.status == BookingStatus.CANCELLED
        and made is not None
        and canceled is not None
        and made <= canceled < made + SWITCH_TIME  # from then on runs confirm the new one
    )


def _may_replace(new: History, old: History, now: datetime) -> bool:
    """Return whether `old` may still be canceled because `new` takes its place: a switch of port under way."""
    made = new.booking.created_at
    is_new = made is not None and now - made < SWITCH_TIME
    return is_new and old.booking.status in ACTIVE_STATUSES and _is_alternative(new, old)


def _is_alternative(new: History, old: History) -> bool:
    later, earlier = new.booking, old.booking
    return (
        later.user_id is not None
        and (later.user_id, later.location_id) == (earlier.user_id, earlier.location_id)
        and earlier.created_at is not None
        and later.created_at is not None
        and (earlier.created_at, earlier.id) < (later.created_at, later.id)
        and _successive_windows(new)[0].overlaps(old.window)  # it may have been rescheduled since
    )


def _differences(old: History, new: History, facts: Facts) -> _Previous:
    window = old.window if old.window != new.window else None
    booking = _replaced_booking(old, facts)
    return _Previous(window, booking.port if old.evse_id != new.evse_id else None, booking)


def _replaced_booking(old: History, facts: Facts) -> ReplacedBooking:
    port = facts.ports.get(old.evse_id) if old.evse_id is not None else None
    return ReplacedBooking(old.external_id, old.booking, port)


def _message(
    kind: MessageKind, event: Event, history: History, facts: Facts, previous: _Previous = _UNKNOWN
) -> Iterator[Message]:
    """Yield the message, unless Ampeco does not say whose the booking is or where."""
    booking = history.booking
    place = facts.places.get(booking.location_id) if booking.location_id is not None else None
    if booking.user_id is None or place is None:
        return
    yield Message(
        kind=kind,
        key=event.key,
        user_id=booking.user_id,
        external_id=history.external_id,
        booking=booking,
        window=history.window,
        location=place.location,
        zone=place.zone,
        port=facts.ports.get(history.evse_id) if history.evse_id is not None else None,
        previous_window=previous.window,
        previous_port=previous.port,
        replaced=previous.booking,
    )
