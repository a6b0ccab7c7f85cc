"""Placing a booking: look, ask, and never say more than Ampeco did.

Three rounds of calls: what is needed to decide, side by side; the request; and what stands under its key then. Only
where a reply was lost, or twins have to settle, are there more.
"""

import asyncio
import logging
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
from shared.domain.attempts import asks_the_same, attempts_under, the_one_that_counts
from shared.domain.availability import FreeWindows, bookable, days_around, free_windows
from shared.domain.catalogue import Catalogue
from shared.domain.drivers import Driver, find_driver, the_driver
from shared.domain.errors import (
    Conflict,
    DriverNotFound,
    InvalidRequest,
    KeyReused,
    OutcomeUnknown,
    OverlappingBooking,
    SlotUnavailable,
)
from shared.domain.limits import Regulars, check_count, open_holdings
from shared.domain.overlaps import Holdings, holdings
from shared.domain.replacing import Old, Replaced, find_replaced, not_in_the_way
from shared.domain.rules import Rules
from shared.domain.sending import Sleep, send
from shared.domain.times import Clock, utc_now
from shared.domain.together import side_by_side
from shared.domain.twins import Own, settle
from shared.domain.windows import Window, fits

_log = logging.getLogger(__name__)


class Order(NamedTuple):
    """What is asked for a driver. Without `evse_id` Ampeco chooses a port that meets `criteria` (kW).

    An overlap with the driver's booking `replaces` is meant.
    """

    location_id: int
    window: Window
    driver: Driver
    external_id: str
    evse_id: int | None = None
    criteria: EvseCriteria | None = None
    replaces: Old | None = None


class _Facts(NamedTuple):
    """All that the first round brought."""

    users: tuple[User, ...]
    free: FreeWindows
    earlier: tuple[CreateRequest, ...]
    holdings: Holdings
    replaced: Replaced | None


class BookingDesk:
    """Takes orders. Holds no state but whom it has met: Ampeco is the only database."""

    def __init__(
        self,
        ampeco: AmpecoClient,
        catalogue: Catalogue,
        rules: Rules,
        *,
        now: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._ampeco = ampeco
        self._catalogue = catalogue
        self._rules = rules
        self._now = now
        self._sleep = sleep
        self._regulars = Regulars()

    async def place(self, order: Order) -> CreateRequest:
        """Return Ampeco's request for the order: a new one, or the one that already stands under its key.

        The answer may be pending, approved or rejected; nothing is decided here.

        Raises InvalidRequest, SiteNotFound, DriverNotFound, SlotUnavailable, OverlappingBooking, TooManyBookings,
        KeyReused before anything is written; OutcomeUnknown when it may have been; AmpecoError otherwise.
        """
        self._rules.check_length(order.window)
        facts = await self._look(order)
        if facts.earlier:
            return await self._repeated(order, facts.users, facts.earlier)
        # Only now: what was asked for in time is answered however late it is asked for again.
        self._rules.check(order.window, self._now())
        try:
            # Before the driver: asking for time that is taken must not tell which emails are known.
            await self._check_free(order, facts.free)
            driver = the_driver(order.driver, facts.users)
            self._regulars.meet(order.driver, driver.id)
            besides = not_in_the_way(order.replaces, facts.replaced, driver)
            await self._check_not_held(order, facts.holdings, driver, besides)
        except Conflict:
            # It may be a twin of this very attempt that holds the time since.
            earlier = await attempts_under(self._ampeco, order.external_id)
            if not earlier:
                raise
            return await self._repeated(order, facts.users, earlier)
        return await self._submit(_as_request(order, driver), order.external_id)

    async def _look(self, order: Order) -> _Facts:
        async with side_by_side() as group:
            users = group.create_task(find_driver(self._ampeco, order.driver))
            free = group.create_task(free_windows(self._ampeco, order.location_id, days_around(order.window)))
            earlier = group.create_task(attempts_under(self._ampeco, order.external_id))
            held = group.create_task(self._holdings(order))
            replaced = group.create_task(find_replaced(self._ampeco, order.replaces))
        return _Facts(users.result(), free.result(), earlier.result(), held.result(), replaced.result())

    async def _holdings(self, order: Order) -> Holdings:
        if (regular := self._regulars.id_of(order.driver)) is not None:
            return await self._holdings_of(regular, order.window)
        if self._rules.allow_overlapping_bookings:
            return Holdings(held=(), complete=True)
        return await holdings(self._ampeco, order.window)

    async def _holdings_of(self, user_id: int, wanted: Window) -> Holdings:
        if self._rules.max_bookings_per_driver:
            return await open_holdings(self._ampeco, user_id, self._now())
        if self._rules.allow_overlapping_bookings:
            return Holdings(held=(), complete=True)
        return await holdings(self._ampeco, wanted, user_id)

    async def _check_not_held(self, order: Order, held: Holdings, driver: User, besides: int | None) -> None:
        if not held.tells_of(driver.id):
            held = await self._holdings_of(driver.id, order.window)
        overlaps = held.overlapping(order.window, driver.id, besides=besides)
        if overlaps and not self._rules.allow_overlapping_bookings:
            raise OverlappingBooking
        check_count(held, driver.id, self._rules.max_bookings_per_driver, besides=besides)

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
        return await self._settled(order.external_id, earlier[0], own=frozenset())

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
