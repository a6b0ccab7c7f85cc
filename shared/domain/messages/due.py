"""Which messages are due: a pure function of facts, time and policy.

It decides by the state that Ampeco reports now, not by the history of reading it: a booking that was approved and
canceled meanwhile yields only the cancellation, one that was approved and rescheduled only the change, with its final
time. A booking that ended yields nothing, and neither does a duplicate request of an idempotency key.

Ampeco does not link a booking to the one that it replaces. One that overlaps another of the same driver and site, which
was canceled within minutes afterwards, counts as a switch of port: one message about the change.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from shared.ampeco_client import (
    Booking,
    BookingRequest,
    BookingRequestStatus,
    BookingStatus,
    CreateRequest,
    UpdateRequest,
)
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.idempotency import canonical_request
from shared.domain.catalog.port_status import LiveStatus
from shared.domain.catalog.sites import Port
from shared.domain.identifiers import Source, source_of
from shared.domain.messages import events
from shared.domain.messages.events import Event, is_recent, is_reminder_due
from shared.domain.messages.facts import Facts
from shared.domain.messages.message import Message, MessageKind
from shared.domain.messages.policy import PORT_CHECK_AHEAD, SWITCH_TIME, MessagePolicy
from shared.domain.timeutil.intervals import Window


class _History(NamedTuple):
    """A booking with the requests that made it and changed its time, oldest first."""

    booking: Booking
    create: CreateRequest | None
    updates: tuple[UpdateRequest, ...]

    @property
    def window(self) -> Window:
        return Window(self.booking.start_at, self.booking.end_at)

    @property
    def told_at(self) -> datetime | None:
        """When the current time was decided, as far as is known."""
        latest = self.updates[-1] if self.updates else self.create
        return latest.last_updated_at if latest else self.booking.created_at

    @property
    def evse_id(self) -> int | None:
        """The booked EVSE; the requested one if the booking was read without."""
        booked = self.booking.booked_evse_ids
        return booked[0] if booked else self.create.evse_id if self.create else None


class _Previous(NamedTuple):
    """What a change replaced; None where it stayed the same, or is unknown."""

    window: Window | None = None
    port: Port | None = None


_UNKNOWN = _Previous()


def due_messages(facts: Facts, now: datetime, policy: MessagePolicy) -> tuple[Message, ...]:
    """Return the messages that are true and due at `now`, sent or not; each has the key of its event."""
    histories = _histories(facts)
    found = [message for request in _rejected(facts.requests) for message in _declined(request, facts, now)]
    for history in histories:
        if history.booking.end_at <= now:
            continue
        if history.booking.status == BookingStatus.CANCELLED:
            found += _canceled(history, histories, facts, now)
        elif history.booking.status in ACTIVE_STATUSES:
            found += _decided(history, histories, facts, now)
            found += _upcoming(history, facts, now, policy)
    return tuple(found)


def _histories(facts: Facts) -> tuple[_History, ...]:
    """Return the bookings with their requests, without those of duplicate requests."""
    updates: defaultdict[int, list[UpdateRequest]] = defaultdict(list)
    creates: dict[int, CreateRequest] = {}
    for request in facts.requests:
        if request.status != BookingRequestStatus.APPROVED or request.booking_id is None:
            continue
        if isinstance(request, CreateRequest):
            creates[request.booking_id] = request
        elif isinstance(request, UpdateRequest):
            updates[request.booking_id].append(request)
    return tuple(
        _History(booking, create, tuple(_effective(create, sorted(updates[booking.id], key=_decision_order))))
        for booking in facts.bookings
        for create in (creates.get(booking.id),)
        if create is None or _is_canonical(create, facts.requests)
    )


def _effective(create: CreateRequest | None, updates: Iterable[UpdateRequest]) -> Iterator[UpdateRequest]:
    """Yield the updates that changed the time: a duplicate of a change does not."""
    times = (create.start_at, create.end_at) if create else (None, None)
    for update in updates:
        before, times = times, (update.start_at or times[0], update.end_at or times[1])
        if times != before:
            yield update


def _decision_order(request: BookingRequest) -> tuple[float, int]:
    decided = request.last_updated_at
    return (decided.timestamp() if decided else 0.0, request.id)


def _is_canonical(create: CreateRequest, requests: Iterable[BookingRequest]) -> bool:
    if create.external_id is None:
        return True
    attempts = [one for one in requests if isinstance(one, CreateRequest) and one.external_id == create.external_id]
    canonical = canonical_request(attempts)
    return canonical is None or canonical.id == create.id


def _rejected(requests: tuple[BookingRequest, ...]) -> Iterator[CreateRequest]:
    for request in requests:
        match request:
            case CreateRequest(status=BookingRequestStatus.REJECTED) if _is_canonical(request, requests):
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
        external_id=_own(request),
        booking=None,
        window=Window(request.start_at, request.end_at),
        location=place.location,
        zone=place.zone,
        port=facts.ports.get(request.evse_id) if request.evse_id is not None else None,
        rejection_reason=request.rejection_reason,
    )


def _canceled(history: _History, others: tuple[_History, ...], facts: Facts, now: datetime) -> Iterator[Message]:
    booking = history.booking
    if is_recent(booking.last_updated_at, now) and not any(_replaces(other, history) for other in others):
        yield from _message(MessageKind.CANCELED, events.canceled(booking.id), history, facts)


def _decided(history: _History, others: tuple[_History, ...], facts: Facts, now: datetime) -> Iterator[Message]:
    """Yield the message about the latest decision on an active booking: that it exists, or was changed."""
    booking = history.booking
    if not is_recent(history.told_at, now):
        return
    if history.updates:
        windows = _successive_windows(history)
        previous = _Previous(windows[-2] if len(windows) > 1 else None)
        event = events.changed(booking.id, history.updates[-1].id)
        yield from _message(MessageKind.CHANGED, event, history, facts, previous)
    elif history.create:
        event = events.created(booking.id)
        replaced = next((other for other in others if _replaces(history, other)), None)
        if replaced:
            yield from _message(MessageKind.CHANGED, event, history, facts, _differences(replaced, history, facts))
        elif not any(_may_replace(history, other, now) for other in others):
            yield from _message(MessageKind.CONFIRMED, event, history, facts)


def _successive_windows(history: _History) -> tuple[Window, ...]:
    """Return the times that the booking had, as far as is known; the last one is the current one."""
    create = history.create
    start, end = (create.start_at, create.end_at) if create else (None, None)
    known = [Window(start, end)] if start and end else []
    for update in history.updates[:-1]:
        start, end = update.start_at or start, update.end_at or end
        known += [Window(start, end)] if start and end else []
    return (*known, history.window)


def _upcoming(history: _History, facts: Facts, now: datetime, policy: MessagePolicy) -> Iterator[Message]:
    booking, start = history.booking, history.booking.start_at
    evse_id = history.evse_id
    port = facts.ports.get(evse_id) if evse_id is not None else None
    if port and port.live_status == LiveStatus.OUT_OF_ORDER and now < start <= now + PORT_CHECK_AHEAD:
        event = events.port_broken(booking.id, start, port.evse_id)
        yield from _message(MessageKind.PORT_OUT_OF_ORDER, event, history, facts)
    # A booking that was made or moved within that time has just been reported.
    reported = history.told_at is not None and history.told_at > start - policy.reminder
    if is_reminder_due(start, now, policy) and not reported:
        yield from _message(MessageKind.REMINDER, events.starts_soon(booking.id, start), history, facts)


def _replaces(new: _History, old: _History) -> bool:
    """Return whether `old` was canceled because `new` took its place."""
    made, canceled = new.booking.created_at, old.booking.last_updated_at
    return (
        _is_alternative(new, old)
        and old.booking.status == BookingStatus.CANCELLED
        and made is not None
        and canceled is not None
        and made <= canceled <= made + SWITCH_TIME
    )


def _may_replace(new: _History, old: _History, now: datetime) -> bool:
    """Return whether `old` may still be canceled because `new` takes its place: a switch of port under way."""
    made = new.booking.created_at
    is_new = made is not None and now - made < SWITCH_TIME
    return is_new and old.booking.status in ACTIVE_STATUSES and _is_alternative(new, old)


def _is_alternative(new: _History, old: _History) -> bool:
    later, earlier = new.booking, old.booking
    return (
        later.user_id is not None
        and (later.user_id, later.location_id) == (earlier.user_id, earlier.location_id)
        and earlier.created_at is not None
        and later.created_at is not None
        and (earlier.created_at, earlier.id) < (later.created_at, later.id)
        and new.window.overlaps(old.window)
    )


def _differences(old: _History, new: _History, facts: Facts) -> _Previous:
    window = old.window if old.window != new.window else None
    is_other_port = old.evse_id is not None and old.evse_id != new.evse_id
    return _Previous(window, facts.ports.get(old.evse_id) if is_other_port and old.evse_id is not None else None)


def _message(
    kind: MessageKind, event: Event, history: _History, facts: Facts, previous: _Previous = _UNKNOWN
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
        external_id=_own(history.create),
        booking=booking,
        window=history.window,
        location=place.location,
        zone=place.zone,
        port=facts.ports.get(history.evse_id) if history.evse_id is not None else None,
        previous_window=previous.window,
        previous_port=previous.port,
    )


def _own(create: CreateRequest | None) -> str | None:
    external_id = create.external_id if create else None
    return external_id if source_of(external_id) is not Source.OTHER else None
