"""Bookings in a list."""

from datetime import datetime
from typing import Self

from shared.domain.staff.listing import BookingPage, Row
from shared.http_api.replies.admin.people import DriverReply
from shared.http_api.replies.admin.places import PortNameReply, SiteNameReply
from shared.http_api.replies.model import Reply
from shared.http_api.replies.times import in_zone


class RowReply(Reply):
    """A booking; `ports` is absent where Ampeco does not tell them."""

    id: int
    status: str
    site: SiteNameReply
    timezone: str
    ports: tuple[PortNameReply, ...] | None
    driver: DriverReply | None
    start_at: datetime
    end_at: datetime
    created_at: datetime | None
    last_updated_at: datetime | None
    session_id: int | None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return the reply for `row`, in the site's time."""
        booking, zone = row.booking, row.place.zone
        return cls(
            id=booking.id,
            status=booking.status,
            site=SiteNameReply.of(row.place),
            timezone=zone.key,
            ports=tuple(PortNameReply.of(port) for port in row.ports) if row.ports else None,
            driver=DriverReply.of(booking.user_id, row.driver),
            start_at=booking.start_at.astimezone(zone),
            end_at=booking.end_at.astimezone(zone),
            created_at=in_zone(booking.created_at, zone),
            last_updated_at=in_zone(booking.last_updated_at, zone),
            session_id=booking.session_id,
        )


class BookingListReply(Reply):
    """A page of bookings, and the site and the driver that were searched for, to say what is shown."""

    bookings: tuple[RowReply, ...]
    next_cursor: str | None
    site: SiteNameReply | None
    driver: DriverReply | None

    @classmethod
    def of(cls, page: BookingPage) -> Self:
        """Return the reply for `page`."""
        sought = page.sought
        return cls(
            bookings=tuple(RowReply.of(row) for row in page.rows),
            next_cursor=page.next_cursor,
            site=SiteNameReply.of(sought.place) if sought.place else None,
            driver=DriverReply.of(sought.user_id, sought.driver),
        )
