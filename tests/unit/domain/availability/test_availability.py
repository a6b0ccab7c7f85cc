"""Availability windows, and the bookable part of the free time."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.availability.availability import (
    AvailabilityService,
    fetch_free_windows,
    pad_to_site_days,
    window_between,
    window_for_days,
)
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import InvalidRequest, SiteNotFound
from shared.domain.policy import BookingPolicy
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import site_days
from tests.support.scripted_client import LOCATIONS, Script

NOW = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
DETROIT = ZoneInfo("America/Detroit")
RULES = BookingPolicy(max_days_ahead=30)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
AVAILABILITY = "/actions/locations/v2.0/101/check-booking-availability"


def from_now(start: float, end: float) -> Window:
    """Return a window between these numbers of hours from now."""
    return Window(NOW + start * HOUR, NOW + end * HOUR)


def evse(evse_id: int, *windows: Window) -> dict[str, Any]:
    """Return the free slots of an EVSE, as Ampeco lists them."""
    slots = [{"startAt": window.start.isoformat(), "endAt": window.end.isoformat()} for window in windows]
    return {"evseId": evse_id, "availableSlots": slots}


def test_days_are_local_days_from_the_sites_today_to_the_horizon() -> None:
    """It is still the second of March in Detroit, and thirty days from now the first of April."""
    today = window_for_days(None, 1, DETROIT, RULES, NOW)
    last = window_for_days(date(2026, 4, 1), 2, DETROIT, RULES, NOW)

    assert today == Window(datetime(2026, 3, 2, 5, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC))
    assert last == Window(datetime(2026, 4, 1, 4, tzinfo=UTC), datetime(2026, 4, 3, 4, tzinfo=UTC))
    assert window_for_days(date(2026, 3, 2), 1, DETROIT, RULES, NOW) == today


@pytest.mark.parametrize(
    ("wall", "notice", "first"),
    [
        ("2026-03-02T23:44:00", 15, 2),
        ("2026-03-02T23:46:00", 15, 3),
        ("2026-03-07T23:46:00", 15, 8),
        ("2026-03-02T12:00:00", 3 * 24 * 60, 5),
    ],
)
def test_without_a_date_the_days_start_with_the_first_bookable_one(wall: str, notice: int, first: int) -> None:
    """Tomorrow, if the rest of today is shorter than the notice."""
    now = datetime.fromisoformat(wall).replace(tzinfo=DETROIT)
    policy = BookingPolicy(min_notice_minutes=notice)

    assert window_for_days(None, 7, DETROIT, policy, now) == site_days(date(2026, 3, first), 7, DETROIT)


def test_a_notice_beyond_the_horizon_leaves_only_the_last_day() -> None:
    """Nothing can be booked then, and that is no error."""
    policy = BookingPolicy(min_notice_minutes=3 * 24 * 60, max_days_ahead=1)

    assert window_for_days(None, 1, DETROIT, policy, NOW) == site_days(date(2026, 3, 3), 1, DETROIT)


@pytest.mark.parametrize(
    ("day", "detail"),
    [
        (date(2026, 3, 1), "This day is already over at the site."),
        (date(2026, 4, 2), "Book up to 30 days ahead."),
    ],
)
def test_a_day_outside_the_bookable_time_is_refused(day: date, detail: str) -> None:
    """With the reason."""
    with pytest.raises(InvalidRequest) as refusal:
        window_for_days(day, 1, DETROIT, RULES, NOW)

    assert (refusal.value.field, refusal.value.detail) == ("date", detail)


@pytest.mark.parametrize(
    ("end", "detail"),
    [
        (NOW, "The end must be after the start."),
        (NOW - HOUR, "The end must be after the start."),
        (NOW + WEEK + timedelta(seconds=1), "The window is longer than 7 days."),
    ],
)
def test_a_window_has_a_positive_length_of_at_most_a_week(end: datetime, detail: str) -> None:
    """Exactly a week is allowed."""
    with pytest.raises(InvalidRequest) as refusal:
        window_between(NOW, end)

    assert (refusal.value.field, refusal.value.detail) == ("endBefore", detail)
    assert window_between(NOW, NOW + WEEK) == Window(NOW, NOW + WEEK)


@pytest.mark.parametrize(("hours", "around"), [(1, 26), (116, 26), (118, 25), (168, 0)])
def test_a_window_is_padded_to_the_site_days_around_it(hours: int, around: int) -> None:
    """By as much on both sides as one call to Ampeco allows."""
    assert pad_to_site_days(from_now(0, hours)) == from_now(-around, hours + around)


async def test_a_window_over_a_week_is_requested_in_two_parts(script: Script, ampeco: AmpecoClient) -> None:
    """Seven days plus the extra hour in autumn; a slot across the boundary is merged."""
    script.on("POST", AVAILABILITY, [evse(1, from_now(160, 168)), evse(2)], [evse(1, from_now(168, 169)), evse(3)])

    free = await fetch_free_windows(ampeco, 101, from_now(0, 169))

    assert free == {1: (from_now(160, 169),), 2: (), 3: ()}
    assert [json.loads(one.content) for one in script.calls] == [
        {"startAfter": "2026-03-03T02:00:00Z", "endBefore": "2026-03-10T02:00:00Z"},
        {"startAfter": "2026-03-10T02:00:00Z", "endBefore": "2026-03-10T03:00:00Z"},
    ]


async def test_a_week_is_requested_in_one_call(script: Script, ampeco: AmpecoClient) -> None:
    """A site that Ampeco does not know is not found."""
    script.on("POST", AVAILABILITY, [], 404)

    assert await fetch_free_windows(ampeco, 101, from_now(0, 168)) == {}
    assert len(script.calls) == 1
    with pytest.raises(SiteNotFound):
        await fetch_free_windows(ampeco, 101, from_now(0, 1))


async def test_free_time_is_clipped_to_the_bookable_time(script: Script, ampeco: AmpecoClient) -> None:
    """By notice and horizon; a port without remaining time is full."""
    script.on("GET", f"{LOCATIONS}/101", {"id": 101, "timezone": "America/Detroit"})
    script.on("POST", AVAILABILITY, [evse(1, from_now(-1, 3)), evse(2, from_now(-2, 0.25))])
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"))
    availability = AvailabilityService(ampeco, catalog, RULES, now=lambda: NOW)

    answers = [
        await availability.for_days(101, None, 1),
        await availability.for_days(101, date(2026, 3, 3), 2),
        await availability.for_window(101, NOW, NOW + WEEK),
    ]

    assert [answer.free for answer in answers] == [{1: (from_now(0.25, 3),), 2: ()}] * 3
    assert [answer.bookable for answer in answers] == [RULES.bookable(NOW)] * 3
    assert [(answer.site_id, answer.zone) for answer in answers] == [(101, DETROIT)] * 3
    assert [answer.window for answer in answers] == [from_now(-21, 3), from_now(3, 51), from_now(0, 168)]
