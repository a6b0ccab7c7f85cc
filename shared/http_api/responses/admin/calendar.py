"""The calendar of a site, in its local time."""

from datetime import datetime
from typing import Literal, Self
from zoneinfo import ZoneInfo

from shared.ampeco_client import CancelRequest, UpdateRequest
from shared.domain.admin.calendar import Calendar, CalendarEntry, CalendarPort, Pending
from shared.domain.timeutil.site_time import offset_changes
from shared.http_api.responses.admin.labels import AnyPortResponse, SiteNameResponse, any_port_fields
from shared.http_api.responses.admin.users import MaskedDriverResponse
from shared.http_api.responses.availability import OffsetChangeResponse, WindowResponse
from shared.http_api.responses.base import ResponseModel, to_zone
from shared.http_api.responses.hours import WorkingHoursResponse


class CalendarPortResponse(AnyPortResponse):
    """A row. Without `available_slots` it is fully booked, or not `bookable`."""

    bookable: bool
    available_slots: tuple[WindowResponse, ...]

    @classmethod
    def from_row(cls, row: CalendarPort, zone: ZoneInfo) -> Self:
        """Return the response for `row`."""
        return cls(
            **any_port_fields(row.port),
            bookable=row.bookable,
            available_slots=tuple(WindowResponse.from_window(window, zone) for window in row.free),
        )


class PendingChangeResponse(ResponseModel):
    """A pending change request; a cancellation has no times."""

    request_id: int
    type: Literal["update", "cancel"]
    start_at: datetime | None
    end_at: datetime | None

    @classmethod
    def from_change(cls, change: UpdateRequest | CancelRequest, zone: ZoneInfo) -> Self:
        """Return the response for `change`."""
        start, end = (change.start_at, change.end_at) if isinstance(change, UpdateRequest) else (None, None)
        return cls(request_id=change.id, type=change.type, start_at=to_zone(start, zone), end_at=to_zone(end, zone))


class CalendarEntryResponse(ResponseModel):
    """A booking; `evse_ids` is absent if Ampeco does not return them, and the booking has its own row."""

    id: int
    status: str
    evse_ids: tuple[int, ...] | None
    start_at: datetime
    end_at: datetime
    last_updated_at: datetime | None
    driver: MaskedDriverResponse | None
    change: PendingChangeResponse | None

    @classmethod
    def from_entry(cls, entry: CalendarEntry, zone: ZoneInfo, driver: MaskedDriverResponse | None) -> Self:
        """Return the response for `entry`, a booking of this driver."""
        booking = entry.booking
        return cls(
            id=booking.id,
            status=booking.status,
            evse_ids=entry.evse_ids,
            start_at=booking.start_at.astimezone(zone),
            end_at=booking.end_at.astimezone(zone),
            last_updated_at=to_zone(booking.last_updated_at, zone),
            driver=driver,
            change=PendingChangeResponse.from_change(entry.change, zone) if entry.change else None,
        )


class PendingRequestResponse(ResponseModel):
    """A pending request for a new booking; without `evse_id` Ampeco will choose the port."""

    request_id: int
    evse_id: int | None
    start_at: datetime
    end_at: datetime
    driver: MaskedDriverResponse | None

    @classmethod
    def from_pending(cls, pending: Pending, zone: ZoneInfo) -> Self:
        """Return the response for `pending`."""
        request, window = pending.request, pending.window
        return cls(
            request_id=request.id,
            evse_id=request.evse_id,
            start_at=window.start.astimezone(zone),
            end_at=window.end.astimezone(zone),
            driver=MaskedDriverResponse.from_user(request.user_id, pending.driver),
        )


class CalendarResponse(ResponseModel):
    """Ports and bookings of a site between two instants.

    Every time has the site's UTC offset at that instant; `offset_changes` lists the instants at which it changes.
    """

    site: SiteNameResponse
    timezone: str
    start_after: datetime
    end_before: datetime
    now: datetime
    offset_changes: tuple[OffsetChangeResponse, ...]
    working_hours: WorkingHoursResponse | None
    ports: tuple[CalendarPortResponse, ...]
    bookings: tuple[CalendarEntryResponse, ...]
    pending: tuple[PendingRequestResponse, ...]

    @classmethod
    def from_calendar(cls, calendar: Calendar) -> Self:
        """Return the response for `calendar`."""
        zone, window = calendar.site.zone, calendar.window
        hours = calendar.site.location.working_hours if calendar.site.location else None
        users = {entry.booking.user_id: entry.driver for entry in calendar.entries}  # one may have many bookings
        drivers = {user_id: MaskedDriverResponse.from_user(user_id, user) for user_id, user in users.items()}
        return cls(
            site=SiteNameResponse.from_site(calendar.site),
            timezone=zone.key,
            start_after=window.start.astimezone(zone),
            end_before=window.end.astimezone(zone),
            now=calendar.now.astimezone(zone),
            offset_changes=tuple(OffsetChangeResponse(at=change) for change in offset_changes(window, zone)),
            working_hours=WorkingHoursResponse.from_hours(hours) if hours else None,
            ports=tuple(CalendarPortResponse.from_row(row, zone) for row in calendar.ports),
            bookings=tuple(
                CalendarEntryResponse.from_entry(entry, zone, drivers[entry.booking.user_id])
                for entry in calendar.entries
            ),
            pending=tuple(PendingRequestResponse.from_pending(pending, zone) for pending in calendar.pending),
        )
