"""From the list of sites to a submitted booking by keyboard only."""

from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from tests.browser.context import OpenPage
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import later, tomorrow_at
from tests.support.soak import in_a_soak

MOST_STEPS = 40


def test_a_port_is_booked_with_the_keyboard_alone(open_page: OpenPage, stack: Stack) -> None:
    """Tab, arrow keys, Enter and letters, from the list to a booking."""
    page = open_page(viewport={"width": 1280, "height": 800}, has_touch=False, is_mobile=False)
    booking, start = BookingPage(page), tomorrow_at(4)
    page.goto("/")
    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()

    _tab_to(page, page.get_by_role("searchbox", name="Name, city or address"))
    page.keyboard.type("riverfront")
    _tab_to(page, page.get_by_role("link", name="Riverfront Garage"))
    page.keyboard.press("Enter")
    expect(booking.days.get_by_role("radio").first).to_be_attached()
    _tab_to(page, booking.length("1 h"))
    page.keyboard.press("ArrowRight")
    expect(booking.length("1½ h")).to_be_checked()
    first = booking.days.get_by_role("radio").first
    _tab_to(page, first)
    page.keyboard.press("ArrowRight")
    expect(first).not_to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(first).to_be_focused()
    # Late in the evening today has no starts left: the first day is tomorrow then.
    while not booking.day(start.date()).is_checked():
        page.keyboard.press("ArrowRight")
    _tab_to(page, booking.starts.get_by_role("radio").first)
    while not booking.start(start).is_checked():
        page.keyboard.press("ArrowRight")
    _tab_to(page, booking.ports.get_by_role("radio").first)
    page.keyboard.press("Space")
    expect(booking.port("A1")).to_be_checked()
    _tab_to(page, booking.email)
    page.keyboard.type(DRIVER)
    _tab_to(page, booking.submit)
    page.keyboard.press("Enter")

    expect(StatusPage(page).heading).to_have_text("Confirmed")
    [live] = stack.bookings_of_drivers()
    assert live["evseId"] == stack.port(101, "A1")
    assert datetime.fromisoformat(live["endAt"]) == later(start, 90)


@in_a_soak
def test_enter_in_the_email_submits_the_form(booking_page: BookingPage) -> None:
    """Without the button."""
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9))
    booking_page.email.fill(DRIVER)

    booking_page.email.press("Enter")

    expect(StatusPage(booking_page.page).heading).to_have_text("Confirmed")


def test_the_first_tab_stop_skips_to_the_content(page: Page) -> None:
    """The link skips the header."""
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


@in_a_soak
def test_choosing_a_day_keeps_the_focus(open_page: OpenPage) -> None:
    """Arrow keys over the days never move the focus elsewhere, also on a phone with a keyboard."""
    booking = BookingPage(open_page())
    booking.open(101)
    _tab_to(booking.page, booking.days.get_by_role("radio").first)

    for _ in range(3):
        booking.page.keyboard.press("ArrowRight")

    expect(booking.days.get_by_role("radio").nth(3)).to_be_focused()
    expect(booking.days.get_by_role("radio").nth(3)).to_be_checked()


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus, and expect the focus to be visible."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(element) => element === document.activeElement"):
            expect(wanted).to_be_in_viewport()
            return
    raise AssertionError(f"{MOST_STEPS} times Tab did not lead to {wanted}")
