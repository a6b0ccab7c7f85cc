"""What sites and ports are called, for lists that hold only their ids."""

from collections.abc import Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import Location
from shared.domain.catalogue import Catalogue
from shared.domain.errors import SiteNotFound
from shared.domain.sites import label_of
from shared.domain.texts import FALLBACK_LANGUAGE, translated
from shared.domain.times import zone_named
from shared.domain.together import side_by_side


class Place(NamedTuple):
    """A site by its name and its zone; `location` is None when Ampeco no longer has it."""

    site_id: int
    name: str
    zone: ZoneInfo
    location: Location | None = None


class PortName(NamedTuple):
    """A port by what is written on it."""

    evse_id: int
    label: str


class Directory(NamedTuple):
    """Every location and every port's label. What is missing still gets a name: nothing is dropped for want of one."""

    locations: Mapping[int, Location]
    labels: Mapping[int, str]
    default_zone: ZoneInfo

    def place(self, site_id: int) -> Place:
        """Return what is known of the site."""
        return place_of(site_id, self.locations.get(site_id), self.default_zone)

    def port(self, evse_id: int) -> PortName:
        """Return what is known of the port."""
        return port_named(evse_id, self.labels.get(evse_id))


def place_of(site_id: int, location: Location | None, default_zone: ZoneInfo) -> Place:
    """Return the place, named by its number where Ampeco tells nothing of it."""
    name = translated(location.name, FALLBACK_LANGUAGE) if location else None
    zone = zone_named(location.timezone, default_zone, site_id=site_id) if location else default_zone
    return Place(site_id, name or f"Site {site_id}", zone, location)


def port_named(evse_id: int, label: str | None) -> PortName:
    """Return the port, named by its number where Ampeco has no such port any more."""
    return PortName(evse_id, label or f"#{evse_id}")


async def directory(catalogue: Catalogue, *, surely: int | None = None) -> Directory:
    """Return the names of everything. One call per 100 locations and per 100 EVSEs, side by side, when none is kept.

    The site `surely` is in it, also when it is newer than the kept list.

    Raises SiteNotFound for that one, AmpecoError.
    """
    async with side_by_side() as group:
        locations = group.create_task(catalogue.locations())
        labels = group.create_task(catalogue.labels())
    by_id = {location.id: location for location in locations.result().value}
    if surely is not None and surely not in by_id:
        by_id[surely] = await catalogue.location(surely)
    return Directory(by_id, labels.result(), catalogue.default_zone)


async def place_at(catalogue: Catalogue, site_id: int) -> Place:
    """Return the place, also of a site that is gone. One call, when none is kept.

    Raises AmpecoError.
    """
    return place_of(site_id, await _location(catalogue, site_id), catalogue.default_zone)


async def directory_of(catalogue: Catalogue, site_id: int | None, evse_id: int | None) -> Directory:
    """Return the names of one site and one port alone. Two calls side by side, when none is kept.

    Raises AmpecoError.
    """
    async with side_by_side() as group:
        placing = group.create_task(_location(catalogue, site_id))
        naming = group.create_task(_label(catalogue, evse_id))
    location, label = placing.result(), naming.result()
    return Directory(
        {location.id: location} if location else {},
        {evse_id: label} if evse_id is not None and label else {},
        catalogue.default_zone,
    )


async def _location(catalogue: Catalogue, site_id: int | None) -> Location | None:
    try:
        return await catalogue.location(site_id) if site_id is not None else None
    except SiteNotFound:
        return None


async def _label(catalogue: Catalogue, evse_id: int | None) -> str | None:
    evse = await catalogue.evse(evse_id) if evse_id is not None else None
    return label_of(evse) if evse else None
