"""The list of bookings."""

from datetime import datetime
from typing import Self

from shared.domain.admin.search import BookingPage, BookingRow
from shared.http_api.responses.admin.labels import PortLabelResponse, SiteNameResponse
from shared.http_api.responses.admin.users import MaskedDriverResponse
from shared.http_api.responses.base import ResponseModel, to_zone


class BookingRowResponse(ResponseModel):
    """A booking; `ports` is absent if Ampeco does not return them."""

    id: int
    status: str
    site: SiteNameResponse
    timezone: str
    ports: tuple[PortLabelResponse, ...] | None
    driver: MaskedDriverResponse | None
    start_at: datetime
    end_at: datetime
    created_at: datetime | None
    last_updated_at: datetime | None
    session_id: int | None

    @classmethod
    def from_row(cls, row: BookingRow) -> Self:
        """Return the response for `row`, in the site's local time."""
        booking, zone = row.booking, row.site.zone
        return cls(
            id=booking.id,
            status=booking.status,
            site=SiteNameResponse.from_site(row.site),
            timezone=zone.key,
            ports=tuple(PortLabelResponse.from_port(port) for port in row.ports) if row.ports else None,
            driver=MaskedDriverResponse.from_user(booking.user_id, row.driver),
            start_at=booking.start_at.astimezone(zone),
            end_at=booking.end_at.astimezone(zone),
            created_at=to_zone(booking.created_at, zone),
            last_updated_at=to_zone(booking.last_updated_at, zone),
            session_id=booking.session_id,
        )


class BookingListResponse(ResponseModel):
    """A page of bookings, or all of the days, and the site and driver of the filters, for display.

    Not `complete` if the ports or names of some rows were not read yet: the next response has more of them.
    """

    bookings: tuple[BookingRowResponse, ...]
    complete: bool
    next_cursor: str | None
    site: SiteNameResponse | None
    driver: MaskedDriverResponse | None

    @classmethod
    def from_page(cls, page: BookingPage) -> Self:
        """Return the response for `page`."""
        resolved = page.resolved
        return cls(
            bookings=tuple(BookingRowResponse.from_row(row) for row in page.rows),
            complete=page.complete,
            next_cursor=page.next_cursor,
            site=SiteNameResponse.from_site(resolved.site) if resolved.site else None,
            driver=MaskedDriverResponse.from_user(resolved.user_id, resolved.driver),
        )
