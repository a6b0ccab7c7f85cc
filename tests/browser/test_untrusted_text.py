"""Names, reasons and emails from outside are text only, on every page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin.pages import AdminPage
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.pages import BookingPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at

MARKUP = "<img src=x onerror=\"window.owned='yes'\"><script>window.owned='yes'</script>"
TURNED = "\u202egarage\u2066"
LONG = "W" * 10_000
HOSTILE = f"{MARKUP} {TURNED} {LONG}"
EMAIL = f"{MARKUP}@example.com"
DRIVER = 1005
LAPTOP = {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False}


@pytest.fixture
def hostile(stack: Stack) -> str:
    """Write hostile text wherever Ampeco stores text; return the reference of a booking there."""
    simulator, text = stack.simulator, [{"locale": "en", "translation": HOSTILE}]
    simulator.patch("locations", 101, name=text, description=text, address=text, streetAddress=text, city=HOSTILE)
    simulator.patch("evses", 5001, label=HOSTILE, physicalReference=HOSTILE)
    simulator.patch("users", DRIVER, email=EMAIL, firstName=HOSTILE, lastName=HOSTILE)
    start = tomorrow_at(9)
    simulator.book(evse_id=5001, start=start.replace(hour=13), end=start.replace(hour=14), user_id=DRIVER)
    simulator.approval("instant", rejectReason=HOSTILE)
    return stack.book(101, start)


def expect_inert(page: Page) -> None:
    """Expect the text to be on the page unchanged and without effect."""
    expect(page.get_by_text(MARKUP).filter(visible=True).first).to_be_visible()
    done = page.evaluate(
        """() => ({
            owned: window.owned ?? null,
            elements: document.querySelectorAll("main img, main script, main iframe, main object").length,
            handlers: document.querySelectorAll("[onerror], [onload], [onclick]").length,
            turned: /[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.textContent + document.title),
            wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
        })"""
    )
    assert done == {"owned": None, "elements": 0, "handlers": 0, "turned": False, "wide": False}


def test_hostile_text_is_text_on_every_page(open_page: OpenPage, hostile: str, console: ConsoleMonitor) -> None:
    """The list of sites, a site, the status of a booking, a booking; the staff's list and a booking in it.

    Controls stay reachable, however long the text is.
    """
    console.expect("404 /api/bookings")
    phone, laptop = open_page(), open_page(**LAPTOP)
    phone.goto("/")
    expect_inert(phone)

    booking = BookingPage(phone)
    booking.open(101)
    expect_inert(phone)

    booking.choose(tomorrow_at(11))
    booking.email.fill("o'&{b}|nobody@example.com")
    booking.submit.click()
    expect(booking.outcome).to_be_focused()
    expect_inert(phone)

    phone.goto(f"/booking#{hostile}")
    expect(phone.get_by_text("Declined")).to_be_visible()
    expect_inert(phone)

    admin = AdminPage(laptop)
    admin.open(f"?driver={DRIVER}&site=101&from={tomorrow_at(9):%Y-%m-%d}")
    expect_inert(laptop)

    admin.open_row(0)
    expect(laptop.get_by_text(EMAIL).first).to_be_visible()
    expect_inert(laptop)


ADDRESSES = {
    "/?q={}": "No sites found",
    "/site?id={}": "This site can't be booked",
    "/site?id=101&evse={}&connector={}&date={}": "The port in this link",
    "/booking#{}": "Looking for your booking?",
    "/admin?driver={}": "Sign in",
}
"""Addresses with places for text from outside, and words of the page once it has read them."""


def test_hostile_addresses_are_text_too(page: Page) -> None:
    """A value of a link is written only into its form field."""
    for address, words in ADDRESSES.items():
        page.goto("about:blank")
        page.goto(address.replace("{}", MARKUP))
        expect(page.get_by_text(words).filter(visible=True).first).to_be_visible()

        done = page.evaluate("[window.owned ?? null, document.querySelectorAll('main img, main script').length]")
        assert done == [None, 0], address
