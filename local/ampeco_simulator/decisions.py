"""Ampeco's decisions about pending requests: the conflict check, and the port if none was named."""

from datetime import datetime

from .bookings import Booking
from .formats import Record
from .request_bodies import CancelRequestBody, CreateRequestBody, EvseCriteria, UpdateRequestBody
from .tenant import BookingRequest, TenantState

__all__ = ["decide", "decide_due"]


class _Rejected(Exception):
    """The request is rejected, for the reason given."""


def decide_due(tenant: TenantState, now: datetime) -> None:
    """Decide every request that is due, in order of due time, each as of that time."""
    due = [
        (request.due_at, request)
        for request in tenant.requests.values()
        if request.decided_at is None and request.due_at is not None and request.due_at <= now
    ]
    for due_at, request in sorted(due, key=lambda pair: pair[0]):
        decide(tenant, request, due_at)


def decide(tenant: TenantState, request: BookingRequest, at: datetime) -> None:
    """Approve or reject one pending request, as of `at`."""
    try:
        request.booking_id = _carry_out(tenant, request, at).id
    except _Rejected as outcome:
        request.rejection = str(outcome)
    request.decided_at = at


def _carry_out(tenant: TenantState, request: BookingRequest, at: datetime) -> Booking:
    reason = tenant.approval.take_rejection(request.body.type)
    if reason is not None:
        raise _Rejected(reason)
    match request.body:
        case CreateRequestBody() as body:
            return _create(tenant, body, at)
        case UpdateRequestBody() as body:
            return _update(tenant, body, at)
        case CancelRequestBody() as body:
            return _cancel(tenant, body, at)


def _create(tenant: TenantState, body: CreateRequestBody, at: datetime) -> Booking:
    _check_user(tenant, body.user_id)
    if body.start_at < at.replace(microsecond=0):
        raise _Rejected("The requested start has already passed.")
    evse_id = _port_for(tenant, body, at)
    booking = tenant.book(user_id=body.user_id, evse_id=evse_id, start=body.start_at, end=body.end_at, at=at)
    booking.tokens = tuple(tenant.tokens[token_id] for token_id in body.authorized_token_ids or ())
    return booking


def _port_for(tenant: TenantState, body: CreateRequestBody, at: datetime) -> int:
    if body.evse_id is not None:
        if not tenant.catalog.is_bookable(body.evse_id):
            raise _Rejected("The EVSE cannot be booked.")
        if not tenant.is_free(body.evse_id, body.start_at, body.end_at, at=at):
            raise _Rejected("The EVSE is already booked for the requested time.")
        return body.evse_id
    suitable = [
        evse_id
        for evse_id in tenant.catalog.bookable_evses(body.location_id)
        if _meets(tenant.catalog.evses[evse_id], body.evse_criteria or EvseCriteria())
    ]
    if not suitable:
        raise _Rejected("No EVSE at the location meets the criteria.")
    for evse_id in suitable:
        if tenant.is_free(evse_id, body.start_at, body.end_at, at=at):
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


def _update(tenant: TenantState, body: UpdateRequestBody, at: datetime) -> Booking:
    booking = _changeable(tenant, body.booking_id, at)
    user_id = booking.user_id if body.user_id is None else body.user_id
    start, end = body.start_at or booking.start, body.end_at or booking.end
    _check_user(tenant, user_id)
    if start >= end:
        raise _Rejected("The booking would end before it starts.")
    if start != booking.start and start < at.replace(microsecond=0):
        raise _Rejected("The requested start has already passed.")
    if not tenant.is_free(booking.evse_id, start, end, at=at, exclude_booking_id=booking.id):
        raise _Rejected("The EVSE is already booked for the requested time.")
    booking.user_id, booking.start, booking.end, booking.changed_at = user_id, start, end, at
    if body.authorized_token_ids is not None:
        booking.tokens = tuple(tenant.tokens[token_id] for token_id in body.authorized_token_ids)
    return booking


def _cancel(tenant: TenantState, body: CancelRequestBody, at: datetime) -> Booking:
    booking = _changeable(tenant, body.booking_id, at)
    booking.cancelled, booking.changed_at = True, at
    return booking


def _changeable(tenant: TenantState, booking_id: int, at: datetime) -> Booking:
    booking = tenant.bookings[booking_id]
    if not booking.is_live(at):
        raise _Rejected(f"The booking is {booking.status(at)} and can no longer be changed.")
    return booking


def _check_user(tenant: TenantState, user_id: int) -> None:
    if tenant.users[user_id]["status"] != "enabled":
        raise _Rejected("The user account is disabled.")
