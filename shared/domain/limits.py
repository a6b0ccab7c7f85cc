"""How many bookings a driver may hold at once: without an end to them, whoever knows an email could block every port.

Ampeco counts for nobody, and whose bookings to ask for is known a round too late to ask beside everything else. So
they are asked for in that round of drivers whom this process has met before, instead of everybody's. The first order
for a driver that a process takes is not counted, then: a bound for the many, not a lock. Orders sent at the same
moment would pass a stricter one, too, since there is nothing to lock.
"""

import hashlib
from datetime import datetime, timedelta

from shared.ampeco_client import AmpecoClient
from shared.domain.drivers import Driver
from shared.domain.errors import TooManyBookings
from shared.domain.kept import Remembered
from shared.domain.overlaps import Holdings, holdings
from shared.domain.windows import Window

_AHEAD = timedelta(days=10 * 366)


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


async def open_holdings(ampeco: AmpecoClient, user_id: int, now: datetime) -> Holdings:
    """Return what the driver holds or has asked for that is not over, as far as one page of each list goes.

    Raises AmpecoError.
    """
    return await holdings(ampeco, Window(now, now + _AHEAD), user_id)


def check_count(held: Holdings, user_id: int, limit: int, *, besides: int | None = None) -> None:
    """Return when the driver holds fewer than `limit` bookings, the one `besides` left out; 0 is no limit.

    Raises TooManyBookings.
    """
    if limit and len(held.of(user_id, besides=besides)) >= limit:
        raise TooManyBookings(limit)


def _digest(driver: Driver) -> bytes:
    return hashlib.sha256(str(driver).strip().casefold().encode()).digest()
