"""The catalogue: sites and ports as Ampeco has them, read side by side and kept for a minute."""

import time
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    AmpecoClient,
    ChargePoint,
    ChargePointFilters,
    Evse,
    EvseFilters,
    Location,
    LocationFilters,
    NotFound,
)
from shared.domain.errors import SiteNotFound
from shared.domain.gathered import Gathered
from shared.domain.kept import Copy, KeptCopies
from shared.domain.known_sites import KnownSites
from shared.domain.paged_copy import CallBudget, PagedCopy
from shared.domain.site_ports import SitePorts
from shared.domain.sites import Port, Site, is_offered, joined, label_of, port_of
from shared.domain.times import Clock, utc_now, zone_named
from shared.domain.together import side_by_side

_LABELS_KEPT_SECONDS = 600.0
"""What is written on a port hardly ever changes, and the list of all ports is the longest."""

_PORTS_KEPT_SECONDS = 20.0
"""One port by itself: whoever has booked it is to hear within a minute that it is out of order."""


class Catalogue:
    """Reads sites from Ampeco; keeps each answer 60 s per warm function and serves it, marked stale, when Ampeco fails.

    `default_zone` is the tenant's time zone, for locations that name none.
    """

    def __init__(
        self,
        ampeco: AmpecoClient,
        *,
        default_zone: ZoneInfo,
        clock: Callable[[], float] = time.monotonic,
        now: Clock = utc_now,
    ) -> None:
        self._ampeco = ampeco
        self.default_zone = default_zone
        self._all: KeptCopies[tuple[Site, ...]] = KeptCopies(clock=clock)
        self._lists = _Lists(ampeco, now)
        self._places = _gathered_locations(ampeco, now)
        self._sites: KeptCopies[Site] = KeptCopies(clock=clock)
        self._locations: KeptCopies[Location] = KeptCopies(clock=clock)
        self._known_sites = KnownSites(ampeco, clock=clock)
        self._site_ports = SitePorts(ampeco, clock=clock)
        self._port_list: PagedCopy[Evse] = PagedCopy(ampeco.list_evses, fresh_seconds=_LABELS_KEPT_SECONDS, clock=clock)
        self._evses: KeptCopies[Evse] = KeptCopies(fresh_seconds=_PORTS_KEPT_SECONDS, clock=clock)
        self._every_location: KeptCopies[tuple[Location, ...]] = KeptCopies(clock=clock)
        self._labels: KeptCopies[Mapping[int, str]] = KeptCopies(fresh_seconds=_LABELS_KEPT_SECONDS, clock=clock)

    async def sites(self) -> Copy[tuple[Site, ...]]:
        """Return every site with a bookable port; while nothing changes, the same tuple again.

        Calls: at first one per 100 rows of three lists, the lists side by side. Later one round, of two calls for each
        list that is longer than that.

        Raises AmpecoError when Ampeco fails and no copy is kept.
        """
        return await self._all.get("all", self._load_all)

    async def site(self, site_id: int) -> Copy[Site]:
        """Return one site that is offered, with its bookable ports, perhaps none. Calls as `grounds`.

        Raises SiteNotFound; AmpecoError as `sites` does.
        """
        copy = await self.grounds(site_id)
        if not is_offered(copy.value.location):
            raise SiteNotFound
        return copy

    async def grounds(self, site_id: int) -> Copy[Site]:
        """Return one site, offered or not, with its bookable and its closed ports.

        Two rounds of calls, ten calls at most. A site of more than 8 charge points takes one round for each page of its
        charge points and of all EVSEs; where ten calls are too few for that it is not `complete`, and the next request
        reads on.

        Raises SiteNotFound; AmpecoError as `sites` does.
        """
        await self.check_exists(site_id)
        try:
            copy = await self._sites.get(
                site_id, lambda: self._site_ports.of_site(site_id, self._read_location, self.default_zone)
            )
        except NotFound as error:
            await self.note_missing(site_id)
            raise SiteNotFound from error
        if not copy.value.complete:
            self._sites.forget(site_id)
        return copy

    async def check_exists(self, site_id: int) -> None:
        """Return when there may be such a location. No call, or two a minute once unknown ids came.

        Raises SiteNotFound, AmpecoError.
        """
        if not await self._known_sites.may_have(site_id):
            raise SiteNotFound

    async def note_missing(self, site_id: int) -> None:
        """Note that Ampeco has no such location. At most 7 calls, until the ids of all locations are known."""
        await self._known_sites.note_missing(site_id)

    async def known_ports(self, *, calls: int) -> Mapping[int, Port]:
        """Return the ports of all sites that are known by now, by EVSE id, reading on with so many calls.

        Kept 10 minutes: what a port gives hardly ever changes. Of the charge points nothing is told.

        Raises AmpecoError.
        """
        await self._port_list.read_on(CallBudget(calls))
        return {number: port_of(evse) for number, evse in self._port_list.rows.items()}

    async def location(self, site_id: int) -> Location:
        """Return the location alone, offered or not: for its name and its zone. One call.

        Raises SiteNotFound; AmpecoError as `sites` does.
        """
        try:
            return await self._read_location(site_id)
        except NotFound as error:
            raise SiteNotFound from error

    async def offered_location(self, site_id: int) -> Location:
        """Return the location alone when the operator offers it. One call.

        Raises SiteNotFound, for one that is not offered too; AmpecoError as `sites` does.
        """
        await self.check_exists(site_id)
        try:
            location = await self.location(site_id)
        except SiteNotFound:
            await self.note_missing(site_id)
            raise
        if not is_offered(location):
            raise SiteNotFound
        return location

    async def locations(self) -> Copy[tuple[Location, ...]]:
        """Return every location, offered or not. At first one call per 100, later one round of two calls.

        Raises AmpecoError as `sites` does.
        """
        return await self._every_location.get("all", self._load_locations)

    async def labels(self) -> Mapping[int, str]:
        """Return what is written on every port, by EVSE id; kept 10 minutes. One call per 100.

        Raises AmpecoError as `sites` does.
        """
        return (await self._labels.get("all", self._load_labels)).value

    async def evse(self, evse_id: int) -> Evse | None:
        """Return one EVSE whether or not it can be booked; None when Ampeco no longer has it. One call."""
        try:
            return (await self._evses.get(evse_id, lambda: self._ampeco.read_evse(evse_id))).value
        except NotFound:
            return None

    def zone(self, location: Location) -> ZoneInfo:
        """Return the zone that people at the location live in."""
        return zone_named(location.timezone, self.default_zone, site_id=location.id)

    async def _load_all(self) -> tuple[Site, ...]:
        return await self._lists.joined(self.default_zone)

    async def _read_location(self, site_id: int) -> Location:
        copy = await self._locations.get(site_id, lambda: self._ampeco.read_location(site_id, include=("images",)))
        return copy.value

    async def _load_locations(self) -> tuple[Location, ...]:
        await self._places.bring_up_to_date()
        return tuple(self._places.rows)

    async def _load_labels(self) -> Mapping[int, str]:
        return {evse.id: label_of(evse) for evse in await self._ampeco.list_evses(include=()).all()}


