"""Read one site with its ports within a budget of calls, however many charge points it has."""

from collections.abc import Awaitable, Callable, Iterable
from zoneinfo import ZoneInfo

from cachetools import LRUCache

from shared.ampeco_client import AmpecoClient, ChargePoint, ChargePointFilters, Evse, Location
from shared.domain.catalog.paged_cache import CallBudget, PagedCache
from shared.domain.catalog.sites import Site, bookable_ports, closed_ports
from shared.domain.timeutil.site_time import resolve_zone
from shared.infra.concurrency import gather_limited, task_group

_MAX_SINGLE_READS = 8
"""Up to this number of charge points, EVSEs are read per charge point; above it, from the list of all EVSEs."""

_CALLS = 8
"""Calls per request besides the location and the first page of charge points: eight EVSE lists, or eight pages."""

_FRESH_SECONDS = 30.0
"""How long the partial result of a large site is continued; after that it is read again."""

_CACHED_LARGE_SITES = 20
"""Number of large sites whose pages are cached between requests."""


class SiteReader:
    """Reads sites. A large one is read over several requests; `clock` counts seconds."""

    def __init__(self, ampeco: AmpecoClient, *, clock: Callable[[], float]) -> None:
        self._ampeco = ampeco
        self._clock = clock
        self._points: LRUCache[int, PagedCache[ChargePoint]] = LRUCache(maxsize=_CACHED_LARGE_SITES)
        self._evses: PagedCache[Evse] = PagedCache(ampeco.list_evses, fresh_seconds=_FRESH_SECONDS, clock=clock)

    async def of_site(
        self, site_id: int, read_location: Callable[[int], Awaitable[Location]], default_zone: ZoneInfo
    ) -> Site:
        """Return the site, `complete` if ten calls were enough; otherwise the next call continues.

        Raises NotFound, AmpecoError.
        """
        points = self._points_at(site_id)

        async def read() -> Location:
            return await read_location(site_id)

        async with task_group() as group:
            reading = group.create_task(read())
            group.create_task(points.read_more(CallBudget(1)))
        if points.is_whole and len(points.rows) <= _MAX_SINGLE_READS:
            evses, complete = await self._evses_on(points.rows), True
        else:
            budget = CallBudget(_CALLS)
            async with task_group() as group:
                group.create_task(points.read_more(budget))
                group.create_task(self._evses.read_more(budget))
            evses, complete = (*self._evses.rows.values(),), points.is_whole and self._evses.is_whole
        location, charge_points = reading.result(), (*points.rows.values(),)
        return Site(
            location,
            resolve_zone(location.timezone, default_zone, site_id=site_id),
            ports=bookable_ports(charge_points, evses),
            closed_ports=closed_ports(charge_points, evses),
            complete=complete,
        )

    async def _evses_on(self, point_ids: Iterable[int]) -> tuple[Evse, ...]:
        pages = await gather_limited(point_ids, lambda point: self._ampeco.list_charge_point_evses(point).page())
        return tuple(evse for page in pages for evse in page.items)

    def _points_at(self, site_id: int) -> PagedCache[ChargePoint]:
        """Return the charge points of a site that earlier requests read."""
        points = self._points.get(site_id)
        if points is None:
            points = PagedCache(
                lambda: self._ampeco.list_charge_points(ChargePointFilters(location_id=site_id)),
                fresh_seconds=_FRESH_SECONDS,
                clock=self._clock,
            )
            self._points[site_id] = points
        return points
