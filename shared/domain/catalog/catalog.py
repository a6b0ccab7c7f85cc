"""The catalog: sites and ports as Ampeco lists them, cached for a minute."""

import time
from collections.abc import Callable, Collection, Mapping
from zoneinfo import ZoneInfo

from cachetools import TTLCache

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    ChargePoint,
    ChargePointFilters,
    Evse,
    EvseFilters,
    Location,
    LocationFilters,
    NotFound,
)
from shared.domain.catalog.incremental_sync import MAX_PAGES, SyncedCollection
from shared.domain.catalog.paged_cache import CallBudget, PagedCache
from shared.domain.catalog.site_ids import SiteIdIndex
from shared.domain.catalog.site_reader import SiteReader
from shared.domain.catalog.sites import (
    Port,
    Site,
    SiteOverview,
    bookable_ports,
    build_port,
    closed_ports,
    is_offered,
    join_sites,
    offer_of,
    port_label,
)
from shared.domain.catalog.snapshot import SiteRecords, Snapshot
from shared.domain.catalog.snapshot_reader import SnapshotReader
from shared.domain.errors import SiteNotFound
from shared.domain.timeutil.site_time import Clock, resolve_zone, utc_now
from shared.infra.cache import Cached, StaleIfErrorCache
from shared.infra.concurrency import gather_limited, task_group

_LABELS_CACHE_SECONDS = 600.0
"""Port labels hardly ever change, and the list of all ports is the longest."""

_MAX_SINGLE_READS = 30
"""Ports per request that are read individually for their labels."""

_PORTS_CACHE_SECONDS = 20.0
"""For a single port: its driver must see within a minute that it is out of order."""


