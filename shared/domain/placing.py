"""Placing a booking: look, ask, and never say more than Ampeco did.

Three rounds of calls: what is needed to decide, side by side; the request; and what stands under its key then. Of a
driver who is new to this process a round before the request tells what they hold: see `limits.py`. Nine calls at most,
unless a reply was lost or twins have to settle.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import NamedTuple

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    BookingRequestStatus,
    CreateBooking,
    CreateRequest,
    EvseCriteria,
    Rejected,
    User,
)
from shared.domain.alternatives import alternatives_to
from shared.domain.attempts import asks_the_same, attempts_before, attempts_under, the_one_that_counts
from shared.domain.availability import FreeWindows, bookable, days_around, free_windows
from shared.domain.candidates import candidates, no_such_port
from shared.domain.catalogue import Catalogue
from shared.domain.drivers import Driver, find_driver, the_driver
from shared.domain.errors import (
    Conflict,
    DriverNotFound,
    InvalidRequest,
    KeyReused,
    OutcomeUnknown,
    SiteNotFound,
    SlotUnavailable,
)
from shared.domain.limits import HeldTime
from shared.domain.overlaps import Holdings
from shared.domain.recent import Recent
from shared.domain.replacing import Old, Replaced, find_replaced, not_in_the_way, the_owner
from shared.domain.rules import Rules
from shared.domain.sending import Sleep, reserve_time_to_submit, send
from shared.domain.times import Clock, utc_now
from shared.domain.together import side_by_side
from shared.domain.twins import Own, settle
from shared.domain.windows import Window, fits

_log = logging.getLogger(__name__)

_PORTS_KEPT_SECONDS = 60.0


class Order(NamedTuple):
    """What is asked for a driver. Without `evse_id` Ampeco chooses a port that meets `criteria` (kW).

    An overlap with the driver's booking `replaces` is meant. `earlier_ids` are others that the same attempt may stand
    under already; when it is no `retry`, it stands nowhere yet, and no call is spent on looking.
    """

    location_id: int
    window: Window
    driver: Driver
    external_id: str
    evse_id: int | None = None
    criteria: EvseCriteria | None = None
    replaces: Old | None = None
    earlier_ids: tuple[str, ...] = ()
    retry: bool = True


class _Facts(NamedTuple):
    """All that the first round brought."""

    users: tuple[User, ...]
    free: FreeWindows
    earlier: tuple[CreateRequest, ...]
    holdings: Holdings | None
    replaced: Replaced | None


class BookingDesk:
    """Takes orders. Holds no state but whom it has met: Ampeco is the only database."""

    def __init__(  # noqa: PLR0913 — collaborators come in by name, and three have defaults
        self,
        ampeco: AmpecoClient,
        catalogue: Catalogue,
        rules: Rules,
        *,
        now: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ampeco = ampeco
        self._catalogue = catalogue
        self._rules = rules
        self._now = now
        self._sleep = sleep
        self._held = HeldTime(ampeco, rules, now=now, clock=clock)
        self._ports: Recent[int, frozenset[int]] = Recent(seconds=_PORTS_KEPT_SECONDS, at_most=512, clock=clock)

    async def place(self, order: Order) -> CreateRequest:
        """Return Ampeco's request for the order: a new one, or the one that already stands under its key.

        The answer may be pending, approved or rejected; nothing is decided here.

        Raises InvalidRequest, SiteNotFound, DriverNotFound, SlotUnavailable, OverlappingBooking, TooManyBookings,
        KeyReused before anything is written; OutcomeUnknown when it may have been; AmpecoError otherwise.
        """
        self._rules.check_length(order.window)
        try:
            await self._check_before_asking(order)
        except (InvalidRequest, SiteNotFound):
            # What was asked for in time is answered however late it is asked for again.
            if not order.retry or order.window.end > self._rules.bookable(self._now()).end:
                raise
            earlier = await attempts_under(self._ampeco, order.external_id)
            if not earlier:
                raise
            return await self._repeated(order, await find_driver(self._ampeco, order.driver), earlier)
        with reserve_time_to_submit():
            facts = await self._look(order)
        if facts.earlier:
            return await self._repeated(order, facts.users, facts.earlier)
        try:
            with reserve_time_to_submit():
                # Before the driver: asking for time that is taken must not tell which emails are known.
                await self._check_free(order, facts)
                driver = the_owner(order.replaces, order.driver, facts.users)
                besides = not_in_the_way(order.replaces, facts.replaced, driver)
                await self._held.check(order.driver, driver, order.window, facts.holdings, besides=besides)
        except Conflict:
            # It may be a twin of this very attempt that holds the time since, or the attempt under an earlier id.
            earlier = await self._attempts(order)
            if not earlier:
                raise
            return await self._repeated(order, facts.users, earlier)
        return await self._submit(_as_request(order, driver), order.external_id)

    async def _check_before_asking(self, order: Order) -> None:
        """Refuse without a call what Ampeco need not be asked about: times, and what it told within the minute."""
        self._rules.check(order.window, self._now())
        await self._catalogue.check_exists(order.location_id)
        ports = self._ports.get(order.location_id)
        if ports is not None and order.evse_id is not None and order.evse_id not in ports:
            raise no_such_port()

    async def _attempts(self, order: Order) -> tuple[CreateRequest, ...]:
        """Return what stands under the key, by whichever of its ids."""
        return await attempts_under(self._ampeco, order.external_id) or await attempts_before(
            self._ampeco, order.earlier_ids, self._now()
        )

    async def _look(self, order: Order) -> _Facts:
        try:
            async with side_by_side() as group:
                users = group.create_task(find_driver(self._ampeco, order.driver))
                free = group.create_task(free_windows(self._ampeco, order.location_id, days_around(order.window)))
                earlier = group.create_task(self._attempts_at_first(order))
                held = group.create_task(
                    self._held.first_look(order.driver, order.window, is_replacing=order.replaces is not None)
                )
                replaced = group.create_task(find_replaced(self._ampeco, order.replaces))
        except SiteNotFound:
            await self._catalogue.note_missing(order.location_id)
            raise
        self._ports[order.location_id] = frozenset(free.result())
        return _Facts(users.result(), free.result(), earlier.result(), held.result(), replaced.result())

    async def _attempts_at_first(self, order: Order) -> tuple[CreateRequest, ...]:
        """Return what stands under the key's own id; by all of its ids only where nothing else would show it.

        An attempt that stands under an earlier id is in its own way: it is found then. Not where a driver may hold two
        ports at once.
        """
        if self._rules.allow_overlapping_bookings:
            return await self._attempts(order)
        return await attempts_under(self._ampeco, order.external_id)

    async def _repeated(
        self, order: Order, users: tuple[User, ...], earlier: tuple[CreateRequest, ...]
    ) -> CreateRequest:
        """Answer a key that was used before with what it led to, if it asks for the same again."""
        try:
            wanted = _as_request(order, the_driver(order.driver, users))
        except DriverNotFound as error:
            raise KeyReused from error
        if not all(asks_the_same(attempt, wanted) for attempt in earlier):
            raise KeyReused
        external_id = earlier[0].external_id or order.external_id
        return await self._settled(external_id, earlier[0], own=frozenset())

    async def _check_free(self, order: Order, facts: _Facts) -> None:
        free = bookable(facts.free, self._rules.bookable(self._now()))
        # A call more only where there is none more to come for what the driver holds, or for the old booking.
        spare = order.replaces is None and not (facts.holdings and facts.holdings.missing)
        could = await candidates(self._catalogue, free, order.evse_id, order.criteria, calls=1 if spare else 0)
        if any(fits(order.window, free[evse_id]) for evse_id in (*could.meeting, *could.perhaps)):
            return
        location = await self._catalogue.location(order.location_id)
        raise SlotUnavailable(
            alternatives_to(order.window, free, could.meeting, order.evse_id), self._catalogue.zone(location)
        )

    async def _submit(self, wanted: CreateBooking, external_id: str) -> CreateRequest:
        async def look() -> CreateRequest | None:
            return the_one_that_counts(await attempts_under(self._ampeco, external_id))

        try:
            sent = await send(self._ampeco, wanted, look, sleep=self._sleep)
        except Rejected:
            # Ampeco may refuse at once what it has given to a twin.
            twin = await look()
            if twin is None:
                raise
            return await self._settled(external_id, twin, own=frozenset())
        if not isinstance(sent.request, CreateRequest):
            raise OutcomeUnknown
        # After a lost reply nobody can tell which requests are ours: any surplus one may be.
        own = frozenset({sent.request.id}) if sent.certain else None
        return await self._settled(external_id, sent.request, own)

    async def _settled(self, external_id: str, known: CreateRequest, own: Own) -> CreateRequest:
        """Return the request that counts; `known` when Ampeco does not tell: the reference leads to the same end.

        Raises OutcomeUnknown where `known` would say no: a twin may have been approved.
        """
        try:
            return await settle(self._ampeco, external_id, own, sleep=self._sleep) or known
        except AmpecoError as error:
            if known.status == BookingRequestStatus.REJECTED:
                raise OutcomeUnknown from error
            _log.warning("Twins are left to the next reader: %s", type(error).__name__)
            return known


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
