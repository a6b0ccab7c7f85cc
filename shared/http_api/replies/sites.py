"""Sites and ports, as people know them. Power in kW."""

from datetime import time
from typing import Annotated, Literal, Self, get_args

from pydantic import Field

from shared.ampeco_client import HoursInterval, Location, WorkingHours
from shared.domain.sites import Port, Site
from shared.domain.texts import translated
from shared.http_api.replies.model import Reply

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WallTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]

DAYS: tuple[Weekday, ...] = get_args(Weekday)


class ConnectorReply(Reply):
    """One plug of a port."""

    type: str
    format: str | None


class PortReply(Reply):
    """One port."""

    evse_id: int
    label: str
    physical_reference: str
    charge_point_name: str | None
    current_type: str
    max_power_kw: int | float | None
    connectors: tuple[ConnectorReply, ...]
    hardware_status: str | None

    @classmethod
    def of(cls, port: Port) -> Self:
        """Return the reply for `port`."""
        return cls(
            evse_id=port.evse_id,
            label=port.label,
            physical_reference=port.physical_reference,
            charge_point_name=port.charge_point_name,
            current_type=port.current_type,
            max_power_kw=_rounded(port.max_power_kw),
            connectors=tuple(
                ConnectorReply(type=connector.type, format=connector.format) for connector in port.connectors
            ),
            hardware_status=port.hardware_status,
        )


class HoursReply(Reply):
    """From when to when the site is open, in its own wall time (`HH:MM`)."""

    start: WallTime
    end: WallTime

    @classmethod
    def of(cls, interval: HoursInterval) -> Self:
        """Return the reply for one interval."""
        return cls(start=_hours_minutes(interval.start), end=_hours_minutes(interval.end))


class WorkingHoursReply(Reply):
    """When the site is open: always, or by day of the week; a day without intervals is closed."""

    always_open: bool
    hours: dict[Weekday, tuple[HoursReply, ...]] | None

    @classmethod
    def of(cls, hours: WorkingHours) -> Self | None:
        """Return the reply for `hours`, None when they say nothing."""
        if hours.is_always_open:
            return cls(always_open=True, hours=None)
        if hours.hours is None:
            return None
        week = {day: tuple(HoursReply.of(one) for one in getattr(hours.hours, day)) for day in DAYS}
        return cls(always_open=False, hours=week)


class ImageReply(Reply):
    """A photo on Ampeco's host. The pages load nothing from there: it is for other users of this API."""

    url: str
    thumbnail_url: str | None


class PlaceReply(Reply):
    """Where a site is, in the reader's language as far as Ampeco has it."""

    id: int
    name: str
    address: str | None
    city: str | None
    state: str | None
    country: str | None
    post_code: str | None
    latitude: float | None
    longitude: float | None


class ArrivalReply(PlaceReply):
    """What someone on the way to a booked port needs to know."""

    parking_type: str | None
    access_methods: tuple[str, ...]
    working_hours: WorkingHoursReply | None

    @classmethod
    def of(cls, location: Location, locale: str) -> Self:
        """Return the reply for `location`."""
        return cls(**_place(location, locale), **_arrival(location))


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
        return cls(**_place(site.location, locale), **_offer(site), ports=len(site.ports))


class SiteReply(ArrivalReply):
    """One site with all its bookable ports."""

    description: str | None
    facilities: tuple[str, ...]
    images: tuple[ImageReply, ...]
    timezone: str
    max_power_kw: int | float | None
    connector_types: tuple[str, ...]
    current_types: tuple[str, ...]
    ports: tuple[PortReply, ...]

    @classmethod
    def of_site(cls, site: Site, locale: str) -> Self:
        """Return the reply for `site`."""
        location = site.location
        return cls(
            **_place(location, locale),
            **_arrival(location),
            **_offer(site),
            description=translated(location.description, locale) or translated(location.short_description, locale),
            facilities=tuple(location.facilities),
            images=tuple(ImageReply(url=image.original, thumbnail_url=image.thumbnail) for image in location.images),
            ports=tuple(PortReply.of(port) for port in site.ports),
        )


class SiteList(Reply):
    """Every site with at least one bookable port."""

    sites: tuple[SiteCard, ...]


def _place(location: Location, locale: str) -> dict[str, object]:
    position = location.geoposition
    return {
        "id": location.id,
        "name": translated(location.name, locale) or f"Site {location.id}",
        "address": translated(location.street_address, locale) or translated(location.address, locale),
        "city": location.city,
        "state": location.state,
        "country": location.country,
        "post_code": location.post_code,
        "latitude": position.latitude if position else None,
        "longitude": position.longitude if position else None,
    }


def _arrival(location: Location) -> dict[str, object]:
    return {
        "parking_type": location.parking_type,
        "access_methods": tuple(location.access_methods),
        "working_hours": WorkingHoursReply.of(location.working_hours) if location.working_hours else None,
    }


def _offer(site: Site) -> dict[str, object]:
    powers = [port.max_power_kw for port in site.ports if port.max_power_kw]
    types = {str(connector.type) for port in site.ports for connector in port.connectors}
    return {
        "timezone": site.zone.key,
        "max_power_kw": _rounded(max(powers, default=None)),
        "connector_types": tuple(sorted(types)),
        "current_types": tuple(sorted({str(port.current_type) for port in site.ports})),
    }


def _rounded(kilowatts: float | None) -> int | float | None:
    if kilowatts is None:
        return None
    rounded = round(kilowatts, 1)
    return int(rounded) if rounded.is_integer() else rounded


def _hours_minutes(value: time) -> str:
    return value.strftime("%H:%M")
