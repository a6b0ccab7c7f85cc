"""Sites. Power in kW."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from shared.ampeco_client import Location, Translation
from shared.domain.catalog.sites import Offer, Site, SiteOverview, offer_of
from shared.http_api.responses.base import ResponseModel
from shared.http_api.responses.hours import WorkingHoursResponse
from shared.http_api.responses.port import LivePortResponse, rounded
from shared.infra.localization import find_translation, language_of

_SOURCES = {
    "name": ("name",),
    "address": ("street_address", "address"),
    "description": ("description", "short_description"),
    "directions": ("additional_description",),
}
"""Our texts, and Ampeco's fields for them, preferred ones first."""


def localized_texts(location: Location, locale: str, *names: str) -> dict[str, object]:
    """Return the texts of `location`, and as `languages` the language of each text that is not in `locale`.

    Every site has a name: without one it is the site's id.
    """
    found = {name: _text(location, locale, name) for name in names}
    foreign = {
        name: text.locale.replace("_", "-")
        for name, text in found.items()
        if text and text.locale and language_of(text.locale) != language_of(locale)
    }
    words = {name: text.translation if text else None for name, text in found.items()}
    return {**words, "name": words["name"] or f"Site {location.id}", "languages": foreign or None}


def _text(location: Location, locale: str, name: str) -> Translation | None:
    return next(filter(None, (find_translation(getattr(location, source), locale) for source in _SOURCES[name])), None)


class LocationResponse(ResponseModel):
    """The place of a site, in the requested language where Ampeco has it.

    `languages` gives the language (RFC 5646) of each text that is in another one.
    """

    id: int
    name: str
    address: str | None
    city: str | None
    state: str | None
    country: str | None
    post_code: str | None
    latitude: float | None
    longitude: float | None
    languages: dict[str, str] | None


class LocationDetailsResponse(LocationResponse):
    """Directions and access information for drivers with a booking."""

    directions: str | None
    parking_type: str | None
    access_methods: tuple[str, ...]
    working_hours: WorkingHoursResponse | None

    @classmethod
    def from_location(cls, location: Location, locale: str) -> Self:
        """Return the response for `location`."""
        texts = localized_texts(location, locale, "name", "address", "directions")
        return cls(**texts, **location_fields(location), **location_detail_fields(location))


def location_fields(location: Location) -> dict[str, object]:
    """Return the fields of a place that are not texts."""
    position = location.geoposition
    return {
        "id": location.id,
        "city": location.city,
        "state": location.state,
        "country": location.country,
        "post_code": location.post_code,
        "latitude": position.latitude if position else None,
        "longitude": position.longitude if position else None,
    }


def location_detail_fields(location: Location) -> dict[str, object]:
    """Return the fields that only drivers with a booking need."""
    return {
        "parking_type": location.parking_type,
        "access_methods": tuple(location.access_methods),
        "working_hours": WorkingHoursResponse.from_hours(location.working_hours) if location.working_hours else None,
    }


class ImageResponse(ResponseModel):
    """A photo on Ampeco's host. Pages load it only if the operator allows its origin (IMAGE_ORIGIN)."""

    url: str
    thumbnail_url: str | None


class SiteCardResponse(LocationResponse):
    """A site in the list. `ports` is the number of bookable ports."""

    timezone: str
    ports: int
    max_power_kw: int | float | None
    connector_types: tuple[str, ...]
    current_types: tuple[str, ...]

    @classmethod
    def from_overview(cls, site: SiteOverview, locale: str) -> Self:
        """Return the response for `site`."""
        texts = localized_texts(site.location, locale, "name", "address")
        offered = _charging_fields(site.zone, site.offer)
        return cls(**texts, **location_fields(site.location), **offered, ports=site.offer.ports)


class SiteResponse(LocationDetailsResponse):
    """A site with all its bookable ports at `as_of`, in its local time."""

    as_of: datetime
    description: str | None
    facilities: tuple[str, ...]
    images: tuple[ImageResponse, ...]
    timezone: str
    max_power_kw: int | float | None
    connector_types: tuple[str, ...]
    current_types: tuple[str, ...]
    ports: tuple[LivePortResponse, ...]

    @classmethod
    def from_site_detail(cls, site: Site, locale: str, as_of: datetime) -> Self:
        """Return the response for `site`, read from Ampeco at `as_of`."""
        location = site.location
        return cls(
            **localized_texts(location, locale, "name", "address", "description", "directions"),
            **location_fields(location),
            **location_detail_fields(location),
            **_charging_fields(site.zone, offer_of(site.ports)),
            as_of=as_of.astimezone(site.zone).replace(microsecond=0),
            facilities=tuple(location.facilities),
            images=tuple(ImageResponse(url=image.original, thumbnail_url=image.thumbnail) for image in location.images),
            ports=tuple(LivePortResponse.from_port(port) for port in site.ports),
        )


class SiteListResponse(ResponseModel):
    """Every site with at least one bookable port."""

    sites: tuple[SiteCardResponse, ...]


def _charging_fields(zone: ZoneInfo, offer: Offer) -> dict[str, object]:
    return {
        "timezone": zone.key,
        "max_power_kw": rounded(offer.max_power_kw),
        "connector_types": offer.connector_types,
        "current_types": offer.current_types,
    }
