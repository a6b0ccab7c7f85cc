"""The bookings that need one port."""

from datetime import datetime
from typing import Self

from shared.domain.admin.port_bookings import PortBooking, PortBookings
from shared.domain.catalog.labels import SiteSummary
from shared.http_api.responses.admin.labels import AnyPortResponse, SiteNameResponse
from shared.http_api.responses.admin.users import DriverResponse
from shared.http_api.responses.base import ResponseModel


class PortBookingResponse(ResponseModel):
    """A booking that needs the port, with its driver's contact details."""

    id: int
    status: str
    start_at: datetime
    end_at: datetime
    timezone: str
    driver: DriverResponse | None

    @classmethod
    def from_booking(cls, row: PortBooking, site: SiteSummary) -> Self:
        """Return the response for `row`, in the site's local time."""
        booking, zone = row.booking, site.zone
        return cls(
            id=booking.id,
            status=booking.status,
            start_at=booking.start_at.astimezone(zone),
            end_at=booking.end_at.astimezone(zone),
            timezone=zone.key,
            driver=DriverResponse.from_user(booking.user_id, row.driver),
        )


class PortBookingsResponse(ResponseModel):
    """A port and its bookings from now on, by start.

    `ampeco_url` is the page of the port in Ampeco's back office, where staff can block it, if the operator has set it.
    Not `complete` if there may be more bookings.
    """

    port: AnyPortResponse
    site: SiteNameResponse
    bookings: tuple[PortBookingResponse, ...]
    complete: bool
    ampeco_url: str | None

    @classmethod
    def from_port(cls, found: PortBookings, ampeco_url: str | None) -> Self:
        """Return the response for `found`."""
        return cls(
            port=AnyPortResponse.from_port(found.port),
            site=SiteNameResponse.from_site(found.site),
            bookings=tuple(PortBookingResponse.from_booking(row, found.site) for row in found.bookings),
            complete=found.complete,
            ampeco_url=ampeco_url,
        )
