"""All times are in the site's time zone, whatever the browser's, also when the clock changes."""

import re
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import (
    DETROIT,
    day_text,
    later,
    next_change,
    range_text,
    short_day_text,
    start_text,
    starts_of,
)
from tests.support.clock import CLOCK
from tests.support.soak import SOAK, sample

DAY = timedelta(days=1)

SITES = {
    "New York": (108, ZoneInfo("America/New_York")),
    "Los Angeles": (105, ZoneInfo("America/Los_Angeles")),
    "a site without a zone": (111, DETROIT),
}
CHANGES = {"spring": True, "autumn": False}
BROWSERS = ("UTC", "America/New_York", "Asia/Kolkata", "Australia/Sydney")
ALL = tuple(product(SITES, CHANGES, BROWSERS))
SOME = (ALL[11], ALL[22])
"""With each change in it, and a site without a zone."""


@pytest.mark.parametrize(("site", "change", "browser_zone"), ALL if SOAK else SOME)
def test_offered_booked_and_shown_times_are_the_sites(
    open_page: OpenPage, stack: Stack, site: str, change: str, browser_zone: str
) -> None:
    """Around a clock change: no start in the gap, two in the fold, and the chosen one is booked."""
    site_id, zone = SITES[site]
    day = next_change(zone, forward=CHANGES[change])
    stack.set_clock(datetime.combine(day - 3 * DAY, time(12), zone))
    stack.simulator.approval("instant")
    page = open_page(timezone_id=browser_zone)
    booking, status = BookingPage(page), StatusPage(page)
    booking.open(site_id, date=f"{day - DAY:%Y-%m-%d}")

    for shown in (day - DAY, day + DAY, day):
        booking.day(shown).check()
        expect(page.get_by_role("heading", name=day_text(shown))).to_be_visible()
        assert booking.offered_starts() == [start_text(start) for start in starts_of(shown, zone)]

    # The last start at half past one: in spring it ends after the gap, in autumn it is the one after the change.
    start = [start for start in starts_of(day, zone) if f"{start:%H:%M}" == "01:30"][-1]
    end = later(start, 60)
    booking.starts.get_by_role("radio", name=start_text(start)).check()
    booking.choose_port_if_asked()
    booking.email.fill(DRIVER)
    with page.expect_request("**/api/bookings") as sending:
        booking.submit.click()
    order: Any = sending.value.post_data_json

    assert (order["startAt"], order["endAt"]) == (start.isoformat(), end.isoformat())
    expect(status.heading).to_have_text("Confirmed")
    expect(status.card).to_contain_text(day_text(day))
    expect(status.card).to_contain_text(range_text(start, end))
    expect(status.card).to_contain_text(str(start.tzname()))
    _expect_own_clock(page, start, end, ZoneInfo(browser_zone))
    [live] = stack.bookings_of_drivers()
    # In UTC: Python compares times of two zones as unequal if one of them is ambiguous (PEP 495).
    booked = [datetime.fromisoformat(live[name]).astimezone(UTC) for name in ("startAt", "endAt")]
    assert booked == [start.astimezone(UTC), end.astimezone(UTC)]


@pytest.mark.parametrize(
    ("browser_zone", "wall", "first_day"),
    sample(
        [
            ("Pacific/Pago_Pago", time(23, 50), 1),
            ("Pacific/Kiritimati", time(0, 10), 0),
            ("Pacific/Kiritimati", time(12), 0),
            ("Pacific/Kiritimati", time(23, 50), 1),
            ("Pacific/Pago_Pago", time(0, 10), 0),
            ("Pacific/Pago_Pago", time(12), 0),
        ],
        1,
    ),
)
def test_the_first_of_seven_days_is_the_sites_today(
    open_page: OpenPage, stack: Stack, browser_zone: str, wall: time, first_day: int
) -> None:
    """Whatever the browser's date; the site's tomorrow, if its today ends before the minimum notice."""
    today = CLOCK.now(DETROIT).date()
    stack.set_clock(datetime.combine(today, wall, DETROIT))
    booking = BookingPage(open_page(timezone_id=browser_zone))

    booking.open(101)

    expect(booking.days.get_by_role("radio")).to_have_count(7)
    first = booking.days.get_by_role("radio").first
    expect(first).to_have_accessible_name(re.compile(f"^{day_text(today + first_day * DAY)}"))


def test_a_page_that_is_open_over_midnight_shows_the_new_day(
    open_page: OpenPage, stack: Stack, console: ConsoleMonitor
) -> None:
    """Seven days again, none of them past, and no notice about stale free times."""
    console.expect("422 /api/sites/101/availability")  # yesterday cannot be booked
    tomorrow = CLOCK.now(DETROIT).date() + DAY
    stack.set_clock(datetime.combine(tomorrow, time(), DETROIT) - timedelta(minutes=40))
    booking = BookingPage(open_page())
    booking.open(101)

    stack.set_clock(datetime.combine(tomorrow, time(0, 5), DETROIT))
    booking.page.clock.fast_forward(45 * 60_000)

    days = booking.days.get_by_role("radio")
    expect(days.first).to_have_accessible_name(re.compile(f"^{day_text(tomorrow)}"))
    expect(days).to_have_count(7)
    expect(booking.page.get_by_text("Last updated")).to_be_hidden()


def _expect_own_clock(page: Page, start: datetime, end: datetime, zone: ZoneInfo) -> None:
    """Expect the driver's own time as a second line where it differs from the site's."""
    line = page.get_by_text("Your local time:")
    own_start, own_end = start.astimezone(zone), end.astimezone(zone)
    if own_start.utcoffset() == start.utcoffset():
        expect(line).to_be_hidden()
        return
    day = "" if own_start.date() == start.date() else f"{short_day_text(own_start.date())}, "
    expect(line).to_have_text(f"Your local time: {day}{range_text(own_start, own_end)}")
