"""Which bookings staff ask for."""

from typing import Literal, Self

from pydantic import model_validator

from shared.ampeco_client import BookingFilters, BookingStatus
from shared.domain.staff.searches import ACTIVE, BookingSearch
from shared.http_api.admin_queries.listings import Paging, WhereWhoWhen
from shared.http_api.parsing import Email, SiteDay


class BookingsFilters(WhereWhoWhen):
    """Which bookings."""

    status: Literal["active", "accepted", "reserved", "completed", "cancelled", "no-show", "failed"] | None = None
    """In this status; `active` is both that are alive, the reserved ones first."""
    email: Email | None = None
    """Of the driver under this email; not with `filter[userId]`."""
    from_day: SiteDay | None = None
    """On this day of the site or later, in part at least; not with `filter[startBefore]` or `filter[endAfter]`."""
    to_day: SiteDay | None = None
    """On this day of the site or earlier, in part at least; not with the same."""

    @model_validator(mode="after")
    def _one_way_of_asking(self) -> Self:
        if self.email is not None and self.user_id is not None:
            raise ValueError("Give filter[email] or filter[userId], not both.")
        if (self.from_day or self.to_day) and (self.start_before or self.end_after):
            raise ValueError("Give days, or filter[startBefore] and filter[endAfter], not both.")
        if self.from_day and self.to_day and self.to_day < self.from_day:
            raise ValueError("filter[toDay] must not lie before filter[fromDay].")
        return self

    def search(self) -> BookingSearch:
        """Return what this looks for."""
        statuses = ACTIVE if self.status == "active" else (BookingStatus(self.status),) if self.status else ()
        return BookingSearch(
            BookingFilters(**self.narrowing()),
            statuses,
            self.email,
            self.from_day,
            self.to_day,
        )


class BookingsQuery(BookingsFilters, Paging):
    """Which page of which bookings."""
