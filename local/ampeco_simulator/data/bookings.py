"""Existing bookings of others, some days before and after the start."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from operator import attrgetter
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from local.ampeco_simulator.bookings import Booking
from local.ampeco_simulator.request_bodies import CancelRequestBody, CreateRequestBody, EvseCriteria
from local.ampeco_simulator.tenant import TenantState

from .sites import Site
from .users import BOOKING_USERS

__all__ = ["DURATIONS", "Plan", "add_bookings", "approve", "hold", "open_hours", "zone_of"]

_DAYS = range(-2, 7)
_OPENS, _CLOSES = time(6), time(22)
DURATIONS = (30, 60, 60, 90, 120, 180)
"""Durations of bookings in minutes; a value listed twice is twice as frequent."""
_QUARTER = 15
_LATE_SHARE, _CANCELLED_SHARE, _CRITERIA_SHARE, _TOKEN_SHARE = 0.04, 0.08, 0.25, 0.1
_LATE_REASON = "The EVSE is already booked for the requested time."
# Any zone will do for a site without one: the hours of its bookings are made up.
_DEFAULT_ZONE = "America/New_York"


class Plan(NamedTuple):
    """A booking to be created."""

    made_at: datetime
    evse_id: int
    start: datetime
    end: datetime


def add_bookings(tenant: TenantState, sites: Iterable[Site], now: datetime) -> None:
    """Book the sites to their described degree, in a plausible order of creation."""
    plans = [plan for site in sites if site.busyness for plan in _plans(tenant, site, now)]
    for plan in sorted(plans, key=attrgetter("made_at")):
        _carry_out(tenant, plan, now)


def zone_of(timezone: str | None) -> ZoneInfo:
    """Return the time zone for generating a site's bookings."""
    return ZoneInfo(timezone or _DEFAULT_ZONE)


def open_hours(day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Return the hours in which people charge on a day of the site: from 6:00 to 22:00, in UTC.

    Adding minutes to a wall time is wrong on days when the clock changes.
    """
    opens, closes = (datetime.combine(day, hour, zone).astimezone(UTC) for hour in (_OPENS, _CLOSES))
    return opens, closes


def _plans(tenant: TenantState, site: Site, now: datetime) -> Iterator[Plan]:
    local_now = now.astimezone(zone_of(site.timezone))
    for evse_id in tenant.catalog.bookable_evses(site.id):
        for day in _DAYS:
            for start, end in _busy_times(local_now, day, site.busyness, tenant.rng):
                made_at = min(start, now) - timedelta(minutes=tenant.rng.randint(60, 4000))
                yield Plan(made_at, evse_id, start, end)


def _busy_times(now: datetime, day: int, busyness: float, rng: Random) -> Iterator[tuple[datetime, datetime]]:
    """Yield the booked times of one port on one day of the site, `busyness` of it on average."""
    if not busyness:
        return
    start, closes = open_hours(now.date() + timedelta(days=day), now.tzinfo)
    mean_gap = sum(DURATIONS) / len(DURATIONS) * (1 - busyness) / busyness
    while True:
        start += timedelta(minutes=round(rng.expovariate(1 / mean_gap) / _QUARTER) * _QUARTER)
        if start >= closes:
            return
        end = start + timedelta(minutes=rng.choice(DURATIONS))
        yield start, end
        start = end


def _carry_out(tenant: TenantState, plan: Plan, now: datetime) -> None:
    """Add the booking with its approved request; sometimes also a rejected later request, or its cancellation."""
    rng = tenant.rng
    booking = hold(tenant, plan, user_id=rng.choice(BOOKING_USERS))
    if rng.random() < _TOKEN_SHARE:
        booking.tokens = (rng.choice(list(tenant.tokens.values())),)
    approve(tenant, plan, booking, by_criteria=rng.random() < _CRITERIA_SHARE)
    if rng.random() < _LATE_SHARE:
        user_id, by_criteria = rng.choice(BOOKING_USERS), rng.random() < _CRITERIA_SHARE
        late = tenant.submit(
            _request_body(tenant, plan, user_id, by_criteria=by_criteria), at=plan.made_at, due_at=None
        )
        late.decided_at, late.rejection = plan.made_at + timedelta(seconds=2), _LATE_REASON
    if rng.random() < _CANCELLED_SHARE:
        cancelled_at = min(plan.start, now) - timedelta(minutes=rng.randint(16, 59))
        end = tenant.submit(CancelRequestBody(type="cancel", bookingId=booking.id), at=cancelled_at, due_at=None)
        end.decided_at, end.booking_id = cancelled_at, booking.id
        booking.cancelled, booking.changed_at = True, cancelled_at


def hold(tenant: TenantState, plan: Plan, user_id: int) -> Booking:
    """Add only the booking, as Ampeco's own staff would: without a request."""
    return tenant.book(user_id=user_id, evse_id=plan.evse_id, start=plan.start, end=plan.end, at=plan.made_at)


def approve(tenant: TenantState, plan: Plan, booking: Booking, *, by_criteria: bool) -> None:
    """Add the request of the booking, for its EVSE or for any with its connector."""
    body = _request_body(tenant, plan, booking.user_id, by_criteria=by_criteria)
    request = tenant.submit(body, at=plan.made_at, due_at=None)
    request.decided_at, request.booking_id = plan.made_at + timedelta(seconds=1), booking.id


def _request_body(tenant: TenantState, plan: Plan, user_id: int, *, by_criteria: bool) -> CreateRequestBody:
    connector = tenant.catalog.evses[plan.evse_id]["connectors"][0]["type"]
    return CreateRequestBody.model_construct(
        type="create",
        user_id=user_id,
        location_id=tenant.catalog.location_of(plan.evse_id),
        start_at=plan.start,
        end_at=plan.end,
        evse_id=None if by_criteria else plan.evse_id,
        evse_criteria=EvseCriteria(connectorType=connector) if by_criteria else None,
    )
