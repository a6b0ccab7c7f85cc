"""Sites and ports, as people know them. Power in kW."""

from datetime import datetime, time
from typing import Annotated, Literal, Self, get_args

from pydantic import Field

from shared.ampeco_client import HoursInterval, Location, WorkingHours
from shared.domain.live import LiveStatus
from shared.domain.sites import Port, Site
from shared.http_api.replies.model import Reply
from shared.http_api.replies.site_texts import texts_of

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


class LivePortReply(PortReply):
    """One port, and how it was when the answer was read from Ampeco (`asOf`); left out where that is not known."""

    live_status: LiveStatus | None

    @classmethod
    def of(cls, port: Port) -> Self:
        """Return the reply for `port`."""
        return cls(**dict(PortReply.of(port)), live_status=port.live_status)


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
    """A photo on Ampeco's host. The pages load it only where the operator allows its origin (IMAGE_ORIGIN)."""

    url: str
    thumbnail_url: str | None


class PlaceReply(Reply):
    """Where a site is, in the reader's language as far as Ampeco has it.

    `languages` names the language (RFC 5646) of each text that is in another one than was asked for.
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


class ArrivalReply(PlaceReply):
    """What someone on the way to a booked port needs to know."""

    directions: str | None
    parking_type: str | None
    access_methods: tuple[str, ...]
    working_hours: WorkingHoursReply | None

    @classmethod
    def of(cls, location: Location, locale: str) -> Self:
        """Return the reply for `location`."""
        texts = texts_of(location, locale, "name", "address", "directions")
        return cls(**texts, **_place(location), **_arrival(location))


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
        return cls(**texts, **_place(site.location), **_offer(site), ports=len(site.ports))


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
            **_place(location),
            **_arrival(location),
            **_offer(site),
            as_of=as_of.astimezone(site.zone).replace(microsecond=0),
            facilities=tuple(location.facilities),
            images=tuple(ImageReply(url=image.original, thumbnail_url=image.thumbnail) for image in location.images),
            ports=tuple(LivePortReply.of(port) for port in site.ports),
        )


class SiteList(Reply):
    """Every site with at least one bookable port."""

    sites: tuple[SiteCard, ...]


def _place(location: Location) -> dict[str, object]:
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
