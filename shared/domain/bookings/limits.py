"""Limit of active bookings per driver, so that knowing an email is not enough to block every port.

Ampeco counts for nobody, and whose bookings to ask for is known a round too late to ask beside everything else. Of a
driver whom this process has met before they are asked for in that round; of any other in a round of their own, which is
what the count costs. Where nothing is counted, everybody's bookings of that time are looked through in the first round.

Orders sent at the same moment pass all the same, since there is nothing to lock: a bound for the many, not a lock.
"""

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from cachetools import LRUCache, TTLCache

from shared.ampeco_client import AmpecoClient
from shared.domain.bookings.conflicts import LISTS, ActiveBookings, load_active_bookings
from shared.domain.bookings.drivers import DriverRef
from shared.domain.bookings.emails import comparable_email
from shared.domain.policy import Policy
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import Clock

_AHEAD = timedelta(days=10 * 366)

_BUSY_SECONDS = 600.0
"""So long after everybody's bookings were more than a page they are not asked for again."""


class KnownDrivers:
    """User ids of the last thousand drivers that this process created a booking for, by a digest of their emails."""

    def __init__(self) -> None:
        self._ids: LRUCache[bytes, int] = LRUCache(maxsize=1000)

    def remember(self, driver: DriverRef, user_id: int) -> None:
        """Remember the user id of a driver."""
        self._ids[_digest(driver)] = user_id

    def known_id(self, driver: DriverRef) -> int | None:
        """Return the user id that the driver had before, None if unknown. It may be another one by now."""
        return self._ids.get(_digest(driver))


class ActiveBookingsLoader:
    """Loads what drivers hold, in as few rounds of calls as possible."""

    def __init__(self, ampeco: AmpecoClient, policy: Policy, *, now: Clock, clock: Callable[[], float]) -> None:
        self._ampeco = ampeco
        self._policy = policy
        self._now = now
        self._known_drivers = KnownDrivers()
        self._busy: TTLCache[None, bool] = TTLCache(maxsize=1, ttl=_BUSY_SECONDS, timer=clock)

    async def load_initial(self, driver: DriverRef, wanted: Window, *, is_replacing: bool) -> ActiveBookings | None:
        """Return what the driver holds, or, where nothing is counted, everybody at that time; None for later.

        Of everybody nothing is asked where that was too much lately, or where the old booking costs a call already.
        Three calls, or none.

        Raises AmpecoError.
        """
        regular = self._known_drivers.known_id(driver)
        if regular is None and (self._policy.max_bookings_per_driver or is_replacing or self._busy.get(None)):
            return None
        intervals = await self._holdings(regular, wanted)
        if regular is None and intervals.missing:
            self._busy[None] = True
        return intervals

    async def load_own(
        self, driver: DriverRef, user_id: int, wanted: Window, initial: ActiveBookings | None
    ) -> ActiveBookings:
        """Return what the driver holds: `initial`, completed by a round of calls for the lists that it leaves open.

        Raises AmpecoError.
        """
        self._known_drivers.remember(driver, user_id)
        if initial is None or initial.user_id is not None:
            return await self._holdings(user_id, wanted)
        return initial.with_own(await self._holdings(user_id, wanted, initial.missing))

    def remember(self, driver: DriverRef, user_id: int) -> None:
        """Have this driver's own bookings loaded in the first round the next time."""
        self._known_drivers.remember(driver, user_id)

    async def _holdings(self, user_id: int | None, wanted: Window, lists: Collection[str] = LISTS) -> ActiveBookings:
        if self._policy.max_bookings_per_driver:
            return await load_active_bookings(self._ampeco, open_window(self._now()), user_id, lists=lists)
        if self._policy.allow_overlapping_bookings:
            return ActiveBookings(intervals=())
        return await load_active_bookings(self._ampeco, wanted, user_id, lists=lists)


def open_window(now: datetime) -> Window:
    """Return the time that a booking which is not over lies in, at least in part."""
    return Window(now, now + _AHEAD)


def _digest(driver: DriverRef) -> bytes:
    name = comparable_email(driver) if isinstance(driver, str) else str(driver)
    return hashlib.sha256(name.encode()).digest()