class Catalog:
    """Reads sites from Ampeco; caches each for 60 s per warm function and serves it, marked stale, if Ampeco fails.

    With `snapshots`, what the snapshot has is taken from it without any call, and a site that it lacks does not exist.
    Until a snapshot could be read, Ampeco is.

    `default_zone` is the tenant's time zone, for locations that name none.
    """

    def __init__(
        self,
        ampeco: AmpecoClient,
        *,
        default_zone: ZoneInfo,
        clock: Callable[[], float] = time.monotonic,
        now: Clock = utc_now,
        snapshots: SnapshotReader | None = None,
    ) -> None:
        self._ampeco = ampeco
        self._snapshots = snapshots
        self._overviews: tuple[object, tuple[SiteOverview, ...]] = (None, ())
        self._with_ports: tuple[object, tuple[Site, ...]] = (None, ())
        self.default_zone = default_zone
        self._all_sites: StaleIfErrorCache[tuple[Site, ...]] = StaleIfErrorCache(clock=clock)
        self._lists = _SiteLists(ampeco, now)
        self._location_sync = _synced_locations(ampeco, now)
        self._sites: StaleIfErrorCache[Site] = StaleIfErrorCache(clock=clock)
        self._locations: StaleIfErrorCache[Location] = StaleIfErrorCache(clock=clock)
        self._site_ids = SiteIdIndex(ampeco, clock=clock)
        self._site_ports = SiteReader(ampeco, clock=clock)
        self._port_list: PagedCache[Evse] = PagedCache(
            ampeco.list_evses, fresh_seconds=_LABELS_CACHE_SECONDS, clock=clock
        )
        self._evses: StaleIfErrorCache[Evse] = StaleIfErrorCache(fresh_seconds=_PORTS_CACHE_SECONDS, clock=clock)
        self._all_locations: StaleIfErrorCache[tuple[Location, ...]] = StaleIfErrorCache(clock=clock)
        self._without_label: TTLCache[int, bool] = TTLCache(maxsize=512, ttl=_LABELS_CACHE_SECONDS, timer=clock)

    async def sites(self) -> Cached[tuple[SiteOverview, ...]]:
        """Return every site with a bookable port; the same tuple while nothing changes.

        Calls: at first one per 100 rows of three lists, read concurrently. Later one round, with two calls for each
        list longer than that.

        Raises AmpecoError if Ampeco fails and nothing is cached.
        """
        if snapshot := await self._snapshot():
            if self._overviews[0] is not snapshot.value:
                overviews = (
                    SiteOverview(location, self.zone(location), offer) for location, offer in snapshot.value.offers
                )
                self._overviews = snapshot.value, tuple(overviews)
            return Cached(self._overviews[1], snapshot.age_seconds, snapshot.stale)
        sites = await self._all_sites.get("all", self._load_all)
        if self._overviews[0] is not sites.value:
            overviews = (SiteOverview(site.location, site.zone, offer_of(site.ports)) for site in sites.value)
            self._overviews = sites.value, tuple(overviews)
        return Cached(self._overviews[1], sites.age_seconds, sites.stale)

    async def sites_with_ports(self) -> Cached[tuple[Site, ...]]:
        """Return every site with its bookable ports, at least one. Calls and errors as `sites`.

        From a snapshot this parses the records of every site: for staff only.
        """
        if snapshot := await self._snapshot():
            if self._with_ports[0] is not snapshot.value:
                sites = map(self._site_of, snapshot.value.all_sites())
                offered = (site for site in sites if site.ports and is_offered(site.location))
                self._with_ports = snapshot.value, tuple(offered)
            return Cached(self._with_ports[1], snapshot.age_seconds, snapshot.stale)
        return await self._all_sites.get("all", self._load_all)

    async def site(self, site_id: int) -> Cached[Site]:
        """Return one offered site with its bookable ports, possibly none. Calls as `site_with_closed_ports`.

        Raises SiteNotFound; AmpecoError as `sites` does.
        """
        cached = await self.site_with_closed_ports(site_id)
        if not is_offered(cached.value.location):
            raise SiteNotFound
        return cached

    async def site_with_closed_ports(self, site_id: int) -> Cached[Site]:
        """Return one site, offered or not, with its bookable and its closed ports.

        Two rounds and at most ten calls. A site with more than 8 charge points takes one round for each page of its
        charge points and of all EVSEs; if ten calls are not enough, it is not `complete`, and the next request
        continues.

        Raises SiteNotFound; AmpecoError as `sites` does.
        """
        if snapshot := await self._snapshot():
            site = self._site_in(snapshot.value, site_id)
            if site is None:
                raise SiteNotFound
            return Cached(site, snapshot.age_seconds, snapshot.stale)
        await self.check_exists(site_id)
        try:
            cached = await self._sites.get(
                site_id, lambda: self._site_ports.of_site(site_id, self._read_location, self.default_zone)
            )
        except NotFound as error:
            await self.record_missing(site_id)
            raise SiteNotFound from error
        if not cached.value.complete:
            self._sites.forget(site_id)
        return cached

    async def check_exists(self, site_id: int) -> None:
        """Check that the location may exist. No call, or two a minute after unknown ids were requested.

        Raises SiteNotFound, AmpecoError.
        """
        if snapshot := await self._snapshot():
            if site_id not in snapshot.value.locations:
                raise SiteNotFound
        elif not await self._site_ids.may_exist(site_id):
            raise SiteNotFound

    async def record_missing(self, site_id: int) -> None:
        """Record that Ampeco has no such location. At most 7 calls, until the ids of all locations are known."""
        if not await self._snapshot():
            await self._site_ids.record_missing(site_id)

    async def known_ports(self, site_id: int, *, calls: int) -> Mapping[int, Port]:
        """Return the known ports of a site, and possibly of others, by EVSE id, reading on with at most `calls` calls.

        Cached for 10 minutes: the properties of a port hardly ever change. Charge points are not included.

        Raises AmpecoError.
        """
        if snapshot := await self._snapshot():
            site = self._site_in(snapshot.value, site_id)
            return {port.evse_id: port for port in (*site.ports, *site.closed_ports)} if site else {}
        await self._port_list.read_more(CallBudget(calls))
        return {number: build_port(evse) for number, evse in self._port_list.rows.items()}

    async def location(self, site_id: int) -> Location:
        """Return only the location, offered or not, for its name and time zone. One call.

        Raises SiteNotFound; AmpecoError as `sites` does.
        """
        try:
            return await self._read_location(site_id)
        except NotFound as error:
            raise SiteNotFound from error

    async def offered_location(self, site_id: int) -> Location:
        """Return only the location, if the operator offers it. One call.

        Raises SiteNotFound, also if it is not offered; AmpecoError as `sites` does.
        """
        await self.check_exists(site_id)
        try:
            location = await self.location(site_id)
        except SiteNotFound:
            await self.record_missing(site_id)
            raise
        if not is_offered(location):
            raise SiteNotFound
        return location

    async def locations(self) -> Cached[tuple[Location, ...]]:
        """Return every location, offered or not. At first one call per 100, later one round of two calls.

        Raises AmpecoError as `sites` does.
        """
        if snapshot := await self._snapshot():
            return Cached(tuple(snapshot.value.locations.values()), snapshot.age_seconds, snapshot.stale)
        return await self._all_locations.get("all", self._load_locations)

    async def locations_by_id(self) -> Mapping[int, Location]:
        """Return the same by id. From a snapshot, a location is parsed when it is first looked up."""
        if snapshot := await self._snapshot():
            return snapshot.value.locations
        return {location.id: location for location in (await self.locations()).value}

    async def location_details(self, site_ids: Collection[int]) -> Mapping[int, Location]:
        """Return these locations by id with all their fields, without those that Ampeco no longer has.

        A snapshot's `locations_by_id` have only what lists show. Calls and errors as `locations`.
        """
        if snapshot := await self._snapshot():
            found = (snapshot.value.site(site_id) for site_id in site_ids)
            return {records.location.id: records.location for records in found if records}
        known = await self.locations_by_id()
        return {site_id: known[site_id] for site_id in site_ids if site_id in known}

    async def read_port_list(self, *, calls: int = MAX_PAGES) -> None:
        """Read more pages of the list of all ports, for `labels`, with at most `calls` calls; none while it is fresh.

        Raises AmpecoError.
        """
        if await self._snapshot():
            return
        try:
            await self._port_list.read_more(CallBudget(calls))
        except AmpecoError:
            if not self._port_list.is_whole:
                raise

    async def labels(self, evse_ids: Collection[int]) -> Mapping[int, str]:
        """Return the labels of these ports by EVSE id, without those that Ampeco no longer has.

        Those that the list of ports does not have so far are read individually: at most 30 calls, ten at a time. Others
        beyond them are absent too.

        Raises AmpecoError.
        """
        snapshot = await self._snapshot()
        known = snapshot.value.labels if snapshot else {}
        wanted, listed = set(evse_ids) - known.keys(), self._port_list.rows
        missing = sorted(number for number in wanted - listed.keys() if number not in self._without_label)
        evses = await gather_limited(missing[:_MAX_SINGLE_READS], self.evse)
        read = {evse.id: evse for evse in evses if evse}
        self._without_label.update(dict.fromkeys(set(missing[:_MAX_SINGLE_READS]) - read.keys(), True))
        found = {number: listed[number] for number in wanted & listed.keys()} | read
        labels = {number: known[number] for number in set(evse_ids) & known.keys()}
        return labels | {number: port_label(evse) for number, evse in found.items()}

    async def evse(self, evse_id: int) -> Evse | None:
        """Return one EVSE, bookable or not; None if Ampeco no longer has it. One call."""
        try:
            return (await self._evses.get(evse_id, lambda: self._ampeco.read_evse(evse_id))).value
        except NotFound:
            return None

    async def listed_evse(self, evse_id: int, site_id: int | None) -> Evse | None:
        """Return an EVSE of the site as it was listed within the last two minutes: from the snapshot without a call.

        As `evse` without a snapshot, or if it lacks the EVSE there.
        """
        snapshot = await self._snapshot() if site_id is not None else None
        records = snapshot.value.site(site_id) if snapshot and site_id is not None else None
        listed = (one for one in records.evses if one.id == evse_id) if records else iter(())
        return next(listed, None) or await self.evse(evse_id)

    def zone(self, location: Location) -> ZoneInfo:
        """Return the location's time zone."""
        return resolve_zone(location.timezone, self.default_zone, site_id=location.id)

    async def _snapshot(self) -> Cached[Snapshot] | None:
        return await self._snapshots.current() if self._snapshots else None

    def _site_in(self, snapshot: Snapshot, site_id: int) -> Site | None:
        records = snapshot.site(site_id)
        return self._site_of(records) if records else None

    def _site_of(self, records: SiteRecords) -> Site:
        points, evses = records.charge_points, records.evses
        return Site(
            records.location,
            self.zone(records.location),
            ports=bookable_ports(points, evses),
            closed_ports=closed_ports(points, evses),
        )

    async def _load_all(self) -> tuple[Site, ...]:
        return await self._lists.load(self.default_zone)

    async def _read_location(self, site_id: int) -> Location:
        snapshot = await self._snapshot()
        if snapshot and (records := snapshot.value.site(site_id)):
            return records.location
        cached = await self._locations.get(site_id, lambda: self._ampeco.read_location(site_id, include=("images",)))
        return cached.value

    async def _load_locations(self) -> tuple[Location, ...]:
        await self._location_sync.refresh()
        return tuple(self._location_sync.rows)


