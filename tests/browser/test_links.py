"""Links to the booking page fill in the form, and report invalid values."""

from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.pages import BookingPage
from tests.browser.stack import Stack
from tests.browser.wall_time import CHICAGO, later, start_text, tomorrow_at
from tests.support.soak import SOAK, sample

LENGTH = "The length in this link can't be booked"
PLUG = "This site doesn't have the plug in this link"
POWER = "The power in this link isn't valid"
DAY = "The day in this link can't be booked"
TIME = "The time in this link isn't available for this long"
PORT = "The port in this link isn't available then"

IN_VAIN = {
    "minutes=7&connector=CCS!&kw=-5&date=2020-02-30&from=25:00&evse=A1": {LENGTH, PLUG, POWER, DAY, TIME, PORT},
    "minutes=6e1&connector=constructor&kw=99999&date=today&from=9:00&evse=<img src=x onerror=alert(1)>": {
        *(LENGTH, PLUG, POWER, DAY, TIME, PORT)
    },
    "minutes=9000&connector=chademo&evse=999999&date=2020-01-01": {LENGTH, PLUG, PORT, DAY},
    "date=2199-01-01&from=09:00": {DAY},
}
NO_SITE = ("", "?id=", "?id=0", "?id=101x", "?id=../101", "?id=1e2")


def test_a_link_fills_in_the_form(booking_page: BookingPage, stack: Stack) -> None:
    """Port, day, time, duration, plug and power, in the site's time zone."""
    start = tomorrow_at(10)

    needs: dict[str, str | int] = {"minutes": 90, "connector": "nacs", "kw": 150}
    booking_page.open(101, evse=stack.port(101, "A4"), date=f"{start:%Y-%m-%d}", **{"from": "10:00"}, **needs)

    expect(booking_page.length("1½ h")).to_be_checked()
    expect(booking_page.day(start.date())).to_be_checked()
    expect(booking_page.start(start)).to_be_checked()
    expect(booking_page.port("A4")).to_be_checked()
    expect(booking_page.plug("NACS")).to_be_checked()
    expect(booking_page.page.get_by_label("Power")).to_have_value("150")
    expect(booking_page.page.get_by_text("in this link")).to_have_count(0)


def test_the_choice_is_in_the_address(booking_page: BookingPage, open_page: OpenPage) -> None:
    """Shared, it opens the same choice on another device, without the email."""
    start = tomorrow_at(11)
    booking_page.open(101)
    booking_page.length("2 h").check()
    booking_page.choose(start, port="A4", plug="NACS")
    booking_page.email.fill("driver@example.com")
    there = BookingPage(open_page())

    there.page.goto(booking_page.page.url)

    expect(there.start(start)).to_be_checked()
    expect(there.length("2 h")).to_be_checked()
    expect(there.port("A4")).to_be_checked()
    expect(there.plug("NACS")).to_be_checked()
    expect(there.email).to_have_value("")
    assert "example.com" not in booking_page.page.url


@pytest.mark.parametrize("query", sample(IN_VAIN, 1))
def test_unusable_parts_of_a_link_are_reported(booking_page: BookingPage, console: ConsoleMonitor, query: str) -> None:
    """Each has one sentence, shown once, and the page works without it."""
    if "date=2020-01-01" in query or "date=2199" in query:
        console.expect("422 /api/sites/101/availability")

    booking_page.open(101, **dict(parse_qsl(query)))

    notes = booking_page.page.get_by_role("status").get_by_role("paragraph").filter(has_text="in this link")
    expect(notes).to_have_count(len(IN_VAIN[query]))
    said = notes.all_inner_texts()
    assert {part for part in IN_VAIN[query] if any(note.startswith(part) for note in said)} == IN_VAIN[query]
    expect(booking_page.starts.get_by_role("radio").first).to_be_attached()


def test_a_link_to_a_taken_start_says_so(booking_page: BookingPage, stack: Stack) -> None:
    """It names the time as not free, and shows the others."""
    start = tomorrow_at(9, CHICAGO)
    for label in ("1", "2"):
        stack.simulator.book(evse_id=stack.port(107, label), start=start, end=later(start, 60))

    booking_page.open(107, date=f"{start:%Y-%m-%d}", **{"from": "09:00"})

    expect(booking_page.page.get_by_text(TIME)).to_be_visible()
    assert start_text(start) not in booking_page.offered_starts()
    assert start_text(later(start, 60)) in booking_page.offered_starts()


def test_an_address_without_a_valid_site_leads_to_the_list(page: Page) -> None:
    """Without a site id or with an invalid one: a message and a link to all sites, without a call."""
    for query in NO_SITE if SOAK else NO_SITE[-2:]:
        page.goto(f"/site{query}")

        expect(page.get_by_role("heading", name="This site can't be booked")).to_be_visible()
        expect(page.get_by_role("link", name="See all sites")).to_have_attribute("href", "/")


def test_an_unknown_site_leads_to_the_list(page: Page, console: ConsoleMonitor) -> None:
    """A valid id that no site has."""
    console.expect("404 /api/sites/999999", "404 /api/sites/999999/availability")

    with page.expect_console_message(lambda message: "/availability" in message.location["url"]):
        page.goto("/site?id=999999")

    expect(page.get_by_role("heading", name="This site can't be booked")).to_be_visible()
