"""Free windows, in the site's local time."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from shared.domain.availability.availability import Availability
from shared.domain.errors import Alternatives, PortWindow
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import offset_changes
from shared.http_api.responses.base import ResponseModel


class WindowResponse(ResponseModel):
    """A free window: any start and end inside it can be booked."""

    start_at: datetime
    end_at: datetime

    @classmethod
    def from_window(cls, window: Window, zone: ZoneInfo) -> Self:
        """Return the response for `window`."""
        return cls(start_at=window.start.astimezone(zone), end_at=window.end.astimezone(zone))


class PortWindowsResponse(ResponseModel):
    """Free windows of one port; empty if it is fully booked."""

    evse_id: int
    available_slots: tuple[WindowResponse, ...]


class OffsetChangeResponse(ResponseModel):
    """An instant at which the site's UTC offset changes to the one it is written with."""

    at: datetime


class AvailabilityResponse(ResponseModel):
    """Availability of a site in a window.

    Every time has the site's UTC offset at that instant. `offset_changes` lists the instants at which it changes, so
    that a page can convert any time between them without a time zone database.
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
        """Return the response for `availability`."""
        zone, window, free = availability.zone, availability.window, availability.free
        return cls(
            site_id=availability.site_id,
            timezone=zone.key,
            start_after=window.start.astimezone(zone),
            end_before=window.end.astimezone(zone),
            earliest_start=availability.bookable.start.astimezone(zone),
            latest_end=availability.bookable.end.astimezone(zone),
            offset_changes=tuple(OffsetChangeResponse(at=change) for change in offset_changes(window, zone)),
            ports=tuple(
                PortWindowsResponse(
                    evse_id=evse_id,
                    available_slots=tuple(WindowResponse.from_window(one, zone) for one in free[evse_id]),
                )
                for evse_id in sorted(free)
            ),
        )


class PortWindowResponse(WindowResponse):
    """A free window on a port, as an alternative."""

    evse_id: int

    @classmethod
    def from_offer(cls, offer: PortWindow, zone: ZoneInfo) -> Self:
        """Return the response for `offer`."""
        return cls(
            evse_id=offer.evse_id,
            start_at=offer.window.start.astimezone(zone),
            end_at=offer.window.end.astimezone(zone),
        )


class AlternativesResponse(ResponseModel):
    """Free windows in place of a taken one.

    `samePort`: the nearest on the requested port, or on any that matches the criteria, by time. `sameTime`: other ports
    at that time that have the requested plug, or every plug of the requested port.
    """

    same_port: tuple[PortWindowResponse, ...]
    same_time: tuple[PortWindowResponse, ...]

    @classmethod
    def from_alternatives(cls, alternatives: Alternatives, zone: ZoneInfo) -> Self:
        """Return the response for `alternatives`."""
        return cls(
            same_port=tuple(PortWindowResponse.from_offer(offer, zone) for offer in alternatives.same_port),
            same_time=tuple(PortWindowResponse.from_offer(offer, zone) for offer in alternatives.same_time),
        )