def _synced_locations(ampeco: AmpecoClient, now: Clock) -> SyncedCollection[Location]:
    return SyncedCollection(
        lambda after, before: ampeco.list_locations(
            LocationFilters(last_updated_after=after, last_updated_before=before)
        ),
        ampeco.read_location,
        now=now,
    )


class _SiteLists:
    """The three lists that the sites are joined from."""

    def __init__(self, ampeco: AmpecoClient, now: Clock) -> None:
        self._locations = _synced_locations(ampeco, now)
        self._charge_points: SyncedCollection[ChargePoint] = SyncedCollection(
            lambda after, before: ampeco.list_charge_points(
                ChargePointFilters(last_updated_after=after, last_updated_before=before)
            ),
            ampeco.read_charge_point,
            now=now,
        )
        self._evses: SyncedCollection[Evse] = SyncedCollection(
            lambda after, before: ampeco.list_evses(EvseFilters(last_updated_after=after, last_updated_before=before)),
            ampeco.read_evse,
            now=now,
        )
        self._joined_versions: tuple[int, ...] | None = None
        self._sites: tuple[Site, ...] = ()

    async def load(self, default_zone: ZoneInfo) -> tuple[Site, ...]:
        locations, charge_points, evses = self._locations, self._charge_points, self._evses
        async with task_group() as group:
            for each in (locations, charge_points, evses):
                group.create_task(each.refresh())
        versions = (locations.version, charge_points.version, evses.version)
        if versions != self._joined_versions:
            self._sites = join_sites(locations.rows, charge_points.rows, evses.rows, default_zone)
            self._joined_versions = versions
        return self._sites
