"""The booking policy for admins."""

from datetime import timedelta

import pytest

from shared.domain.errors import InvalidRequest
from shared.domain.policy import AdminPolicy
from shared.domain.timeutil.intervals import Window
from tests.unit.domain.records import NOW

RULES = AdminPolicy()
AN_INSTANT, A_WEEK = timedelta(microseconds=1), timedelta(days=7)


def test_any_future_time_can_be_booked() -> None:
    """From the current instant on and years ahead: there is no notice and no horizon."""
    ahead = RULES.bookable(NOW)

    assert ahead.start == NOW
    assert ahead.end > NOW + timedelta(days=10 * 365)


@pytest.mark.parametrize(("starts_in", "lasts"), [(AN_INSTANT, AN_INSTANT), (timedelta(days=3000), A_WEEK)])
def test_staff_can_book_without_notice_and_for_a_week(starts_in: timedelta, lasts: timedelta) -> None:
    """However short, and years ahead."""
    start = NOW + starts_in

    RULES.check(Window(start, start + lasts), NOW)


@pytest.mark.parametrize(
    ("starts_in", "lasts", "field", "detail"),
    [
        (A_WEEK, timedelta(), "endAt", "The end must be after the start."),
        (A_WEEK, A_WEEK + AN_INSTANT, "endAt", "A booking lasts at most 7 days."),
        (timedelta(), A_WEEK, "startAt", "Choose a start time in the future."),
        (-AN_INSTANT, A_WEEK, "startAt", "Choose a start time in the future."),
    ],
)
def test_an_invalid_window_is_refused(starts_in: timedelta, lasts: timedelta, field: str, detail: str) -> None:
    """The error names the field and the rule."""
    start = NOW + starts_in

    with pytest.raises(InvalidRequest) as refusal:
        RULES.check(Window(start, start + lasts), NOW)

    assert (refusal.value.field, refusal.value.detail) == (field, detail)


def test_the_duration_of_a_past_window_is_still_checked() -> None:
    """It is the only check before the request is compared with earlier ones of the same key."""
    RULES.check_length(Window(NOW - A_WEEK, NOW))
