"""The catalogue: sites and ports as Ampeco has them, read side by side and kept for a minute."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient, ChargePointFilters, Evse, Location, NotFound
from shared.domain.errors import SiteNotFound
from shared.domain.kept import Copy, KeptCopies
from shared.domain.sites import Site, bookable_ports, is_offered, joined
from shared.domain.times import zone_named
from shared.domain.together import side_by_side


class Catalogue:
    """Reads sites from Ampeco; keeps each answer 60 s per warm function and serves it, marked stale, when Ampeco fails.

    `default_zone` is the tenant's time zone, for locations that name none.
    """

    def __init__(
        self, ampeco: AmpecoClient, *, default_zone: ZoneInfo, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ampeco = ampeco
        self._default_zone = default_zone
        self._all: KeptCopies[tuple[Site, ...]] = KeptCopies(clock=clock)
        self._sites: KeptCopies[Site] = KeptCopies(clock=clock)
        self._locations: KeptCopies[Location] = KeptCopies(clock=clock)
        self._evses: KeptCopies[Evse] = KeptCopies(clock=clock)

    async def sites(self) -> Copy[tuple[Site, ...]]:
        """Return every site with a bookable port. Calls: one per 100 rows of three lists, the lists side by side.

        Raises AmpecoError when Ampeco fails and no copy is kept.
        """
        return await self._all.get("all", self._load_all)

    async def site(self, site_id: int) -> Copy[Site]:
        """Return one site with its bookable ports, perhaps none. Two rounds of calls.

        Raises SiteNotFound; AmpecoError as `sites` does.
        """
        try:
            return await self._sites.get(site_id, lambda: self._load_site(site_id))
        except NotFound as error:
            raise SiteNotFound from error

    async def location(self, site_id: int) -> Location:
        """Return the location alone, offered or not: for its name and its zone. One call.

        Raises SiteNotFound; AmpecoError as `sites` does.
        """
        try:
            copy = await self._locations.get(site_id, lambda: self._ampeco.read_location(site_id, include=("images",)))
        except NotFound as error:
            raise SiteNotFound from error
        return copy.value

    async def offered_location(self, site_id: int) -> Location:
        """Return the location alone when the operator offers it. One call.

        Raises SiteNotFound, for one that is not offered too; AmpecoError as `sites` does.
        """
        location = await self.location(site_id)
        if not is_offered(location):
            raise SiteNotFound
        return location

    async def evse(self, evse_id: int) -> Evse | None:
        """Return one EVSE whether or not it can be booked; None when Ampeco no longer has it. One call."""
        try:
            return (await self._evses.get(evse_id, lambda: self._ampeco.read_evse(evse_id))).value
        except NotFound:
            return None

    def zone(self, location: Location) -> ZoneInfo:
        """Return the zone that people at the location live in."""
        return zone_named(location.timezone, self._default_zone)

    async def _load_all(self) -> tuple[Site, ...]:
        async with side_by_side() as group:
            locations = group.create_task(self._ampeco.list_locations().all())
            charge_points = group.create_task(self._ampeco.list_charge_points().all())
            evses = group.create_task(self._ampeco.list_evses().all())
        return joined(locations.result(), charge_points.result(), evses.result(), self._default_zone)

    async def _load_site(self, site_id: int) -> Site:
        async with side_by_side() as group:
            reading = group.create_task(self.offered_location(site_id))
            listing = group.create_task(self._ampeco.list_charge_points(ChargePointFilters(location_id=site_id)).all())
        location, charge_points = reading.result(), listing.result()
        async with side_by_side() as group:
            pages = [group.create_task(self._ampeco.list_charge_point_evses(point.id).all()) for point in charge_points]
        ports = bookable_ports(charge_points, (evse for page in pages for evse in page.result()))
        return Site(location, self.zone(location), ports)
