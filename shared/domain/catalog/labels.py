"""Names of sites and labels of ports, for lists that contain only their ids."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import Location
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import SiteNotFound
from shared.domain.timeutil.site_time import resolve_zone
from shared.infra.concurrency import task_group
from shared.infra.localization import FALLBACK_LANGUAGE, localized_text

CALLS_FOR_PORTS = 2
"""Calls per request to read on the list of all ports: all of it for a small operator, a part for a large one."""


class SiteSummary(NamedTuple):
    """A site's name and time zone; `location` is None if Ampeco no longer has it."""

    site_id: int
    name: str
    zone: ZoneInfo
    location: Location | None = None


class PortLabel(NamedTuple):
    """A port's label."""

    evse_id: int
    label: str


class Directory(NamedTuple):
    """Names of locations and labels of ports. A missing one is named by its id, so that no row is dropped."""

    locations: Mapping[int, Location]
    labels: Mapping[int, str]
    default_zone: ZoneInfo

    def site(self, site_id: int) -> SiteSummary:
        """Return the name of the site."""
        return build_site_summary(site_id, self.locations.get(site_id), self.default_zone)

    def port(self, evse_id: int) -> PortLabel:
        """Return the label of the port."""
        return build_port_label(evse_id, self.labels.get(evse_id))


def build_site_summary(site_id: int, location: Location | None, default_zone: ZoneInfo) -> SiteSummary:
    """Return the site's name, its id if Ampeco returns none."""
    name = localized_text(location.name, FALLBACK_LANGUAGE) if location else None
    zone = resolve_zone(location.timezone, default_zone, site_id=site_id) if location else default_zone
    return SiteSummary(site_id, name or f"Site {site_id}", zone, location)


def build_port_label(evse_id: int, label: str | None) -> PortLabel:
    """Return the port's label, its id if Ampeco no longer has the port."""
    return PortLabel(evse_id, label or f"#{evse_id}")


async def load_directory(
    catalog: Catalog, *, must_include_site_id: int | None = None, calls_for_ports: int = CALLS_FOR_PORTS
) -> Directory:
    """Return the names of all locations; `add_labels` adds labels of ports.

    One call per 100 locations, unless they are cached. Concurrently the list of all ports is read on, with at most
    `calls_for_ports` calls. The site `must_include_site_id` is included even if it is newer than the cached list.

    Raises SiteNotFound for that one, AmpecoError.
    """
    async with task_group() as group:
        locations = group.create_task(catalog.locations_by_id())
        group.create_task(catalog.read_port_list(calls=calls_for_ports))
    by_id = locations.result()
    if must_include_site_id is not None and must_include_site_id not in by_id:
        by_id = {**by_id, must_include_site_id: await catalog.location(must_include_site_id)}
    return Directory(by_id, {}, catalog.default_zone)


async def add_labels(names: Directory, catalog: Catalog, evse_ids: Iterable[int]) -> Directory:
    """Return `names` with the labels of these ports. No call for those in the list of ports, else as `Catalog.labels`.

    Raises AmpecoError.
    """
    return names._replace(labels=await catalog.labels(frozenset(evse_ids)))


async def load_site_summary(catalog: Catalog, site_id: int) -> SiteSummary:
    """Return the site's name, also of a deleted site. One call, unless it is cached.

    Raises AmpecoError.
    """
    return build_site_summary(site_id, await _location(catalog, site_id), catalog.default_zone)


async def load_partial_directory(catalog: Catalog, site_id: int | None, evse_id: int | None) -> Directory:
    """Return the labels of one site and one port. Two concurrent calls, unless they are cached.

    Raises AmpecoError.
    """
    async with task_group() as group:
        reading_location = group.create_task(_location(catalog, site_id))
        reading_labels = group.create_task(catalog.labels({evse_id} if evse_id is not None else ()))
    location = reading_location.result()
    return Directory({location.id: location} if location else {}, reading_labels.result(), catalog.default_zone)


async def _location(catalog: Catalog, site_id: int | None) -> Location | None:
    try:
        return await catalog.location(site_id) if site_id is not None else None
    except SiteNotFound:
        return None
