"""Sites, as people know them. Power in kW."""

from datetime import datetime
from typing import Self

from shared.domain.sites import Site
from shared.http_api.replies.model import Reply
from shared.http_api.replies.places import ArrivalReply, PlaceReply, arrival_fields, place_fields
from shared.http_api.replies.ports import LivePortReply, rounded
from shared.http_api.replies.site_texts import texts_of


class ImageReply(Reply):
    """A photo on Ampeco's host. The pages load it only where the operator allows its origin (IMAGE_ORIGIN)."""

    url: str
    thumbnail_url: str | None


class SiteCard(PlaceReply):
    """A site in the list. `ports` counts those that can be booked."""

    timezone: str
    ports: int
    max_power_kw: int | float | None
    connector_types: tuple[str, ...]
    current_types: tuple[str, ...]

    @classmethod
    def of(cls, site: Site, locale: str) -> Self:
        """Return the reply for `site`."""
        texts = texts_of(site.location, locale, "name", "address")
        return cls(**texts, **place_fields(site.location), **_offer(site), ports=len(site.ports))


class SiteReply(ArrivalReply):
    """One site with all its bookable ports, as it was `as_of`, in the site's time."""

    as_of: datetime
    description: str | None
    facilities: tuple[str, ...]
    images: tuple[ImageReply, ...]
    timezone: str
    max_power_kw: int | float | None
    connector_types: tuple[str, ...]
    current_types: tuple[str, ...]
    ports: tuple[LivePortReply, ...]

    @classmethod
    def of_site(cls, site: Site, locale: str, as_of: datetime) -> Self:
        """Return the reply for `site` as it was read from Ampeco at that instant."""
        location = site.location
        return cls(
            **texts_of(location, locale, "name", "address", "description", "directions"),
            **place_fields(location),
            **arrival_fields(location),
            **_offer(site),
            as_of=as_of.astimezone(site.zone).replace(microsecond=0),
            facilities=tuple(location.facilities),
            images=tuple(ImageReply(url=image.original, thumbnail_url=image.thumbnail) for image in location.images),
            ports=tuple(LivePortReply.of(port) for port in site.ports),
        )


class SiteList(Reply):
    """Every site with at least one bookable port."""

    sites: tuple[SiteCard, ...]


def _offer(site: Site) -> dict[str, object]:
    powers = [port.max_power_kw for port in site.ports if port.max_power_kw]
    types = {str(connector.type) for port in site.ports for connector in port.connectors}
    return {
        "timezone": site.zone.key,
        "max_power_kw": rounded(max(powers, default=None)),
        "connector_types": tuple(sorted(types)),
        "current_types": tuple(sorted({str(port.current_type) for port in site.ports if port.current_type})),
    }
