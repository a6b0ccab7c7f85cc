"""Where a site is, and what someone on the way there needs to know."""

from datetime import time
from typing import Annotated, Literal, Self, get_args

from pydantic import Field

from shared.ampeco_client import HoursInterval, Location, WorkingHours
from shared.http_api.replies.model import Reply
from shared.http_api.replies.site_texts import texts_of

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WallTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]

DAYS: tuple[Weekday, ...] = get_args(Weekday)


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
        return cls(**texts, **place_fields(location), **arrival_fields(location))


def place_fields(location: Location) -> dict[str, object]:
    """Return the fields of a place that are no texts."""
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


def arrival_fields(location: Location) -> dict[str, object]:
    """Return those that only somebody on the way needs."""
    return {
        "parking_type": location.parking_type,
        "access_methods": tuple(location.access_methods),
        "working_hours": WorkingHoursReply.of(location.working_hours) if location.working_hours else None,
    }


def _hours_minutes(value: time) -> str:
    return value.strftime("%H:%M")
