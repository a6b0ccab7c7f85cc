"""The bookings that others hold already, some days back and some ahead of the start."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from operator import attrgetter
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from local.ampeco_simulator.asks import CancelAsk, CreateAsk, EvseCriteria
from local.ampeco_simulator.world import World

from .sites import Site
from .users import BOOKING_USERS

__all__ = ["add_bookings"]

_DAYS = range(-2, 7)
_OPENS, _CLOSES = time(6), time(22)
_DURATIONS = (30, 60, 60, 90, 120, 180)
_QUARTER = 15
_LATE_SHARE, _CANCELLED_SHARE, _CRITERIA_SHARE, _TOKEN_SHARE = 0.04, 0.08, 0.25, 0.1
_LATE_REASON = "The EVSE is already booked for the requested time."
# Any will do for a site that tells none: the hours of its bookings are made up.
_DEFAULT_ZONE = "America/New_York"


class _Plan(NamedTuple):
    """A booking to be made."""

    made_at: datetime
    evse_id: int
    start: datetime
    end: datetime


def add_bookings(world: World, sites: Iterable[Site], now: datetime) -> None:
    """Fill the sites as busy as they are described, in the order in which people would have booked."""
    plans = [plan for site in sites for plan in _plans(world, site, now)]
    for plan in sorted(plans, key=attrgetter("made_at")):
        _carry_out(world, plan, now)


def _plans(world: World, site: Site, now: datetime) -> Iterator[_Plan]:
    local_now = now.astimezone(ZoneInfo(site.timezone or _DEFAULT_ZONE))
    for evse_id in world.catalogue.bookable_evses(site.id):
        for day in _DAYS:
            for start, end in _busy_times(local_now, day, site.busyness, world.dice):
                made_at = min(start, now) - timedelta(minutes=world.dice.randint(60, 4000))
                yield _Plan(made_at, evse_id, start, end)


def _busy_times(now: datetime, day: int, busyness: float, dice: Random) -> Iterator[tuple[datetime, datetime]]:
    """Yield the booked times of one port on one day of the site, `busyness` of it on average."""
    if not busyness:
        return
    date = now.date() + timedelta(days=day)
    # Reckoned in UTC: adding minutes to a wall time goes wrong on the days when the clocks change.
    start = datetime.combine(date, _OPENS, now.tzinfo).astimezone(UTC)
    closes = datetime.combine(date, _CLOSES, now.tzinfo).astimezone(UTC)
    mean_gap = sum(_DURATIONS) / len(_DURATIONS) * (1 - busyness) / busyness
    while True:
        start += timedelta(minutes=round(dice.expovariate(1 / mean_gap) / _QUARTER) * _QUARTER)
        if start >= closes:
            return
        end = start + timedelta(minutes=dice.choice(_DURATIONS))
        yield start, end
        start = end


def _carry_out(world: World, plan: _Plan, now: datetime) -> None:
    """Add the booking with the approved request that made it; now and then a request that came too late, or its end."""
    dice = world.dice
    booking = world.book(
        user_id=dice.choice(BOOKING_USERS), evse_id=plan.evse_id, start=plan.start, end=plan.end, at=plan.made_at
    )
    if dice.random() < _TOKEN_SHARE:
        booking.tokens = (dice.choice(list(world.tokens.values())),)
    request = world.submit(_ask(world, plan, booking.user_id), at=plan.made_at, due_at=None)
    request.decided_at, request.booking_id = plan.made_at + timedelta(seconds=1), booking.id
    if dice.random() < _LATE_SHARE:
        late = world.submit(_ask(world, plan, dice.choice(BOOKING_USERS)), at=plan.made_at, due_at=None)
        late.decided_at, late.rejection = plan.made_at + timedelta(seconds=2), _LATE_REASON
    if dice.random() < _CANCELLED_SHARE:
        cancelled_at = min(plan.start, now) - timedelta(minutes=dice.randint(16, 59))
        end = world.submit(CancelAsk(type="cancel", bookingId=booking.id), at=cancelled_at, due_at=None)
        end.decided_at, end.booking_id = cancelled_at, booking.id
        booking.cancelled, booking.changed_at = True, cancelled_at


def _ask(world: World, plan: _Plan, user_id: int) -> CreateAsk:
    by_criteria = world.dice.random() < _CRITERIA_SHARE
    connector = world.catalogue.evses[plan.evse_id]["connectors"][0]["type"]
    return CreateAsk.model_construct(
        type="create",
        user_id=user_id,
        location_id=world.catalogue.location_of(plan.evse_id),
        start_at=plan.start,
        end_at=plan.end,
        evse_id=None if by_criteria else plan.evse_id,
        evse_criteria=EvseCriteria(connectorType=connector) if by_criteria else None,
    )
