"""Free windows, in the site's own time."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from shared.domain.availability.availability import Availability
from shared.domain.errors import Alternatives, PortWindow
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import offset_changes
from shared.http_api.responses.base import ResponseModel


class WindowResponse(ResponseModel):
    """A free stretch of time: any start and end inside it can be booked."""

    start_at: datetime
    end_at: datetime

    @classmethod
    def from_window(cls, window: Window, zone: ZoneInfo) -> Self:
        """Return the reply for `window`."""
        return cls(start_at=window.start.astimezone(zone), end_at=window.end.astimezone(zone))


class PortWindowsResponse(ResponseModel):
    """One port's free windows; none: it is full."""

    evse_id: int
    available_slots: tuple[WindowResponse, ...]


class OffsetChangeResponse(ResponseModel):
    """An instant from which the site's UTC offset is the one it is written with."""

    at: datetime


class AvailabilityResponse(ResponseModel):
    """What is free at a site in a window.

    Every time carries the site's offset at that instant; `offset_changes` names where it becomes another, so that a
    page can put any instant between on the site's clock without a time zone database.
    """

    site_id: int
    timezone: str
    start_after: datetime
    end_before: datetime
    earliest_start: datetime
    latest_end: datetime
    offset_changes: tuple[OffsetChangeResponse, ...]
    ports: tuple[PortWindowsResponse, ...]

    @classmethod
    def from_availability(cls, availability: Availability) -> Self:
        """Return the reply for `availability`."""
        zone, asked, within, free = (
            availability.zone,
            availability.asked,
            availability.bookable,
            availability.free,
        )
        return cls(
            site_id=availability.site_id,
            timezone=zone.key,
            start_after=asked.start.astimezone(zone),
            end_before=asked.end.astimezone(zone),
            earliest_start=within.start.astimezone(zone),
            latest_end=within.end.astimezone(zone),
            offset_changes=tuple(OffsetChangeResponse(at=change) for change in offset_changes(asked, zone)),
            ports=tuple(
                PortWindowsResponse(
                    evse_id=evse_id,
                    available_slots=tuple(WindowResponse.from_window(window, zone) for window in free[evse_id]),
                )
                for evse_id in sorted(free)
            ),
        )


class PortWindowResponse(WindowResponse):
    """A window on a port that was free a moment ago."""

    evse_id: int

    @classmethod
    def from_offer(cls, offer: PortWindow, zone: ZoneInfo) -> Self:
        """Return the reply for `offer`."""
        return cls(
            evse_id=offer.evse_id,
            start_at=offer.window.start.astimezone(zone),
            end_at=offer.window.end.astimezone(zone),
        )


class AlternativesResponse(ResponseModel):
    """What is free instead of a window that is taken."""

    same_port: tuple[PortWindowResponse, ...]
    same_time: tuple[PortWindowResponse, ...]

    @classmethod
    def from_alternatives(cls, alternatives: Alternatives, zone: ZoneInfo) -> Self:
        """Return the reply for `alternatives`."""
        return cls(
            same_port=tuple(PortWindowResponse.from_offer(offer, zone) for offer in alternatives.same_port),
            same_time=tuple(PortWindowResponse.from_offer(offer, zone) for offer in alternatives.same_time),
        )
