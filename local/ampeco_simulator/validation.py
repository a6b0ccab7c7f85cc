"""Validation of booking requests before they are decided."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from .error_responses import invalid
from .request_bodies import AvailabilityBody, CancelRequestBody, CreateRequestBody, RequestBody
from .tenant import TenantState

__all__ = ["check_request_body", "check_time_frame"]

_LONGEST = timedelta(days=7)


class _Errors(dict[str, list[str]]):
    """Messages by field."""

    def demand(self, condition: object, field: str, text: str) -> None:
        if not condition:
            self.setdefault(field, []).append(text)

    def finish(self) -> None:
        if self:
            raise invalid(self)


def check_time_frame(body: AvailabilityBody) -> None:
    """Refuse (422) a time frame that is empty, backwards or longer than 7 days."""
    errors = _Errors()
    _check_span(errors, body.start_after, body.end_before, "endBefore")
    errors.finish()


def check_request_body(tenant: TenantState, body: RequestBody, now: datetime) -> None:
    """Refuse (422) a request for nonexistent records, or with invalid times."""
    errors = _Errors()
    if isinstance(body, CreateRequestBody):
        _check_create(errors, tenant, body, now)
    else:
        _check_change(errors, tenant, body, now)
    if not isinstance(body, CancelRequestBody):
        _check_known(errors, tenant.tokens, body.authorized_token_ids or (), "authorizedTokenIds")
        _check_known(errors, tenant.users, () if body.user_id is None else (body.user_id,), "userId")
    errors.finish()


def _check_create(errors: _Errors, tenant: TenantState, body: CreateRequestBody, now: datetime) -> None:
    catalog = tenant.catalog
    _check_known(errors, catalog.locations, (body.location_id,), "locationId")
    if body.evse_id is not None and body.location_id in catalog.locations:
        known = body.evse_id in catalog.evses and catalog.location_of(body.evse_id) == body.location_id
        errors.demand(known, "evseId", "The selected evseId is not an EVSE of the location.")
    _check_span(errors, body.start_at, body.end_at, "endAt")
    _check_not_past(errors, body.start_at, now)


def _check_change(errors: _Errors, tenant: TenantState, body: RequestBody, now: datetime) -> None:
    booking = tenant.bookings.get(body.booking_id) if not isinstance(body, CreateRequestBody) else None
    errors.demand(booking, "bookingId", "The selected bookingId does not exist.")
    if booking is None or isinstance(body, CancelRequestBody | CreateRequestBody):
        return
    _check_span(errors, body.start_at or booking.start, body.end_at or booking.end, "endAt")
    if body.start_at not in {None, booking.start}:
        _check_not_past(errors, body.start_at, now)


def _check_known(errors: _Errors, known: Iterable[int], ids: Iterable[int], field: str) -> None:
    errors.demand(set(ids) <= set(known), field, f"The selected {field} does not exist.")


def _check_span(errors: _Errors, start: datetime, end: datetime, field: str) -> None:
    errors.demand(start < end, field, f"The {field} field must be later than the start.")
    errors.demand(end - start <= _LONGEST, field, "The time frame is limited to 7 days.")


def _check_not_past(errors: _Errors, start: datetime, now: datetime) -> None:
    errors.demand(start >= now.replace(microsecond=0), "startAt", "The startAt field must not be in the past.")
