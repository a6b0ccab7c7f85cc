"""Booking policy: notice, horizon, duration and number of bookings, and what may be changed or canceled."""

from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, Self

from pydantic import BaseModel, Field, model_validator

from shared.ampeco_client import Booking, BookingStatus
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.errors import InvalidRequest
from shared.domain.timeutil.intervals import MINUTE, Window, next_whole_minute

MAX_AVAILABILITY_WINDOW = timedelta(days=7)
"""Maximum window of Ampeco's availability check (POST …/check-booking-availability, `endBefore`)."""


class Policy(Protocol):
    """The policy that applies to the caller: `BookingPolicy` for drivers, `AdminPolicy` for admins."""

    @property
    def allow_overlapping_bookings(self) -> bool:
        """Whether one driver may book two ports at once."""

    @property
    def max_bookings_per_driver(self) -> int:
        """Maximum number of a driver's bookings that are not over; 0 is no limit."""

    def bookable(self, now: datetime) -> Window:
        """Return the bookable time as of `now`."""

    def check_length(self, wanted: Window) -> None:
        """Raise InvalidRequest for a window that is backwards, too short or too long; independent of the time."""

    def check(self, wanted: Window, now: datetime) -> None:
        """Raise InvalidRequest for a window that violates any rule, as of `now`."""


def check_ends_after_start(wanted: Window) -> None:
    """Check that `wanted` ends after it starts.

    Raises InvalidRequest.
    """
    if wanted.end <= wanted.start:
        raise InvalidRequest("endAt", "The end must be after the start.")


class BookingPolicy(BaseModel, frozen=True, extra="ignore", defer_build=True):
    """The operator's policy for bookings. Fields have the names of the settings in lower case."""

    min_notice_minutes: int = Field(15, ge=0, le=7 * 24 * 60)
    max_days_ahead: int = Field(30, ge=1, le=366)
    min_duration_minutes: int = Field(15, ge=5, le=24 * 60)
    max_duration_minutes: int = Field(720, ge=5, le=48 * 60)
    allow_overlapping_bookings: bool = False
    max_bookings_per_driver: int = Field(10, ge=0, le=100)

    @model_validator(mode="after")
    def _check_duration_bounds(self) -> Self:
        if self.min_duration_minutes > self.max_duration_minutes:
            raise ValueError("MIN_DURATION_MINUTES is above MAX_DURATION_MINUTES")
        return self

    def bookable(self, now: datetime) -> Window:
        """Return the bookable time as of `now`: from the notice to the horizon, in whole minutes."""
        return Window(
            next_whole_minute(now + self.min_notice_minutes * MINUTE),
            now.replace(second=0, microsecond=0) + timedelta(days=self.max_days_ahead),
        )

    def check_length(self, wanted: Window) -> None:
        """Check that `wanted` is not backwards, too short or too long, which does not depend on the time.

        Raises InvalidRequest, naming the field and the rule.
        """
        check_ends_after_start(wanted)
        if wanted.duration < self.min_duration_minutes * MINUTE:
            raise InvalidRequest("endAt", f"A booking lasts at least {self.min_duration_minutes} minutes.")
        if wanted.duration > self.max_duration_minutes * MINUTE:
            raise InvalidRequest("endAt", f"A booking lasts at most {self.max_duration_minutes} minutes.")

    def check(self, wanted: Window, now: datetime) -> None:
        """Check `wanted` against every rule, as of `now`.

        Raises InvalidRequest, naming the field and the rule.
        """
        self.check_length(wanted)
        bookable = self.bookable(now)
        if wanted.start < now:
            raise InvalidRequest("startAt", "The start time is in the past.")
        if wanted.start < bookable.start:
            raise InvalidRequest("startAt", f"A booking starts at least {self.min_notice_minutes} minutes from now.")
        if wanted.end > bookable.end:
            raise InvalidRequest("endAt", f"A booking ends at most {self.max_days_ahead} days from now.")


_NO_HORIZON = timedelta(days=10 * 366)


class AdminPolicy(NamedTuple):
    """The policy for admins: a booking starts in the future and lasts at most 7 days, Ampeco's limit."""

    allow_overlapping_bookings: bool = False
    max_bookings_per_driver: int = 0

    def bookable(self, now: datetime) -> Window:
        """Return the time after `now`."""
        return Window(now, now + _NO_HORIZON)

    def check_length(self, wanted: Window) -> None:
        """Check that `wanted` is neither backwards nor longer than 7 days.

        Raises InvalidRequest.
        """
        check_ends_after_start(wanted)
        if wanted.duration > MAX_AVAILABILITY_WINDOW:
            raise InvalidRequest("endAt", "A booking lasts at most 7 days.")

    def check(self, wanted: Window, now: datetime) -> None:
        """Check that `wanted` can be booked, as of `now`.

        Raises InvalidRequest.
        """
        self.check_length(wanted)
        if wanted.start <= now:
            raise InvalidRequest("startAt", "Choose a start time in the future.")


RESCHEDULABLE_STATUSES = (BookingStatus.ACCEPTED,)
"""Statuses in which Ampeco reschedules a booking; for a reserved one it already holds the port."""


def can_cancel(booking: Booking | None) -> bool:
    """Return whether Ampeco cancels a booking in this status; None is a booking that is not created yet."""
    return booking is not None and booking.status in ACTIVE_STATUSES


def can_reschedule(booking: Booking | None, now: datetime) -> bool:
    """Return whether the booking can be rescheduled: its port not yet held, and not started."""
    return booking is not None and booking.status in RESCHEDULABLE_STATUSES and booking.start_at > now
