"""Information for drivers before arrival, and at the charger."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, Route, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.page_fixture import PageFixture
from tests.browser.page_problems import problems_in_a_soak
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import IMAGE_ORIGIN, NO_SHOW_TEXT, SUPPORT_PHONE, Stack
from tests.browser.wall_time import DENVER, DETROIT, later, range_text, tomorrow_at
from tests.support.clock import CLOCK

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
PHOTO = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><rect width="4" height="3" fill="teal"/></svg>'
SIZE = "(element) => parseFloat(getComputedStyle(element).fontSize)"
SITE = "**/api/sites/*?*"


def test_a_driver_sees_the_state_of_each_port(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """As text with its age, only on the site's today; it is refreshed with the free times."""
    # At least one of the two sites still has starts today.
    sites = ((101, DETROIT, ("A1", "A2", "A3")), (105, LOS_ANGELES, ("N1", "N2", "S1")))
    site_id, zone, (first, second, third) = min(sites, key=lambda site: CLOCK.now(site[1]).hour)
    now = CLOCK.now(zone)
    page_fixture, booking = PageFixture(page, stack, console), BookingPage(page)
    news = [(now - timedelta(seconds=150), "out-of-order"), (now + timedelta(seconds=60), "available")]

    def tell(body: dict[str, Any]) -> None:
        as_of, status = news[0]
        body["asOf"] = as_of.isoformat(timespec="seconds")
        for port, live in zip(body["ports"], (status, "in-use", "available"), strict=False):
            port["liveStatus"] = live

    page_fixture.rewrite(SITE, tell)
    booking.open(site_id)
    booking.day(now.date()).check()
    broken = page.get_by_text(f"Port {first} is out of order (as of 3 minutes ago).")
    expect(broken).to_be_visible()
    booking.starts.get_by_role("radio").last.check()

    expect(booking.ports.get_by_text("In use now · 3 minutes ago")).to_be_visible()
    expect(booking.port(second)).to_be_attached()
    expect(booking.port(third)).to_be_attached()
    expect(booking.port(first)).not_to_be_attached()
    assert problems_in_a_soak(page) == []

    news.pop(0)
    page.clock.fast_forward(75_000)

    expect(booking.port(first)).to_be_attached()
    expect(broken).to_be_hidden()

    booking.day(now.date() + timedelta(days=1)).check()
    booking.starts.get_by_role("radio").first.check()

    expect(booking.port(second)).to_be_attached()
    expect(booking.ports.get_by_text("In use now")).to_be_hidden()


def test_photos_load_lazily_and_from_the_allowed_origin_only(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """Space is reserved; a failed photo is removed; none is requested before the site details are open."""
    first, second, foreign = f"{IMAGE_ORIGIN}/1.svg", f"{IMAGE_ORIGIN}/2.svg", f"{IMAGE_ORIGIN}.example/3.svg"
    console.expect(f"leaves the site: {first}", f"leaves the site: {second}", "net::ERR_FAILED /2.svg")
    page_fixture = PageFixture(page, stack, console)
    asked: list[str] = []

    def deliver(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url == first:
            route.fulfill(content_type="image/svg+xml", body=PHOTO)
        else:
            route.abort()

    def show(body: dict[str, Any]) -> None:
        body["images"] = [{"url": url} for url in (first, second, foreign)]

    page.route(f"{IMAGE_ORIGIN}/**", deliver)
    page_fixture.rewrite(SITE, show)
    BookingPage(page).open(101)
    assert asked == []

    page.get_by_text("Hours, parking and access").click()

    photos = page.get_by_role("img", name="Photo")
    expect(photos).to_have_count(1)
    expect(photos).to_have_accessible_name("Photo 1 of Riverfront Garage")
    box = photos.bounding_box()
    assert box is not None
    assert round(box["width"] / box["height"], 1) == 1.3
    expect(page.get_by_text("Enter from Front Ave, take the ramp on the left.")).to_be_visible()
    expect(page.get_by_role("complementary", name="Your booking")).to_contain_text(NO_SHOW_TEXT)
    assert problems_in_a_soak(page) == []


def test_a_confirmed_booking_has_all_that_is_needed_at_the_charger(page: Page, stack: Stack) -> None:
    """The port in the largest type, today's hours, access instructions, and contacts with the booking number."""
    stack.simulator.approval("instant")
    status, start = StatusPage(page), tomorrow_at(4, DENVER)
    status.open(stack.book(103, start, label="E1"))
    expect(status.heading).to_have_text("Confirmed")

    (booking,) = stack.bookings_of_drivers()
    largest = status.card.get_by_text("E1", exact=True)
    sizes = page.get_by_role("main").locator("*").evaluate_all(f"(all) => all.map({SIZE})")

    assert max(sizes) == largest.evaluate(SIZE)
    expect(status.card).to_contain_text("Charger label: DN-US-E1")
    expect(status.card).to_contain_text(range_text(start, later(start, 60)))
    expect(status.card).to_contain_text("Open that day")
    expect(status.card).to_contain_text("The site is closed for part of this time.")
    expect(status.card.get_by_role("link", name="Directions")).to_have_attribute("href", re.compile("39.7527"))
    expect(status.arrival).to_contain_text("Take a parking ticket.")
    expect(status.arrival).to_contain_text(NO_SHOW_TEXT)
    call = status.arrival.get_by_role("link", name=f"Call {SUPPORT_PHONE}")
    expect(call).to_have_attribute("href", f"tel:{SUPPORT_PHONE.replace(' ', '')}")
    expect(status.arrival).to_contain_text(f"Booking {booking['id']}, port E1, Union Square Deck.")
    expect(status.arrival.get_by_role("button", name="Switch port")).to_be_visible()
