"""The figures of a site, or of all sites."""

from datetime import date, datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field

from shared.domain.admin.report import Changes, Declined, DoubleBooking, PortHours, Report
from shared.http_api.responses.admin.labels import SiteNameResponse
from shared.http_api.responses.base import ResponseModel

_SHARE_DIGITS = 4
_HOURS_DIGITS = 2

Share = Annotated[float, Field(ge=0, le=1)]


class BookingCountsResponse(ResponseModel):
    """Bookings that start on the days, in all and by status at Ampeco."""

    total: int
    by_status: dict[str, int]


class CompletionResponse(ResponseModel):
    """Bookings that could have been completed by now, and those that were: a charging session started.

    Due are completed ones, no-shows, failed ones, and active ones whose time is over.
    """

    due: int
    completed: int


class DeclinedResponse(ResponseModel):
    """The number of declined bookings with this reason, in Ampeco's words; absent if it gave none."""

    reason: str | None
    count: int

    @classmethod
    def from_declined(cls, declined: Declined) -> Self:
        """Return the response for `declined`."""
        return cls(reason=declined.reason, count=declined.bookings)


class ChangesResponse(ResponseModel):
    """Approved changes and cancellations: by drivers on this site, by staff on the admin page, and elsewhere.

    Elsewhere is the driver app or Ampeco itself: who submitted there is not known.
    """

    by_driver: int
    by_staff: int
    elsewhere: int

    @classmethod
    def from_changes(cls, changes: Changes) -> Self:
        """Return the response for `changes`."""
        return cls(by_driver=changes.by_driver, by_staff=changes.by_staff, elsewhere=changes.elsewhere)


class DoubleBookingResponse(ResponseModel):
    """Bookings of one port that overlap, by start."""

    evse_id: int
    label: str
    site: SiteNameResponse
    booking_ids: tuple[int, ...]

    @classmethod
    def from_double_booking(cls, found: DoubleBooking) -> Self:
        """Return the response for `found`."""
        return cls(
            evse_id=found.evse_id,
            label=found.label,
            site=SiteNameResponse.from_site(found.site),
            booking_ids=found.booking_ids,
        )


class DecisionResponse(ResponseModel):
    """Seconds from the creation of a booking request to Ampeco's decision, by Ampeco's times, in whole seconds.

    `count` is the number of decided requests; without any, the figures are absent.
    """

    count: int
    median_seconds: float | None
    p95_seconds: float | None
    # Named by hand: the generated name would be `shareUnder5S`.
    share_under_5s: Annotated[Share | None, Field(alias="shareUnder5s")]


class StaffTouchedResponse(ResponseModel):
    """Bookings that staff created, changed or canceled on the admin page.

    `sites` are those with bookings on the days, `weeks` those that have passed; without either, the figure is absent.
    """

    bookings: int
    sites: int
    weeks: float
    per_site_and_week: float | None


class PortHoursResponse(ResponseModel):
    """Hours of a port on the days: booked, and open. `openHours` is absent if the opening hours are not known."""

    evse_id: int
    label: str
    site: SiteNameResponse
    booked_hours: float
    open_hours: float | None

    @classmethod
    def from_port(cls, port: PortHours) -> Self:
        """Return the response for `port`."""
        return cls(
            evse_id=port.evse_id,
            label=port.label,
            site=SiteNameResponse.from_site(port.site),
            booked_hours=round(port.booked_hours, _HOURS_DIGITS),
            open_hours=round(port.open_hours, _HOURS_DIGITS) if port.open_hours is not None else None,
        )


class ReportResponse(ResponseModel):
    """The figures of the days from `from` to `to`. Without `site` they are those of all sites.

    `doubleBookings`, `withoutPort` and `ports` are absent if the ports of so many bookings had to be read individually
    that not all were: the next response continues. `withoutPort` is the number of bookings that hold no port that
    Ampeco names, so that neither figure includes them.
    """

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    now: datetime
    site: SiteNameResponse | None
    bookings: BookingCountsResponse
    completion: CompletionResponse
    no_shows: int
    declined: tuple[DeclinedResponse, ...]
    changes: ChangesResponse
    double_bookings: tuple[DoubleBookingResponse, ...] | None
    without_port: int | None
    decision: DecisionResponse
    staff_touched: StaffTouchedResponse
    ports: tuple[PortHoursResponse, ...] | None

    @classmethod
    def from_report(cls, report: Report, default_zone: ZoneInfo) -> Self:
        """Return the response for `report`; `now` is in the site's local time, or in `default_zone` for all sites."""
        decision, touched = report.decision, report.staff_touched
        share, rate = decision.share_under_5s, touched.per_site_and_week
        return cls(
            first=report.first,
            last=report.last,
            now=report.now.astimezone(report.site.zone if report.site else default_zone),
            site=SiteNameResponse.from_site(report.site) if report.site else None,
            bookings=BookingCountsResponse(total=report.total, by_status=dict(report.by_status)),
            completion=CompletionResponse(due=report.due, completed=report.completed),
            no_shows=report.no_shows,
            declined=tuple(DeclinedResponse.from_declined(one) for one in report.declined),
            changes=ChangesResponse.from_changes(report.changes),
            double_bookings=(
                tuple(DoubleBookingResponse.from_double_booking(one) for one in report.double_bookings)
                if report.double_bookings is not None
                else None
            ),
            without_port=report.without_port,
            decision=DecisionResponse(
                count=decision.requests,
                median_seconds=decision.median_seconds,
                p95_seconds=decision.p95_seconds,
                share_under_5s=round(share, _SHARE_DIGITS) if share is not None else None,
            ),
            staff_touched=StaffTouchedResponse(
                bookings=touched.bookings,
                sites=touched.sites,
                weeks=round(touched.weeks, _HOURS_DIGITS),
                per_site_and_week=round(rate, _HOURS_DIGITS) if rate is not None else None,
            ),
            ports=tuple(PortHoursResponse.from_port(one) for one in report.ports) if report.ports is not None else None,
        )
