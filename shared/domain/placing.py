"""Placing a booking: look, ask, and never say more than Ampeco did.

At most three rounds of calls: what is needed to decide, side by side; the request; and, only where the reply to it
was lost, the question what became of it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    CreateBooking,
    CreateRequest,
    EvseCriteria,
    User,
)
from shared.domain.alternatives import alternatives_to
from shared.domain.attempts import asks_the_same, attempts_under, the_one_that_counts
from shared.domain.availability import LONGEST_QUESTION, FreeWindows, bookable, free_windows
from shared.domain.catalogue import Catalogue
from shared.domain.drivers import the_driver
from shared.domain.errors import DriverNotFound, InvalidRequest, KeyReused, OutcomeUnknown, SlotUnavailable
from shared.domain.rules import HouseRules
from shared.domain.times import Clock, utc_now
from shared.domain.together import side_by_side
from shared.domain.windows import Window, fits

_A_SITE_DAY_AROUND = timedelta(hours=26)
"""Reaches past the midnights on both sides of an instant in every zone, also on a day of 25 hours."""

_SETTLING_PAUSES = (0.25, 0.5, 1.0, 2.0)
"""Seconds between looks for a request whose reply was lost: it may take a moment to appear in the list."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a driver asks for. Without `evse_id` Ampeco chooses a port that meets `criteria` (kW)."""

    location_id: int
    window: Window
    email: str
    external_id: str
    evse_id: int | None = None
    criteria: EvseCriteria | None = None


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that the first round brought."""

    users: tuple[User, ...]
    free: FreeWindows
    earlier: tuple[CreateRequest, ...]


class BookingDesk:
    """Takes orders. Holds no state of its own: Ampeco is the only database."""

    def __init__(
        self,
        ampeco: AmpecoClient,
        catalogue: Catalogue,
        rules: HouseRules,
        *,
        now: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ampeco = ampeco
        self._catalogue = catalogue
        self._rules = rules
        self._now = now
        self._sleep = sleep

    async def place(self, order: Order) -> CreateRequest:
        """Return Ampeco's request for the order: a new one, or the one that already stands under its key.

        The answer may be pending, approved or rejected; nothing is decided here.

        Raises InvalidRequest, SiteNotFound, DriverNotFound, SlotUnavailable, KeyReused before anything is written;
        OutcomeUnknown when it may have been; AmpecoError otherwise.
        """
        facts = await self._look(order)
        if facts.earlier:
            return self._repeated(order, facts)
        self._rules.check(order.window, self._now())
        wanted = _as_request(order, the_driver(order.email, facts.users))
        await self._check_free(order, facts.free)
        return await self._submit(wanted)

    async def _look(self, order: Order) -> _Facts:
        async with side_by_side() as group:
            users = group.create_task(self._ampeco.find_users_by_email(order.email.strip()))
            free = group.create_task(free_windows(self._ampeco, order.location_id, _days_around(order.window)))
            earlier = group.create_task(attempts_under(self._ampeco, order.external_id))
        return _Facts(users.result(), free.result(), earlier.result())

    def _repeated(self, order: Order, facts: _Facts) -> CreateRequest:
        """Answer a key that was used before with what it led to, if it asks for the same again."""
        try:
            wanted = _as_request(order, the_driver(order.email, facts.users))
        except DriverNotFound as error:
            raise KeyReused from error
        counts = the_one_that_counts(facts.earlier)
        if counts is None or not all(asks_the_same(attempt, wanted) for attempt in facts.earlier):
            raise KeyReused
        return counts

    async def _check_free(self, order: Order, free: FreeWindows) -> None:
        free = bookable(free, self._rules.bookable(self._now()))
        candidates = await self._candidates(order, free)
        if any(fits(order.window, free[evse_id]) for evse_id in candidates):
            return
        location = await self._catalogue.location(order.location_id)
        raise SlotUnavailable(
            alternatives_to(order.window, free, candidates, order.evse_id), self._catalogue.zone(location)
        )

    async def _candidates(self, order: Order, free: FreeWindows) -> frozenset[int]:
        """Return the ports that the order could get, free or not."""
        if order.evse_id is not None:
            if order.evse_id not in free:
                raise InvalidRequest("evseId", "This port cannot be booked at this site.")
            return frozenset({order.evse_id})
        if order.criteria is None:
            return frozenset(free)
        site = (await self._catalogue.site(order.location_id)).value
        meeting = frozenset(port.evse_id for port in site.ports if port.meets(order.criteria)) & free.keys()
        if not meeting:
            raise InvalidRequest("evseCriteria", "No port at this site meets these criteria.")
        return meeting

    async def _submit(self, wanted: CreateBooking) -> CreateRequest:
        try:
            request = await self._ampeco.submit_booking_request(wanted)
        except AmpecoError as error:
            if not error.outcome_unknown:
                raise
            return await self._settled(wanted, error)
        if not isinstance(request, CreateRequest):
            raise OutcomeUnknown
        return request

    async def _settled(self, wanted: CreateBooking, lost: AmpecoError) -> CreateRequest:
        """Return what became of a request whose reply was lost; never send it again."""
        for pause in _SETTLING_PAUSES:
            await self._sleep(pause)
            try:
                found = await attempts_under(self._ampeco, wanted.external_id or "")
            except AmpecoError as error:
                lost = error
                continue
            counts = the_one_that_counts(found)
            if counts:
                return counts
        raise OutcomeUnknown from lost


def _as_request(order: Order, driver: User) -> CreateBooking:
    return CreateBooking(
        user_id=driver.id,
        location_id=order.location_id,
        start_at=order.window.start,
        end_at=order.window.end,
        evse_id=order.evse_id,
        evse_criteria=order.criteria,
        external_id=order.external_id,
    )


def _days_around(wanted: Window) -> Window:
    """Return a window that holds the whole site days of `wanted`, whatever the site's zone: it is not yet known.

    Never the exact window: Ampeco may split a free stretch, and its pieces show only from a longer question.
    """
    spare = LONGEST_QUESTION - wanted.duration
    margin = min(_A_SITE_DAY_AROUND, spare / 2)
    return Window(wanted.start - margin, wanted.end + margin)
