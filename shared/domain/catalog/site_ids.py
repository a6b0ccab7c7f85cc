"""Index of existing site ids, so that an unknown id costs no call."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from cachetools import TTLCache

from shared.ampeco_client import AmpecoClient, AmpecoError, Location, LocationFilters
from shared.domain.catalog.paged_cache import CallBudget, PagedCache

_FRESH_SECONDS = 60.0
_FULL_REFRESH_SECONDS = 600.0
"""Until then only new locations are read; after it, ids missing from a wrong response are found again."""

_MAX_CALLS_PER_REQUEST = 7
"""Pages of the list per request; the next request for an unknown site continues."""

_OVERLAP = timedelta(minutes=1)
_MAX_MISSING = 512


class SiteIdIndex:
    """The ids of all locations. Nothing is read until an id is requested that Ampeco does not have.

    After that the whole list is cached, and new locations are read once a minute.
    """

    def __init__(self, ampeco: AmpecoClient, *, clock: Callable[[], float]) -> None:
        self._ampeco = ampeco
        self._clock = clock
        self._list: PagedCache[Location] = PagedCache(
            ampeco.list_locations, fresh_seconds=_FULL_REFRESH_SECONDS, clock=clock
        )
        self._missing: TTLCache[int, bool] = TTLCache(maxsize=_MAX_MISSING, ttl=_FRESH_SECONDS, timer=clock)
        self._read_at = 0.0

    async def may_exist(self, site_id: int) -> bool:
        """Return whether a site with this id may exist: False if Ampeco said within the last minute that it does not.

        At most two calls, once a minute.

        Raises AmpecoError.
        """
        if self._missing.get(site_id):
            return False
        # An empty list is probably an error.
        if not self._list.is_fresh or not self._list.rows or site_id in self._list.rows:
            return True
        if self._clock() - self._read_at >= _FRESH_SECONDS:
            newest = self._newest()
            if newest is None:
                self._list.expire()
                return True
            changed = self._ampeco.list_locations(LocationFilters(last_updated_after=newest - _OVERLAP))
            read_at = self._clock()
            for row in await changed.all(max_pages=2):
                self._list.add(row)
            self._read_at = read_at
        return site_id in self._list.rows

    async def record_missing(self, site_id: int) -> None:
        """Record that Ampeco has no such location, and read the list of existing ones, within the calls per request."""
        self._missing[site_id] = True
        if self._list.is_fresh:
            return
        read_at = self._clock()
        with suppress(AmpecoError):  # the result does not depend on the list
            await self._list.read_more(CallBudget(_MAX_CALLS_PER_REQUEST))
        if self._list.is_fresh:
            self._read_at = read_at

    def _newest(self) -> datetime | None:
        """Return when a location last changed; None if unknown."""
        moments = [row.last_updated_at for row in self._list.rows.values()]
        known = [moment for moment in moments if moment]
        return max(known) if len(known) == len(moments) else None
