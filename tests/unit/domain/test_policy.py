"""The booking policy."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from shared.domain.errors import InvalidRequest
from shared.domain.policy import BookingPolicy
from shared.domain.timeutil.intervals import Window

NOW = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)
RULES = BookingPolicy()


def starting_in(minutes: float, *, lasting: float = 60) -> Window:
    """Return a window from `minutes` after now."""
    start = NOW + timedelta(minutes=minutes)
    return Window(start, start + timedelta(minutes=lasting))


def test_the_bookable_time_begins_on_a_whole_minute_after_the_notice() -> None:
    """12:00:30 and 15 minutes give 12:16."""
    assert RULES.bookable(NOW).start == datetime(2026, 3, 2, 12, 16, tzinfo=UTC)
    assert RULES.bookable(NOW.replace(second=0)).start == datetime(2026, 3, 2, 12, 15, tzinfo=UTC)
    assert RULES.bookable(NOW.replace(second=0, microsecond=1)).start == datetime(2026, 3, 2, 12, 16, tzinfo=UTC)


def test_the_horizon_is_a_whole_minute() -> None:
    """The current minute, 30 days ahead."""
    assert RULES.bookable(NOW.replace(microsecond=1)).end == datetime(2026, 4, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "wanted",
    [
        starting_in(15.5),
        starting_in(600, lasting=15),
        starting_in(600, lasting=720),
        starting_in(30 * 24 * 60 - 60.5),
    ],
)
def test_a_window_within_the_limits_is_allowed(wanted: Window) -> None:
    """Each limit itself is allowed."""
    RULES.check(wanted, NOW)


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        (starting_in(60, lasting=0), "endAt", "The end must be after the start."),
        (starting_in(60, lasting=-60), "endAt", "The end must be after the start."),
        (starting_in(60, lasting=14), "endAt", "A booking lasts at least 15 minutes."),
        (starting_in(60, lasting=721), "endAt", "A booking lasts at most 720 minutes."),
        (starting_in(-1), "startAt", "The start time is in the past."),
        (starting_in(0), "startAt", "A booking starts at least 15 minutes from now."),
        (starting_in(14), "startAt", "A booking starts at least 15 minutes from now."),
        (starting_in(30 * 24 * 60), "endAt", "A booking ends at most 30 days from now."),
    ],
)
def test_a_window_outside_a_limit_is_refused(wanted: Window, field: str, words: str) -> None:
    """The error names the field and the rule."""
    with pytest.raises(InvalidRequest) as refusal:
        RULES.check(wanted, NOW)

    assert refusal.value.field == field
    assert refusal.value.detail == words


def test_a_policy_that_allows_no_booking_is_invalid() -> None:
    """Such as a minimum duration above the maximum."""
    with pytest.raises(ValidationError, match="MIN_DURATION_MINUTES"):
        BookingPolicy(min_duration_minutes=60, max_duration_minutes=30)
