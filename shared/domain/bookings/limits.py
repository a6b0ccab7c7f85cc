"""Limit of active bookings per driver, so that knowing an email is not enough to block every port.

Best effort. Ampeco has no count endpoint, and the user id is known one round too late to load the driver's bookings
with everything else. For drivers known to this process they are loaded in that round, for others in an additional one.
Without a limit, all bookings at that time are loaded in the first round.

Concurrent requests can exceed the limit, since there is nothing to lock.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from cachetools import LRUCache, TTLCache

from shared.domain.bookings.conflicts import LISTS, ActiveBookings, load_active_bookings
from shared.domain.bookings.drivers import DriverRef
from shared.domain.bookings.emails import comparable_email
from shared.domain.dependencies import Dependencies
from shared.domain.timeutil.intervals import Window

_AHEAD = timedelta(days=10 * 366)

_BUSY_SECONDS = 600.0
"""How long not to load all bookings again after they filled more than a page."""


class KnownDrivers:
    """User ids of the last thousand drivers whose bookings this process loaded, by a digest of their email."""

    def __init__(self) -> None:
        self._ids: LRUCache[bytes, int] = LRUCache(maxsize=1000)

    def remember(self, driver: DriverRef, user_id: int) -> None:
        """Remember the user id of a driver."""
        self._ids[_digest(driver)] = user_id

    def known_id(self, driver: DriverRef) -> int | None:
        """Return the last known user id of the driver, None if unknown. It may have changed."""
        return self._ids.get(_digest(driver))


class ActiveBookingsLoader:
    """Loads the active bookings of drivers, in as few rounds of calls as possible."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._ampeco = dependencies.ampeco
        self._policy = dependencies.policy
        self._now = dependencies.now
        self._known_drivers = KnownDrivers()
        self._busy: TTLCache[None, bool] = TTLCache(maxsize=1, ttl=_BUSY_SECONDS, timer=dependencies.clock)

    async def load_initial(self, driver: DriverRef, wanted: Window) -> ActiveBookings | None:
        """Return the driver's active bookings, or without a limit those of all drivers at that time; None for later.

        All drivers' bookings are not loaded if they were too many recently. Three calls, or none.

        Raises AmpecoError.
        """
        user_id = self._known_drivers.known_id(driver)
        if user_id is None and (self._policy.max_bookings_per_driver or self._busy.get(None)):
            return None
        intervals = await self._load(user_id, wanted)
        if user_id is None and intervals.missing:
            self._busy[None] = True
        return intervals

    async def load_for_driver(
        self, driver: DriverRef, user_id: int, wanted: Window, initial: ActiveBookings | None
    ) -> ActiveBookings:
        """Return the driver's active bookings: `initial`, completed by one round of calls for incomplete lists.

        Next time they are loaded in the first round.

        Raises AmpecoError.
        """
        self._known_drivers.remember(driver, user_id)
        if initial is None or initial.user_id is not None:
            return await self._load(user_id, wanted)
        return initial.with_driver(await self._load(user_id, wanted, initial.missing))

    async def _load(self, user_id: int | None, wanted: Window, lists: Collection[str] = LISTS) -> ActiveBookings:
        if self._policy.max_bookings_per_driver:
            return await load_active_bookings(self._ampeco, open_window(self._now()), user_id, lists=lists)
        if self._policy.allow_overlapping_bookings:
            return ActiveBookings(intervals=())
        return await load_active_bookings(self._ampeco, wanted, user_id, lists=lists)


def open_window(now: datetime) -> Window:
    """Return the time that every booking that is not over overlaps."""
    return Window(now, now + _AHEAD)


def _digest(driver: DriverRef) -> bytes:
    name = comparable_email(driver) if isinstance(driver, str) else str(driver)
    return hashlib.sha256(name.encode()).digest()
