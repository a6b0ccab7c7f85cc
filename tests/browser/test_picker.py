"""The time picker: free times, next free time, and reasons why a time is unavailable."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, Route, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.page_fixture import PageFixture
from tests.browser.pages import BookingPage
from tests.browser.stack import Stack
from tests.browser.wall_time import clock_text, day_text, later, short_day_text, tomorrow_at

DAY_MINUTES = 24 * 60
PHOENIX = ZoneInfo("America/Phoenix")
"""Where the clocks never change, so that every day has the same starts."""


def test_the_data_is_requested_before_the_script_arrives(open_page: OpenPage) -> None:
    """The script uses these responses. Nothing is requested twice, not even after a reload with other days."""
    page = open_page()
    booking, scripts, requested = BookingPage(page), list[Route](), list[str]()
    page.on("request", lambda request: requested.append(urlsplit(request.url).path))
    page.route("**/js/pages/booking-form.js", lambda route: scripts.append(route))  # noqa: PLW0108 — Playwright marks it

    with page.expect_response("**/api/sites/101/availability?*"):
        page.goto("/site?id=101", wait_until="commit")
    scripts.pop().continue_()
    booking.day(tomorrow_at(9).date()).check()
    page.unroute("**/js/pages/booking-form.js")
    page.reload()
    expect(booking.days.get_by_role("radio").first).to_be_attached()

    reads = ["/api/sites/101", "/api/sites/101/availability"]
    assert reads + reads == [path for path in requested if path.startswith("/api/")]


def test_one_call_shows_the_week_and_each_day_as_timeline_and_list(open_page: OpenPage, stack: Stack) -> None:
    """Counts per day, free times per port; a day without any has a button to the next free start."""
    stack.set_clock_to_morning()
    labels = ("S1", "S2", "S3")
    booking_page = BookingPage(open_page())
    page, first = booking_page.page, tomorrow_at(0, PHOENIX)
    full, third = later(first, DAY_MINUTES), later(first, 2 * DAY_MINUTES)
    for label in labels:
        stack.simulator.book(evse_id=stack.port(104, label), start=full, end=third)
    taken = stack.port(104, labels[0])
    stack.simulator.book(evse_id=taken, start=later(first, 9 * 60), end=later(first, 12 * 60))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/availability" in request.url else None)

    booking_page.open(104)

    assert [url.rpartition("?")[2] for url in asked] == ["days=7"]
    expect(booking_page.day(full.date())).to_have_accessible_name(f"{day_text(full.date())}, full")
    expect(booking_page.day(first.date())).to_have_accessible_name(f"{day_text(first.date())}, 47 start times")

    booking_page.day(first.date()).check()
    page.get_by_text("Times as a list").press("Enter")

    assert _free_times(page) == {
        labels[0]: ["12:00 AM to 9:00 AM", "12:00 PM to 12:00 AM"],
        labels[1]: ["All day"],
        labels[2]: ["All day"],
    }
    assert _drawn_shares(page) == {labels[0]: [[0, 0.375], [0.5, 1]], labels[1]: [[0, 1]], labels[2]: [[0, 1]]}

    booking_page.day(full.date()).check()
    expect(page.get_by_text(f"1 h openings on {day_text(full.date())}.").last).to_be_visible()
    page.get_by_role("button", name=_next_free(third)).click()

    _expect_chosen(booking_page, third)
    booking_page.day(first.date()).check()
    page.get_by_role("button", name=re.compile("^Next available: ")).click()

    expect(booking_page.starts.get_by_role("radio").first).to_be_checked()
    expect(booking_page.starts.get_by_role("radio").first).to_be_focused()
    expect(booking_page.days.get_by_role("radio", checked=True)).not_to_have_accessible_name(
        re.compile(day_text(third.date()))
    )


def test_unavailable_plug_and_power_are_disabled_with_the_reason(booking_page: BookingPage) -> None:
    """A link that combines a plug and a power that no port has gets a lower power."""
    page = booking_page.page
    booking_page.open(101)
    power = booking_page.power

    power.select_option("150 kW or more")

    weak = booking_page.plug("J1772 Up to 11 kW")
    expect(weak).to_be_disabled()
    expect(booking_page.plug("CCS")).to_be_enabled()
    page.get_by_role("button", name="J1772 · 11 kW or more").click()
    expect(booking_page.plug("J1772")).to_be_checked()
    expect(booking_page.plug("J1772")).to_be_focused()
    expect(power).to_have_value("11")
    expect(power.get_by_role("option", name="No J1772 ports with 50 kW or more", exact=True)).to_be_disabled()
    expect(page.get_by_role("status").filter(has_text=re.compile(r", \d+ start times$"))).to_be_attached()

    booking_page.open(101, connector="j1772", kw=150)

    expect(page.get_by_text("No port here has that plug and power.").last).to_be_visible()
    offers = page.get_by_role("region", name=re.compile("day,")).get_by_role("button", name=re.compile("or more$"))
    expect(offers).to_have_text(["J1772 · 11 kW or more"])
    offers.click()
    expect(booking_page.plug("J1772")).to_be_checked()
    expect(booking_page.starts.get_by_role("radio").first).to_be_attached()
    expect(page.get_by_role("heading", level=2, name=re.compile("day,"))).to_be_focused()


def test_the_name_of_a_start_has_the_chosen_port(booking_page: BookingPage, stack: Stack) -> None:
    """Its accessible name has start, end, port and plug, also where that port is taken."""
    start = tomorrow_at(14)
    stack.simulator.book(evse_id=stack.port(101, "A2"), start=start, end=later(start, 60))

    booking_page.open(101, evse=stack.port(101, "A2"), date=f"{start:%Y-%m-%d}")

    for wall, port in ((start, "not port A2, 5 others available"), (later(start, 60), "port A2, NACS · 150 kW")):
        name = f"{clock_text(wall)} to {clock_text(later(wall, 60))}, {port}"
        expect(booking_page.start(wall)).to_have_accessible_name(name)
    booking_page.start(later(start, 60)).check()
    expect(booking_page.ports).to_have_accessible_description("3:00 \N{EN DASH} 4:00 PM")


def test_the_timeline_omits_the_power_of_a_port_if_unknown(
    booking_page: BookingPage, stack: Stack, console: ConsoleMonitor
) -> None:
    """The others have theirs."""

    def forget_power(body: dict[str, Any]) -> None:
        del body["ports"][0]["maxPowerKw"]

    PageFixture(booking_page.page, stack, console).rewrite("**/api/sites/104?*", forget_power)

    booking_page.open(104)

    powers = booking_page.page.locator(".timeline-row [data-slot=kw]")
    expect(powers).to_have_text(["", re.compile(r"^\d+ kW$"), re.compile(r"^\d+ kW$")])


def _next_free(start: datetime) -> str:
    return f"Next available: {short_day_text(start.date())}, {clock_text(start)}"


def _expect_chosen(booking_page: BookingPage, start: datetime) -> None:
    expect(booking_page.day(start.date())).to_be_checked()
    expect(booking_page.start(start)).to_be_checked()
    expect(booking_page.start(start)).to_be_focused()


def _free_times(page: Page) -> dict[str, list[str]]:
    """Return the free times of each port in the list."""
    ports = page.locator("#free-list > li").all()
    return {port.locator("b").inner_text(): port.get_by_role("listitem").all_inner_texts() for port in ports}


def _drawn_shares(page: Page) -> dict[str, list[list[float]]]:
    """Return the free times of each port in the timeline, as fractions of the day."""
    drawn = {}
    for row in page.locator(".timeline-row").all():
        drawn[row.locator("b").inner_text()] = row.locator(".span-free").evaluate_all(
            "(spans) => spans.map(({ style }) => ['--from', '--to'].map((end) => Number(style.getPropertyValue(end))))"
        )
    return drawn
