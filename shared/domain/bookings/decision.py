"""Decide the result of a create command: a pure function of command, context, policy and time."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from shared.ampeco_client import CreateBooking, CreateRequest, EvseCriteria, User
from shared.domain.availability.alternatives import find_alternatives
from shared.domain.availability.availability import FreeWindows, clip_to_bookable
from shared.domain.bookings.candidate_ports import find_candidate_ports
from shared.domain.bookings.conflicts import ActiveBookings
from shared.domain.bookings.create_requests import has_same_payload
from shared.domain.bookings.drivers import DriverRef, require_active_driver
from shared.domain.catalog.sites import Port
from shared.domain.errors import (
    Alternatives,
    Conflict,
    DriverNotFound,
    KeyReused,
    OverlappingBooking,
    TooManyBookings,
)
from shared.domain.policy import Policy
from shared.domain.timeutil.intervals import Window


class CreateBookingCommand(NamedTuple):
    """A booking to create for a driver. Without `evse_id` Ampeco chooses a port that matches `criteria` (kW).

    `earlier_ids` are earlier external ids of the same attempt. If `retry` is false, no earlier request exists, and none
    is looked up.
    """

    location_id: int
    window: Window
    driver: DriverRef
    external_id: str
    evse_id: int | None = None
    criteria: EvseCriteria | None = None
    earlier_ids: tuple[str, ...] = ()
    retry: bool = True

    def request(self, driver: User) -> CreateBooking:
        """Return the request for Ampeco."""
        return CreateBooking(
            user_id=driver.id,
            location_id=self.location_id,
            start_at=self.window.start,
            end_at=self.window.end,
            evse_id=self.evse_id,
            evse_criteria=self.criteria,
            external_id=self.external_id,
        )


class Context(NamedTuple):
    """Data for the decision. `active_bookings` is None or incomplete until the driver's own are loaded.

    `known_ports` are needed for criteria, and for other ports to offer in place of a taken one. `earlier` are
    requests under the current id of the key; with `has_all_attempts`, also those under its earlier ids.
    """

    users: tuple[User, ...]
    free: FreeWindows
    earlier: tuple[CreateRequest, ...]
    active_bookings: ActiveBookings | None
    known_ports: Mapping[int, Port]
    has_all_attempts: bool = False


class Replay(NamedTuple):
    """The idempotency key was used before for the same payload: return its earlier result."""

    earlier: tuple[CreateRequest, ...]


class SlotTaken(NamedTuple):
    """No requested port is available for the whole time."""

    alternatives: Alternatives


class NeedAttempts(NamedTuple):
    """A conflict that a duplicate of this attempt may have caused, or the attempt under an earlier id: look them up.

    If `is_slot_taken`, also load the ports that alternatives are chosen from.
    """

    is_slot_taken: bool


class NeedOwnBookings(NamedTuple):
    """No conflict so far; the driver's own bookings must be loaded first."""

    driver: User


class Submit(NamedTuple):
    """Submit this request."""

    request: CreateBooking


Decision = Replay | SlotTaken | NeedAttempts | NeedOwnBookings | Submit


def decide(command: CreateBookingCommand, context: Context, policy: Policy, now: datetime) -> Decision:
    """Return the decision as of `now`. The slot is checked before the driver, so a taken slot reveals no known email.

    Raises InvalidRequest, DriverNotFound, OverlappingBooking, TooManyBookings, KeyReused.
    """
    if context.earlier:
        _check_payload(command, context)
        return Replay(context.earlier)
    free = clip_to_bookable(context.free, policy.bookable(now))
    candidates = find_candidate_ports(free, command.evse_id, command.criteria, context.known_ports)
    if not candidates.any_free(command.window, free):
        if not context.has_all_attempts:
            return NeedAttempts(is_slot_taken=True)
        return SlotTaken(
            find_alternatives(command.window, free, candidates.matching, command.evse_id, others=candidates.others)
        )
    driver = require_active_driver(command.driver, context.users)
    active = context.active_bookings
    if active is None or not active.covers_user(driver.id):
        return NeedOwnBookings(driver)
    try:
        check_active_bookings(active, driver.id, command.window, policy)
    except Conflict:
        if context.has_all_attempts:
            raise
        return NeedAttempts(is_slot_taken=False)
    return Submit(command.request(driver))


def _check_payload(command: CreateBookingCommand, context: Context) -> None:
    """Check that the earlier requests under the key have the payload of the command. Raises KeyReused."""
    try:
        wanted = command.request(require_active_driver(command.driver, context.users))
    except DriverNotFound as error:
        raise KeyReused from error
    if not all(has_same_payload(request, wanted) for request in context.earlier):
        raise KeyReused


def check_active_bookings(active: ActiveBookings, user_id: int, wanted: Window, policy: Policy) -> None:
    """Check that the driver may also book `wanted`.

    Raises OverlappingBooking, TooManyBookings.
    """
    if not policy.allow_overlapping_bookings and active.overlapping(wanted, user_id):
        raise OverlappingBooking
    limit = policy.max_bookings_per_driver
    if limit and len(active.of(user_id)) >= limit:
        raise TooManyBookings(limit)
