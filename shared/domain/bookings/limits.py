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

from shared.ampeco_client import AmpecoClient, User
from shared.domain.bookings.conflicts import LISTS, ActiveBookings, load_active_bookings
from shared.domain.bookings.drivers import DriverRef
from shared.domain.bookings.emails import comparable_email
from shared.domain.errors import OverlappingBooking, TooManyBookings
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


class ConflictChecker:
    """Looks at what drivers hold, and refuses one who holds that time, or too much."""

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

    async def check(
        self,
        name: DriverRef,
        driver: User,
        wanted: Window,
        intervals: ActiveBookings | None,
        *,
        exclude_booking_id: int | None,
    ) -> None:
        """Return when the driver may hold `wanted`, too. A round of calls for what `intervals` leaves open.

        Raises OverlappingBooking, TooManyBookings, AmpecoError.
        """
        self._known_drivers.remember(name, driver.id)
        if intervals is None or not intervals.covers_user(driver.id):
            of_everybody = intervals is not None and intervals.user_id is None
            own = await self._holdings(driver.id, wanted, intervals.missing if intervals and of_everybody else LISTS)
            intervals = intervals.with_own(own) if intervals and of_everybody else own
        if (
            intervals.overlapping(wanted, driver.id, exclude_booking_id=exclude_booking_id)
            and not self._policy.allow_overlapping_bookings
        ):
            raise OverlappingBooking
        check_booking_limit(
            intervals, driver.id, self._policy.max_bookings_per_driver, exclude_booking_id=exclude_booking_id
        )

    async def _holdings(self, user_id: int | None, wanted: Window, lists: Collection[str] = LISTS) -> ActiveBookings:
        if self._policy.max_bookings_per_driver:
            return await load_active_bookings(self._ampeco, open_window(self._now()), user_id, lists=lists)
        if self._policy.allow_overlapping_bookings:
            return ActiveBookings(intervals=())
        return await load_active_bookings(self._ampeco, wanted, user_id, lists=lists)


def open_window(now: datetime) -> Window:
    """Return the time that a booking which is not over lies in, at least in part."""
    return Window(now, now + _AHEAD)


def check_booking_limit(
    intervals: ActiveBookings, user_id: int, limit: int, *, exclude_booking_id: int | None = None
) -> None:
    """Return when the driver holds fewer than `limit` bookings, the one `exclude_booking_id` left out; 0 is no limit.

    Raises TooManyBookings.
    """
    if limit and len(intervals.of(user_id, exclude_booking_id=exclude_booking_id)) >= limit:
        raise TooManyBookings(limit)


def _digest(driver: DriverRef) -> bytes:
    name = comparable_email(driver) if isinstance(driver, str) else str(driver)
    return hashlib.sha256(name.encode()).digest()
