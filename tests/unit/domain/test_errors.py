"""Data in the exceptions of the domain, for response and log."""

from zoneinfo import ZoneInfo

from shared.domain.admin.booking_detail import BookingDetail
from shared.domain.catalog.labels import SiteSummary
from shared.domain.errors import (
    Alternatives,
    BookingChanged,
    DriverNotFound,
    InvalidRequest,
    PortWindow,
    SlotUnavailable,
    TooManyBookings,
)
from tests.unit.domain.commands import WANTED
from tests.unit.domain.records import NOW, booking

UTC = ZoneInfo("UTC")
DETAIL = BookingDetail(booking(7), SiteSummary(101, "Site 101", UTC), None, None, (), requests_complete=True)


def test_errors_have_details_for_the_log() -> None:
    """Without personal data."""
    errors = (
        DriverNotFound("several"),
        InvalidRequest("endAt", "A booking lasts at most 7 days."),
        SlotUnavailable(Alternatives(), UTC),
        TooManyBookings(3),
        BookingChanged(DETAIL, NOW),
    )

    assert [str(error) for error in errors] == [
        "several",
        "endAt: A booking lasts at most 7 days.",
        "the window is not free",
        "holds 3",
        "the booking is not the one that was looked at",
    ]


def test_errors_have_details_for_the_response() -> None:
    """Field and rule, alternatives and their time zone, the limit, the current booking."""
    instead = Alternatives(same_time=(PortWindow(5002, WANTED),))

    invalid, taken = InvalidRequest("endAt", "Too long."), SlotUnavailable(instead, UTC)
    unknown, many, changed = DriverNotFound("unknown"), TooManyBookings(3), BookingChanged(DETAIL, NOW)

    assert (invalid.field, invalid.detail) == ("endAt", "Too long.")
    assert (taken.alternatives, taken.zone) == (instead, UTC)
    assert (unknown.why, many.limit) == ("unknown", 3)
    assert (changed.current, changed.now) == (DETAIL, NOW)
