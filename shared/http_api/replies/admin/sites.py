"""Every site, for staff to choose from."""

from collections.abc import Iterable
from typing import Self
from zoneinfo import ZoneInfo

from shared.ampeco_client import Location
from shared.domain.sites import is_offered
from shared.domain.staff.places import place_of
from shared.http_api.replies.admin.places import SiteNameReply
from shared.http_api.replies.model import Reply


class AnySiteReply(SiteNameReply):
    """A site; `offered` is false for one that the operator took out of use."""

    city: str | None
    timezone: str
    offered: bool


class AnySiteListReply(Reply):
    """Every site, bookable or not, by name."""

    sites: tuple[AnySiteReply, ...]

    @classmethod
    def of_locations(cls, locations: Iterable[Location], default_zone: ZoneInfo) -> Self:
        """Return the reply for `locations`."""
        sites = [_site(location, default_zone) for location in locations]
        return cls(sites=tuple(sorted(sites, key=lambda site: (site.name.casefold(), site.id))))


def _site(location: Location, default_zone: ZoneInfo) -> AnySiteReply:
    place = place_of(location.id, location, default_zone)
    return AnySiteReply(
        id=location.id,
        name=place.name,
        city=location.city,
        timezone=place.zone.key,
        offered=is_offered(location),
    )
