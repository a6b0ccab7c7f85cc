"""Local time of a site, across both clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import offset_changes, resolve_zone, site_day, site_days, utc_now

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
KOLKATA = ZoneInfo("Asia/Kolkata")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
HAVANA = ZoneInfo("America/Havana")


@pytest.mark.parametrize("zone", [NEW_YORK, LOS_ANGELES])
@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 7, 1), 24), (date(2026, 11, 1), 25)])
def test_a_site_day_has_23_or_25_hours_at_clock_changes(zone: ZoneInfo, day: date, hours: int) -> None:
    """From midnight to midnight."""
    assert site_days(day, 1, zone).duration == timedelta(hours=hours)


def test_seven_days_with_the_autumn_change_are_169_hours() -> None:
    """One hour more than Ampeco answers in one call."""
    assert site_days(date(2026, 10, 29), 7, NEW_YORK).duration == timedelta(hours=169)


def test_a_day_starts_at_one_where_midnight_does_not_exist() -> None:
    """In Havana the clock changes at midnight."""
    assert site_days(date(2026, 3, 8), 1, HAVANA).start.astimezone(HAVANA).isoformat() == ("2026-03-08T01:00:00-04:00")


@pytest.mark.parametrize(
    ("zone", "first", "expected"),
    [
        (NEW_YORK, date(2026, 3, 8), ["2026-03-08T03:00:00-04:00"]),
        (NEW_YORK, date(2026, 11, 1), ["2026-11-01T01:00:00-05:00"]),
        (LOS_ANGELES, date(2026, 3, 8), ["2026-03-08T03:00:00-07:00"]),
        (LORD_HOWE, date(2026, 4, 5), ["2026-04-05T01:30:00+10:30"]),
        (KOLKATA, date(2026, 3, 8), []),
        (NEW_YORK, date(2026, 3, 9), []),
    ],
)
def test_a_clock_change_is_found_to_the_second(zone: ZoneInfo, first: date, expected: list[str]) -> None:
    """Each change has the offset that applies from it on."""
    assert [change.isoformat() for change in offset_changes(site_days(first, 1, zone), zone)] == expected


@pytest.mark.parametrize("seconds", [1, 2, 3, 5, 8, 13, 21, 3600, 21_600, 21_601])
def test_a_clock_change_is_found_from_any_start(seconds: int) -> None:
    """The binary search ends at the exact second."""
    change = datetime(2026, 3, 8, 7, tzinfo=UTC)

    assert offset_changes(Window(change - timedelta(seconds=seconds), change + timedelta(days=1)), NEW_YORK) == (
        change.astimezone(NEW_YORK),
    )


def test_a_clock_change_at_the_end_of_a_window_is_outside() -> None:
    """A window is half-open."""
    change = datetime(2026, 3, 8, 7, tzinfo=UTC)

    assert offset_changes(Window(change - timedelta(hours=1), change), NEW_YORK) == ()
    assert offset_changes(Window(change - timedelta(hours=1), change + timedelta(hours=1)), NEW_YORK) == (
        change.astimezone(NEW_YORK),
    )


def test_today_is_the_sites_today() -> None:
    """At two in the morning UTC it is still the day before in Los Angeles."""
    assert site_day(datetime(2026, 3, 9, 2, tzinfo=UTC), LOS_ANGELES) == date(2026, 3, 8)


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../etc/passwd", "US", "x" * 300, "a\0b", "\ud800"])
def test_a_missing_or_unknown_zone_falls_back_to_the_tenants(name: str | None) -> None:
    """Ampeco leaves it empty if the tenant has a single zone."""
    assert resolve_zone(name, NEW_YORK, site_id=101) is NEW_YORK


def test_the_zone_of_the_location_is_used() -> None:
    assert resolve_zone("America/Los_Angeles", NEW_YORK, site_id=101).key == "America/Los_Angeles"


def test_the_default_clock_is_aware_and_in_utc() -> None:
    assert utc_now().tzinfo is UTC


def test_an_unknown_zone_is_logged_once_per_site(caplog: pytest.LogCaptureFixture) -> None:
    """With the site's id only: the name is external text."""
    for site_id in (90_001, 90_001, 90_002, 90_001):
        resolve_zone("Mars/Olympus", NEW_YORK, site_id=site_id)

    told = [record.getMessage() for record in caplog.records]
    assert [("90001" in line, "90002" in line, "Mars" in line) for line in told] == [
        (True, False, False),
        (False, True, False),
    ]
