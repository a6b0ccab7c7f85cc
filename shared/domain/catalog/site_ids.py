"""Index of existing site ids, so that an unknown id costs no call."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from cachetools import TTLCache

from shared.ampeco_client import AmpecoClient, AmpecoError, Location, LocationFilters
from shared.domain.catalog.paged_cache import CallBudget, PagedCache

_FRESH_SECONDS = 60.0
_FULL_REFRESH_SECONDS = 600.0
"""Until then only new locations are asked for: what a wrong answer left out is found again after it."""

_MAX_CALLS_PER_REQUEST = 7
"""Pages of the list that one request reads at most; the next request for an unknown site goes on."""

_OVERLAP = timedelta(minutes=1)
_MAX_MISSING = 512


class SiteIdIndex:
    """The ids of all locations. Nothing is read until somebody asks for one that Ampeco does not have.

    From then on the whole list is held, and once a minute what is new in it is asked for.
    """

    def __init__(self, ampeco: AmpecoClient, *, clock: Callable[[], float]) -> None:
        self._ampeco = ampeco
        self._clock = clock
        self._list: PagedCache[Location] = PagedCache(
            ampeco.list_locations, fresh_seconds=_FULL_REFRESH_SECONDS, clock=clock
        )
        self._missing: TTLCache[int, bool] = TTLCache(maxsize=_MAX_MISSING, ttl=_FRESH_SECONDS, timer=clock)
        self._asked_at = 0.0

    async def may_exist(self, site_id: int) -> bool:
        """Tell whether a site of this id can exist: False when Ampeco said within the minute that it has none.

        At most two calls, once a minute.

        Raises AmpecoError.
        """
        if self._missing.get(site_id):
            return False
        # A list without any row is hardly the truth.
        if not self._list.is_fresh or not self._list.rows or site_id in self._list.rows:
            return True
        if self._clock() - self._asked_at >= _FRESH_SECONDS:
            newest = self._newest()
            if newest is None:
                self._list.expire()
                return True
            changed = self._ampeco.list_locations(LocationFilters(last_updated_after=newest - _OVERLAP))
            asked_at = self._clock()
            for row in await changed.all(max_pages=2):
                self._list.add(row)
            self._asked_at = asked_at
        return site_id in self._list.rows

    async def record_missing(self, site_id: int) -> None:
        """Note that Ampeco has no such location, and read the list of those that it has, as far as one request may."""
        self._missing[site_id] = True
        if self._list.is_fresh:
            return
        asked_at = self._clock()
        with suppress(AmpecoError):  # the answer is known without the list
            await self._list.read_more(CallBudget(_MAX_CALLS_PER_REQUEST))
        if self._list.is_fresh:
            self._asked_at = asked_at

    def _newest(self) -> datetime | None:
        """Return when a location last changed; None where one does not tell."""
        moments = [row.last_updated_at for row in self._list.rows.values()]
        known = [moment for moment in moments if moment]
        return max(known) if len(known) == len(moments) else None
