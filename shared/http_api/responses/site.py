"""Sites and their ports. Power in kW."""

from datetime import datetime, time
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import Field

from shared.ampeco_client import HoursInterval, Location, Translation, WorkingHours
from shared.domain.catalog.port_status import LiveStatus
from shared.domain.catalog.sites import Offer, Port, Site, SiteOverview, offer_of
from shared.http_api.responses.base import ResponseModel
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


class ConnectorResponse(ResponseModel):
    """One plug of a port."""

    type: str
    format: str | None


class PortResponse(ResponseModel):
    """One port."""

    evse_id: int
    label: str
    physical_reference: str
    charge_point_name: str | None
    current_type: str | None
    max_power_kw: int | float | None
    connectors: tuple[ConnectorResponse, ...]
    hardware_status: str | None

    @classmethod
    def from_port(cls, port: Port) -> Self:
        """Return the response for `port`."""
        return cls(**port_fields(port))


class LivePortResponse(PortResponse):
    """One port with its status when it was read from Ampeco (`asOf`); omitted if unknown."""

    live_status: LiveStatus | None

    @classmethod
    def from_port(cls, port: Port) -> Self:
        """Return the response for `port`."""
        return cls(**port_fields(port), live_status=port.live_status)


def port_fields(port: Port) -> dict[str, Any]:
    """Return the fields of `PortResponse` for a port."""
    return {
        "evse_id": port.evse_id,
        "label": port.label,
        "physical_reference": port.physical_reference,
        "charge_point_name": port.charge_point_name,
        "current_type": port.current_type,
        "max_power_kw": rounded(port.max_power_kw),
        "connectors": tuple(
            ConnectorResponse(type=connector.type, format=connector.format) for connector in port.connectors
        ),
        "hardware_status": port.hardware_status,
    }


def rounded(kilowatts: float | None) -> int | float | None:
    """Return a power in kW without needless decimals: 150, or 7.4."""
    if kilowatts is None:
        return None
    rounded = round(kilowatts, 1)
    return int(rounded) if rounded.is_integer() else rounded


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WallTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]

DAYS: tuple[Weekday, ...] = get_args(Weekday)


class HoursResponse(ResponseModel):
    """Opening time and closing time, in the site's local time (`HH:MM`)."""

    start: WallTime
    end: WallTime

    @classmethod
    def from_interval(cls, interval: HoursInterval) -> Self:
        """Return the response for one interval."""
        return cls(start=_hours_minutes(interval.start), end=_hours_minutes(interval.end))


class WorkingHoursResponse(ResponseModel):
    """Opening hours: always, or by day of the week; a day without intervals is closed."""

    always_open: bool
    hours: dict[Weekday, tuple[HoursResponse, ...]] | None

    @classmethod
    def from_hours(cls, hours: WorkingHours) -> Self | None:
        """Return the response for `hours`, None if they are empty."""
        if hours.is_always_open:
            return cls(always_open=True, hours=None)
        if hours.hours is None:
            return None
        week = {day: tuple(HoursResponse.from_interval(one) for one in getattr(hours.hours, day)) for day in DAYS}
        return cls(always_open=False, hours=week)


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


def _hours_minutes(value: time) -> str:
    return value.strftime("%H:%M")


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