def _gathered_locations(ampeco: AmpecoClient, now: Clock) -> Gathered[Location]:
    return Gathered(lambda since: ampeco.list_locations(LocationFilters(last_updated_after=since)), now=now)


class _Lists:
    """The three lists that the sites are joined from."""

    def __init__(self, ampeco: AmpecoClient, now: Clock) -> None:
        self._locations = _gathered_locations(ampeco, now)
        self._charge_points: Gathered[ChargePoint] = Gathered(
            lambda since: ampeco.list_charge_points(ChargePointFilters(last_updated_after=since)), now=now
        )
        self._evses: Gathered[Evse] = Gathered(
            lambda since: ampeco.list_evses(EvseFilters(last_updated_after=since)), now=now
        )
        self._joined_at: tuple[int, ...] | None = None
        self._sites: tuple[Site, ...] = ()

    async def joined(self, default_zone: ZoneInfo) -> tuple[Site, ...]:
        locations, charge_points, evses = self._locations, self._charge_points, self._evses
        async with side_by_side() as group:
            for each in (locations, charge_points, evses):
                group.create_task(each.bring_up_to_date())
        now_at = (locations.version, charge_points.version, evses.version)
        if now_at != self._joined_at:
            self._sites = joined(locations.rows, charge_points.rows, evses.rows, default_zone)
            self._joined_at = now_at
        return self._sites
