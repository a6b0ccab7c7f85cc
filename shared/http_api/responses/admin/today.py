"""One day of a site or of all sites."""

from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from shared.domain.admin.today import Mark, OutOfOrderPort, Today, TodayBooking
from shared.http_api.responses.admin.labels import AnyPortResponse, PortLabelResponse, SiteNameResponse
from shared.http_api.responses.admin.users import MaskedDriverResponse
from shared.http_api.responses.base import ResponseModel


class TodayBookingResponse(ResponseModel):
    """A booking of the day; `ports` is absent if they are not known, `mark` for one that is over or far ahead."""

    id: int
    status: str
    start_at: datetime
    end_at: datetime
    timezone: str
    site: SiteNameResponse
    ports: tuple[PortLabelResponse, ...] | None
    driver: MaskedDriverResponse | None
    mark: Mark | None

    @classmethod
    def from_booking(cls, row: TodayBooking) -> Self:
        """Return the response for `row`, in the site's local time."""
        booking, zone = row.booking, row.site.zone
        return cls(
            id=booking.id,
            status=booking.status,
            start_at=booking.start_at.astimezone(zone),
            end_at=booking.end_at.astimezone(zone),
            timezone=zone.key,
            site=SiteNameResponse.from_site(row.site),
            ports=tuple(PortLabelResponse.from_port(port) for port in row.ports) if row.ports else None,
            driver=MaskedDriverResponse.from_user(booking.user_id, row.driver),
            mark=row.mark,
        )


class OutOfOrderResponse(ResponseModel):
    """A port that serves nobody, or that Ampeco no longer has, and the bookings of the day that need it."""

    port: AnyPortResponse
    site: SiteNameResponse
    booking_ids: tuple[int, ...]

    @classmethod
    def from_port(cls, row: OutOfOrderPort) -> Self:
        """Return the response for `row`."""
        return cls(
            port=AnyPortResponse.from_port(row.port),
            site=SiteNameResponse.from_site(row.site),
            booking_ids=row.booking_ids,
        )


class TodayResponse(ResponseModel):
    """A day, sorted by start. Without `site` it is that of all sites, and `free` is empty.

    Not `complete` if some bookings or ports are missing: there are more than one response may read. `unread` is the
    number of bookings whose ports or driver were not read yet: the next response has more of them.
    """

    date: date
    now: datetime
    site: SiteNameResponse | None
    bookings: tuple[TodayBookingResponse, ...]
    out_of_order: tuple[OutOfOrderResponse, ...]
    free: tuple[AnyPortResponse, ...]
    complete: bool
    unread: int

    @classmethod
    def from_today(cls, today: Today, default_zone: ZoneInfo) -> Self:
        """Return the response for `today`; `now` is in the site's local time, or in `default_zone` for all sites."""
        zone = today.site.zone if today.site else default_zone
        return cls(
            date=today.date,
            now=today.now.astimezone(zone),
            site=SiteNameResponse.from_site(today.site) if today.site else None,
            bookings=tuple(TodayBookingResponse.from_booking(row) for row in today.bookings),
            out_of_order=tuple(OutOfOrderResponse.from_port(row) for row in today.out_of_order),
            free=tuple(AnyPortResponse.from_port(port) for port in today.free),
            complete=today.complete,
            unread=today.unread,
        )
