"""Opening hours of a site."""

from datetime import time
from typing import Annotated, Literal, Self, get_args

from pydantic import Field

from shared.ampeco_client import HoursInterval, WorkingHours
from shared.http_api.responses.base import ResponseModel

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


def _hours_minutes(value: time) -> str:
    return value.strftime("%H:%M")
