"""Names of sites and labels of ports, for lists that hold only their ids."""

from collections.abc import Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import Location
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.sites import port_label
from shared.domain.errors import SiteNotFound
from shared.domain.timeutil.site_time import resolve_zone
from shared.infra.concurrency import task_group
from shared.infra.localization import FALLBACK_LANGUAGE, localized_text


class SiteSummary(NamedTuple):
    """A site by its name and its zone; `location` is None when Ampeco no longer has it."""

    site_id: int
    name: str
    zone: ZoneInfo
    location: Location | None = None


class PortLabel(NamedTuple):
    """A port by what is written on it."""

    evse_id: int
    label: str


class Directory(NamedTuple):
    """Every location and every port's label. A missing one gets its number as name, so that no row is dropped."""

    locations: Mapping[int, Location]
    labels: Mapping[int, str]
    default_zone: ZoneInfo

    def site(self, site_id: int) -> SiteSummary:
        """Return what is known of the site."""
        return build_site_summary(site_id, self.locations.get(site_id), self.default_zone)

    def port(self, evse_id: int) -> PortLabel:
        """Return what is known of the port."""
        return build_port_label(evse_id, self.labels.get(evse_id))


def build_site_summary(site_id: int, location: Location | None, default_zone: ZoneInfo) -> SiteSummary:
    """Return the place, named by its number where Ampeco tells nothing of it."""
    name = localized_text(location.name, FALLBACK_LANGUAGE) if location else None
    zone = resolve_zone(location.timezone, default_zone, site_id=site_id) if location else default_zone
    return SiteSummary(site_id, name or f"Site {site_id}", zone, location)


def build_port_label(evse_id: int, label: str | None) -> PortLabel:
    """Return the port, named by its number where Ampeco has no such port any more."""
    return PortLabel(evse_id, label or f"#{evse_id}")


async def load_directory(catalog: Catalog, *, must_include_site_id: int | None = None) -> Directory:
    """Return the names of everything. One call per 100 locations and per 100 EVSEs, concurrently, when none is kept.

    The site `must_include_site_id` is in it, also when it is newer than the kept list.

    Raises SiteNotFound for that one, AmpecoError.
    """
    async with task_group() as group:
        locations = group.create_task(catalog.locations())
        labels = group.create_task(catalog.labels())
    by_id = {location.id: location for location in locations.result().value}
    if must_include_site_id is not None and must_include_site_id not in by_id:
        by_id[must_include_site_id] = await catalog.location(must_include_site_id)
    return Directory(by_id, labels.result(), catalog.default_zone)


async def load_site_summary(catalog: Catalog, site_id: int) -> SiteSummary:
    """Return the place, also of a site that is gone. One call, when none is kept.

    Raises AmpecoError.
    """
    return build_site_summary(site_id, await _location(catalog, site_id), catalog.default_zone)


async def load_partial_directory(catalog: Catalog, site_id: int | None, evse_id: int | None) -> Directory:
    """Return the names of one site and one port alone. Two calls concurrently, when none is kept.

    Raises AmpecoError.
    """
    async with task_group() as group:
        placing = group.create_task(_location(catalog, site_id))
        naming = group.create_task(_label(catalog, evse_id))
    location, label = placing.result(), naming.result()
    return Directory(
        {location.id: location} if location else {},
        {evse_id: label} if evse_id is not None and label else {},
        catalog.default_zone,
    )


async def _location(catalog: Catalog, site_id: int | None) -> Location | None:
    try:
        return await catalog.location(site_id) if site_id is not None else None
    except SiteNotFound:
        return None


async def _label(catalog: Catalog, evse_id: int | None) -> str | None:
    evse = await catalog.evse(evse_id) if evse_id is not None else None
    return port_label(evse) if evse else None
