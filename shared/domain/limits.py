"""How many bookings a driver may hold at once: without an end to them, whoever knows an email could block every port.

Ampeco counts for nobody, and whose bookings to ask for is known a round too late to ask beside everything else. Of a
driver whom this process has met before they are asked for in that round; of any other in a round of their own, which is
what the count costs. Where nothing is counted, everybody's bookings of that time are looked through in the first round.

Orders sent at the same moment pass all the same, since there is nothing to lock: a bound for the many, not a lock.
"""

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from shared.ampeco_client import AmpecoClient, User
from shared.domain.drivers import Driver
from shared.domain.emails import comparable_email
from shared.domain.errors import OverlappingBooking, TooManyBookings
from shared.domain.kept import Remembered
from shared.domain.overlaps import LISTS, Holdings, holdings
from shared.domain.recent import Recent
from shared.domain.rules import Rules
from shared.domain.times import Clock
from shared.domain.windows import Window

_AHEAD = timedelta(days=10 * 366)

_BUSY_SECONDS = 600.0
"""So long after everybody's bookings were more than a page they are not asked for again."""


class Regulars:
    """The ids of drivers whom this process took an order for, the last thousand; their emails are not kept."""

    def __init__(self) -> None:
        self._ids: Remembered[bytes, int] = Remembered(at_most=1000)

    def meet(self, driver: Driver, user_id: int) -> None:
        """Remember whom that name led to."""
        self._ids[_digest(driver)] = user_id

    def id_of(self, driver: Driver) -> int | None:
        """Return whom the name led to before, None for one that is new here. It may lead to another by now."""
        return self._ids.get(_digest(driver))


class HeldTime:
    """Looks at what drivers hold, and refuses one who holds that time, or too much."""

    def __init__(self, ampeco: AmpecoClient, rules: Rules, *, now: Clock, clock: Callable[[], float]) -> None:
        self._ampeco = ampeco
        self._rules = rules
        self._now = now
        self._regulars = Regulars()
        self._busy: Recent[None, bool] = Recent(seconds=_BUSY_SECONDS, at_most=1, clock=clock)

    async def first_look(self, driver: Driver, wanted: Window, *, is_replacing: bool) -> Holdings | None:
        """Return what the driver holds, or, where nothing is counted, everybody at that time; None for later.

        Of everybody nothing is asked where that was too much lately, or where the old booking costs a call already.
        Three calls, or none.

        Raises AmpecoError.
        """
        regular = self._regulars.id_of(driver)
        if regular is None and (self._rules.max_bookings_per_driver or is_replacing or self._busy.get(None)):
            return None
        held = await self._holdings(regular, wanted)
        if regular is None and held.missing:
            self._busy[None] = True
        return held

    async def check(
        self, name: Driver, driver: User, wanted: Window, held: Holdings | None, *, besides: int | None
    ) -> None:
        """Return when the driver may hold `wanted`, too. A round of calls for what `held` leaves open.

        Raises OverlappingBooking, TooManyBookings, AmpecoError.
        """
        self._regulars.meet(name, driver.id)
        if held is None or not held.tells_of(driver.id):
            of_everybody = held is not None and held.user_id is None
            own = await self._holdings(driver.id, wanted, held.missing if held and of_everybody else LISTS)
            held = held.with_own(own) if held and of_everybody else own
        if held.overlapping(wanted, driver.id, besides=besides) and not self._rules.allow_overlapping_bookings:
            raise OverlappingBooking
        check_count(held, driver.id, self._rules.max_bookings_per_driver, besides=besides)

    async def _holdings(self, user_id: int | None, wanted: Window, lists: Collection[str] = LISTS) -> Holdings:
        if self._rules.max_bookings_per_driver:
            return await holdings(self._ampeco, open_window(self._now()), user_id, lists=lists)
        if self._rules.allow_overlapping_bookings:
            return Holdings(held=())
        return await holdings(self._ampeco, wanted, user_id, lists=lists)


def open_window(now: datetime) -> Window:
    """Return the time that a booking which is not over lies in, at least in part."""
    return Window(now, now + _AHEAD)


def check_count(held: Holdings, user_id: int, limit: int, *, besides: int | None = None) -> None:
    """Return when the driver holds fewer than `limit` bookings, the one `besides` left out; 0 is no limit.

    Raises TooManyBookings.
    """
    if limit and len(held.of(user_id, besides=besides)) >= limit:
        raise TooManyBookings(limit)


def _digest(driver: Driver) -> bytes:
    name = comparable_email(driver) if isinstance(driver, str) else str(driver)
    return hashlib.sha256(name.encode()).digest()
