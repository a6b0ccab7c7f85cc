"""A port that goes out of order after it was booked, and calendar entries of bookings that ended."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.page_fixture import PageFixture
from tests.browser.page_problems import problems_in_a_soak
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import Stack
from tests.browser.wall_time import day_text, later, tomorrow_at
from tests.support.soak import sample

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
A_MINUTE = 60_000
DAY_MINUTES = 24 * 60
ASKED = "**/api/bookings/*"


@pytest.fixture
def booked(page: Page, stack: Stack) -> str:
    """Return the reference of a confirmed booking of port A1 whose page is open."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    status = StatusPage(page)
    status.open(reference)
    expect(status.heading).to_have_text("Confirmed")
    return reference


@pytest.mark.usefixtures("booked")
def test_a_page_warns_within_a_minute_that_its_port_is_out_of_order(
    page: Page, stack: Stack, console: ConsoleMonitor
) -> None:
    """Without a reload, in a live region, with a button for another port; removed when the port works again."""
    status = StatusPage(page)
    warning = status.reason.get_by_text("Port A1 is out of order right now.")
    another = page.get_by_role("banner").or_(page.get_by_role("article")).get_by_role("button", name="Switch port")
    expect(warning).to_be_hidden()
    news = ["out-of-order"]

    def tell(body: dict[str, Any]) -> None:
        body["port"]["liveStatus"] = news[0]

    PageFixture(page, stack, console).rewrite(ASKED, tell)
    buttons = another.count()
    _pass_a_minute(page)

    expect(warning).to_be_visible()
    expect(status.heading).to_have_text("Confirmed")
    expect(another).to_have_count(buttons + 1)
    assert problems_in_a_soak(page) == []

    news[0] = "available"
    _pass_a_minute(page)

    expect(warning).to_be_hidden()
    expect(another).to_have_count(buttons)


def test_a_booking_of_a_broken_port_can_be_rescheduled(page: Page, stack: Stack) -> None:
    """Its page offers times although the booking does not say when the port's state was read."""
    stack.simulator.approval("instant")
    reference = stack.book(105, tomorrow_at(9, LOS_ANGELES), label="S1")
    stack.simulator.patch("evses", stack.port(105, "S1"), hardwareStatus="faulted")
    StatusPage(page).open(reference)

    page.get_by_role("link", name="Change time").click()

    booking = BookingPage(page)
    expect(booking.start(tomorrow_at(9, LOS_ANGELES))).to_be_checked()
    expect(booking.start(tomorrow_at(14, LOS_ANGELES))).to_be_visible()


def test_a_booking_of_a_broken_port_is_not_moved_to_a_time_of_today(open_page: OpenPage, stack: Stack) -> None:
    """Its page says why, also for the booking's own time, and offers the other days."""
    today, tomorrow = tomorrow_at(9, LOS_ANGELES), later(tomorrow_at(9, LOS_ANGELES), DAY_MINUTES)
    stack.set_clock(today)
    stack.simulator.approval("instant")
    reference = stack.book(105, later(today, 300), label="S1")
    stack.simulator.patch("evses", stack.port(105, "S1"), hardwareStatus="faulted")
    page = open_page()
    StatusPage(page).open(reference)

    page.get_by_role("link", name="Change time").click()

    booking = BookingPage(page)
    expect(booking.day(today.date())).to_be_checked()
    expect(booking.day(today.date())).to_have_accessible_name(f"{day_text(today.date())}, full")
    expect(page.get_by_text("Port S1 is out of order (as of 1 minute ago).")).to_be_visible()
    expect(page.get_by_text("Choose another start time or length.")).to_be_visible()
    expect(page.locator("#booking-summary-note")).to_be_hidden()
    booking.day(tomorrow.date()).check()
    expect(booking.start(tomorrow)).to_be_visible()
    expect(page.get_by_text("Port S1 is out of order")).to_be_hidden()


def test_a_past_booking_has_no_warning(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """Its page does not poll either."""
    stack.simulator.approval("instant")
    start = tomorrow_at(9)
    reference = stack.book(101, start, label="A1")
    page.clock.set_system_time(later(start, 61))
    status = StatusPage(page)

    def tell(body: dict[str, Any]) -> None:
        body["port"]["liveStatus"] = "out-of-order"

    PageFixture(page, stack, console).rewrite(ASKED, tell)
    status.open(reference)
    expect(status.heading).to_have_text("Confirmed")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(5 * A_MINUTE)
    page.evaluate("0")

    expect(page.get_by_text("is out of order right now")).to_be_hidden()
    assert [url for url in asked if "/api/bookings/" in url] == []


def _pass_a_minute(page: Page) -> None:
    with page.expect_response(ASKED):
        page.clock.fast_forward(A_MINUTE)


@pytest.mark.parametrize(("end", "word"), sample([("cancelled", "Canceled"), ("rejected", "Declined")], 1))
def test_a_canceled_booking_offers_a_file_that_removes_the_entry(page: Page, stack: Stack, end: str, word: str) -> None:
    """METHOD:CANCEL, which calendars act on."""
    stack.simulator.approval("instant", **({"rejectReason": "No"} if end == "rejected" else {}))
    reference = stack.book(101, tomorrow_at(9), label="A1")
    if end == "cancelled":
        stack.cancel(reference)
    status = StatusPage(page)
    status.open(reference)
    expect(status.heading).to_have_text(word)

    with page.expect_download() as download:
        page.get_by_role("link", name="Remove it from your calendar").click()

    assert b"METHOD:CANCEL" in download.value.path().read_bytes()
    expect(page.get_by_role("group", name="Add to calendar")).to_be_hidden()
    assert problems_in_a_soak(page) == []


@pytest.mark.usefixtures("booked")
@pytest.mark.parametrize(
    ("end", "removes"), sample([("completed", False), ("failed", True), ("no-show", True), ("cancelled", True)], 2)
)
def test_every_early_end_leads_on(
    page: Page, stack: Stack, console: ConsoleMonitor, end: str, *, removes: bool
) -> None:
    """To the calendar's entry, unless the booking took place, and to the phone if the port could not be held."""
    PageFixture(page, stack, console).rewrite(ASKED, lambda body: body.update(status=end))
    _pass_a_minute(page)

    expect(page.get_by_role("group", name="Add to calendar")).to_be_hidden()
    expect(page.get_by_role("link", name="Remove it from your calendar")).to_be_visible(visible=removes)
    call = page.locator("#status-banner").get_by_role("link", name="Call")
    expect(call).to_be_visible(visible=end == "failed")
