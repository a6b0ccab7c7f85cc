"""What makes a booking request unacceptable from the start, before anybody decides it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from .asks import Ask, AvailabilityAsk, CancelAsk, CreateAsk
from .refusals import invalid
from .world import World

__all__ = ["check_ask", "check_time_frame"]

_LONGEST = timedelta(days=7)


class _Errors(dict[str, list[str]]):
    """Texts by field."""

    def demand(self, condition: object, field: str, text: str) -> None:
        if not condition:
            self.setdefault(field, []).append(text)

    def finish(self) -> None:
        if self:
            raise invalid(self)


def check_time_frame(ask: AvailabilityAsk) -> None:
    """Refuse (422) a time frame that is empty, backwards or longer than 7 days."""
    errors = _Errors()
    _check_span(errors, ask.start_after, ask.end_before, "endBefore")
    errors.finish()


def check_ask(world: World, ask: Ask, now: datetime) -> None:
    """Refuse (422) an ask that names what does not exist, or times that cannot be."""
    errors = _Errors()
    if isinstance(ask, CreateAsk):
        _check_create(errors, world, ask, now)
    else:
        _check_change(errors, world, ask, now)
    if not isinstance(ask, CancelAsk):
        _check_known(errors, world.tokens, ask.authorized_token_ids or (), "authorizedTokenIds")
        _check_known(errors, world.users, () if ask.user_id is None else (ask.user_id,), "userId")
    errors.finish()


def _check_create(errors: _Errors, world: World, ask: CreateAsk, now: datetime) -> None:
    catalogue = world.catalogue
    _check_known(errors, catalogue.locations, (ask.location_id,), "locationId")
    if ask.evse_id is not None and ask.location_id in catalogue.locations:
        known = ask.evse_id in catalogue.evses and catalogue.location_of(ask.evse_id) == ask.location_id
        errors.demand(known, "evseId", "The selected evseId is not an EVSE of the location.")
    _check_span(errors, ask.start_at, ask.end_at, "endAt")
    _check_not_past(errors, ask.start_at, now)


def _check_change(errors: _Errors, world: World, ask: Ask, now: datetime) -> None:
    booking = world.bookings.get(ask.booking_id) if not isinstance(ask, CreateAsk) else None
    errors.demand(booking, "bookingId", "The selected bookingId does not exist.")
    if booking is None or isinstance(ask, CancelAsk | CreateAsk):
        return
    _check_span(errors, ask.start_at or booking.start, ask.end_at or booking.end, "endAt")
    if ask.start_at not in {None, booking.start}:
        _check_not_past(errors, ask.start_at, now)


def _check_known(errors: _Errors, known: Iterable[int], ids: Iterable[int], field: str) -> None:
    errors.demand(set(ids) <= set(known), field, f"The selected {field} does not exist.")


def _check_span(errors: _Errors, start: datetime, end: datetime, field: str) -> None:
    errors.demand(start < end, field, f"The {field} field must be later than the start.")
    errors.demand(end - start <= _LONGEST, field, "The time frame is limited to 7 days.")


def _check_not_past(errors: _Errors, start: datetime, now: datetime) -> None:
    errors.demand(start >= now.replace(microsecond=0), "startAt", "The startAt field must not be in the past.")
