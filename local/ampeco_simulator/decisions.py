"""What Ampeco decides about pending requests: the conflict check, and the port when none was named."""

from datetime import datetime

from .asks import CancelAsk, CreateAsk, EvseCriteria, UpdateAsk
from .bookings import Booking
from .wire import Record
from .world import BookingRequest, World

__all__ = ["decide", "decide_due"]


class _Rejected(Exception):
    """The request is not accepted, for the human reason given."""


def decide_due(world: World, now: datetime) -> None:
    """Decide every request that is due by now, in the order in which they fell due, each as of that moment."""
    due = [
        (request.due_at, request)
        for request in world.requests.values()
        if request.decided_at is None and request.due_at is not None and request.due_at <= now
    ]
    for due_at, request in sorted(due, key=lambda pair: pair[0]):
        decide(world, request, due_at)


def decide(world: World, request: BookingRequest, at: datetime) -> None:
    """Approve or reject one pending request, as of `at`."""
    try:
        request.booking_id = _carry_out(world, request, at).id
    except _Rejected as outcome:
        request.rejection = str(outcome)
    request.decided_at = at


def _carry_out(world: World, request: BookingRequest, at: datetime) -> Booking:
    reason = world.approval.take_rejection(request.ask.type)
    if reason is not None:
        raise _Rejected(reason)
    match request.ask:
        case CreateAsk() as ask:
            return _create(world, ask, at)
        case UpdateAsk() as ask:
            return _update(world, ask, at)
        case CancelAsk() as ask:
            return _cancel(world, ask, at)


def _create(world: World, ask: CreateAsk, at: datetime) -> Booking:
    _check_user(world, ask.user_id)
    if ask.start_at < at.replace(microsecond=0):
        raise _Rejected("The requested start has already passed.")
    evse_id = _port_for(world, ask, at)
    booking = world.book(user_id=ask.user_id, evse_id=evse_id, start=ask.start_at, end=ask.end_at, at=at)
    booking.tokens = tuple(world.tokens[token_id] for token_id in ask.authorized_token_ids or ())
    return booking


def _port_for(world: World, ask: CreateAsk, at: datetime) -> int:
    if ask.evse_id is not None:
        if not world.catalogue.is_bookable(ask.evse_id):
            raise _Rejected("The EVSE cannot be booked.")
        if not world.is_free(ask.evse_id, ask.start_at, ask.end_at, at=at):
            raise _Rejected("The EVSE is already booked for the requested time.")
        return ask.evse_id
    suitable = [
        evse_id
        for evse_id in world.catalogue.bookable_evses(ask.location_id)
        if _meets(world.catalogue.evses[evse_id], ask.evse_criteria or EvseCriteria())
    ]
    if not suitable:
        raise _Rejected("No EVSE at the location meets the criteria.")
    for evse_id in suitable:
        if world.is_free(evse_id, ask.start_at, ask.end_at, at=at):
            return evse_id
    raise _Rejected("Every suitable EVSE is already booked for the requested time.")


def _meets(evse: Record, criteria: EvseCriteria) -> bool:
    power_kw = (evse["powerOptions"]["maxPower"] or 0) / 1000
    connectors = {connector["type"] for connector in evse["connectors"]}
    return (
        criteria.current_type in {None, evse["currentType"]}
        and (criteria.connector_type is None or criteria.connector_type in connectors)
        and (criteria.min_power is None or power_kw >= criteria.min_power)
        and (criteria.max_power is None or power_kw <= criteria.max_power)
    )


def _update(world: World, ask: UpdateAsk, at: datetime) -> Booking:
    booking = _changeable(world, ask.booking_id, at)
    user_id = booking.user_id if ask.user_id is None else ask.user_id
    start, end = ask.start_at or booking.start, ask.end_at or booking.end
    _check_user(world, user_id)
    if start >= end:
        raise _Rejected("The booking would end before it starts.")
    if start != booking.start and start < at.replace(microsecond=0):
        raise _Rejected("The requested start has already passed.")
    if not world.is_free(booking.evse_id, start, end, at=at, besides=booking.id):
        raise _Rejected("The EVSE is already booked for the requested time.")
    booking.user_id, booking.start, booking.end, booking.changed_at = user_id, start, end, at
    if ask.authorized_token_ids is not None:
        booking.tokens = tuple(world.tokens[token_id] for token_id in ask.authorized_token_ids)
    return booking


def _cancel(world: World, ask: CancelAsk, at: datetime) -> Booking:
    booking = _changeable(world, ask.booking_id, at)
    booking.cancelled, booking.changed_at = True, at
    return booking


def _changeable(world: World, booking_id: int, at: datetime) -> Booking:
    booking = world.bookings[booking_id]
    if not booking.is_live(at):
        raise _Rejected(f"The booking is {booking.status(at)} and can no longer be changed.")
    return booking


def _check_user(world: World, user_id: int) -> None:
    if world.users[user_id]["status"] != "enabled":
        raise _Rejected("The user account is disabled.")
