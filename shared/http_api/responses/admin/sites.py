"""All sites, for selection by admins."""

from collections.abc import Iterable
from typing import Self
from zoneinfo import ZoneInfo

from shared.ampeco_client import Location
from shared.domain.catalog.labels import build_site_summary
from shared.domain.catalog.sites import is_offered
from shared.http_api.responses.admin.labels import SiteNameResponse
from shared.http_api.responses.base import ResponseModel
from shared.http_api.security.admin_tokens import Admin, Role


class AnySiteResponse(SiteNameResponse):
    """A site; `offered` is false if the operator disabled it."""

    city: str | None
    timezone: str
    offered: bool


class SignedInResponse(ResponseModel):
    """The name and role of the request's admin token; a `viewer` cannot write."""

    name: str
    role: Role


class AnySiteListResponse(ResponseModel):
    """Every site, bookable or not, by name, and who signed in."""

    sites: tuple[AnySiteResponse, ...]
    signed_in_as: SignedInResponse

    @classmethod
    def from_locations(cls, locations: Iterable[Location], default_zone: ZoneInfo, admin: Admin) -> Self:
        """Return the response for `locations`, read by `admin`."""
        sites = [_site(location, default_zone) for location in locations]
        return cls(
            sites=tuple(sorted(sites, key=lambda site: (site.name.casefold(), site.id))),
            signed_in_as=SignedInResponse(name=admin.name, role=admin.role),
        )


def _site(location: Location, default_zone: ZoneInfo) -> AnySiteResponse:
    site = build_site_summary(location.id, location, default_zone)
    return AnySiteResponse(
        id=location.id,
        name=site.name,
        city=location.city,
        timezone=site.zone.key,
        offered=is_offered(location),
    )
