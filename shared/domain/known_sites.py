"""Which site ids there are, so that one that nobody has costs no call."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from shared.ampeco_client import AmpecoClient, AmpecoError, Location, LocationFilters
from shared.domain.paged_copy import CallBudget, PagedCopy
from shared.domain.recent import Recent

_FRESH_SECONDS = 60.0
_READ_ANEW_SECONDS = 600.0
"""Until then only new locations are asked for: what a wrong answer left out is found again after it."""

_CALLS_AT_ONCE = 7
"""Pages of the list that one request reads at most; the next request for an unknown site goes on."""

_OVERLAP = timedelta(minutes=1)
_KEPT_MISSING = 512


class KnownSites:
    """The ids of all locations. Nothing is read until somebody asks for one that Ampeco does not have.

    From then on the whole list is held, and once a minute what is new in it is asked for.
    """

    def __init__(self, ampeco: AmpecoClient, *, clock: Callable[[], float]) -> None:
        self._ampeco = ampeco
        self._clock = clock
        self._list: PagedCopy[Location] = PagedCopy(
            ampeco.list_locations, fresh_seconds=_READ_ANEW_SECONDS, clock=clock
        )
        self._missing: Recent[int, bool] = Recent(seconds=_FRESH_SECONDS, at_most=_KEPT_MISSING, clock=clock)
        self._asked_at = 0.0

    async def may_have(self, site_id: int) -> bool:
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
            for row in await changed.all(at_most=2):
                self._list.add(row)
            self._asked_at = asked_at
        return site_id in self._list.rows

    async def note_missing(self, site_id: int) -> None:
        """Note that Ampeco has no such location, and read the list of those that it has, as far as one request may."""
        self._missing[site_id] = True
        if self._list.is_fresh:
            return
        asked_at = self._clock()
        with suppress(AmpecoError):  # the answer is known without the list
            await self._list.read_on(CallBudget(_CALLS_AT_ONCE))
        if self._list.is_fresh:
            self._asked_at = asked_at

    def _newest(self) -> datetime | None:
        """Return when a location last changed; None where one does not tell."""
        moments = [row.last_updated_at for row in self._list.rows.values()]
        known = [moment for moment in moments if moment]
        return max(known) if len(known) == len(moments) else None
