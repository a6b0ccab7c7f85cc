"""The car's plug, asked once and remembered; the port of a scanned sign; the email, saved on request."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import DENVER, later, tomorrow_at

CAMPUS = 116
"""Has CHAdeMO on port C6, and with CCS on C8; NACS on C7."""


def test_a_leaf_driver_never_sees_a_nacs_port(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """From the list to the alternatives to a port that another driver took."""
    console.expect("409 /api/bookings")
    booking, start = BookingPage(page), tomorrow_at(9, DENVER)
    page.goto("/")
    booking.plug("CHAdeMO").tap()
    expect(page.get_by_role("link", name="Riverfront Garage")).to_have_count(0)
    page.get_by_role("link", name="Cedar Creek Campus").tap()
    booking.day(start.date()).check()

    expect(page.locator(".timeline-row b")).to_have_text(["C6", "C8"])
    booking.start(start).check()
    expect(booking.any_port).to_be_checked()
    expect(booking.ports.get_by_role("radio")).to_have_count(3)
    expect(booking.summary).to_contain_text("Any port with CHAdeMO")

    booking.port("C6").check()
    booking.email.fill(DRIVER)
    stack.simulator.book(evse_id=stack.port(CAMPUS, "C6"), start=start, end=later(start, 60))
    booking.submit.click()

    expect(booking.outcome).to_contain_text("Someone booked it first.")
    others = booking.outcome.locator("[data-alternatives=sameTime]").get_by_role("button")
    expect(others).to_have_text(["Port C8 · CCS, CHAdeMO · 50 kW"])

    booking.open(101)
    expect(page.get_by_text("No port here has that plug.").last).to_be_visible()
    expect(page.get_by_text("Full", exact=True)).to_have_count(0)
    expect(page.locator(".timeline-row")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("NACS"))).to_have_count(0)
    page.get_by_role("link", name="Sites with CHAdeMO").click()
    expect(page.get_by_role("link", name="Cedar Creek Campus")).to_be_visible()


def test_the_plug_is_remembered_on_the_device_until_it_is_removed(booking_page: BookingPage) -> None:
    """Chosen on one site, it applies to all sites and the list; one press removes it."""
    page, remembered = booking_page.page, booking_page.page.get_by_text("Your plug is saved only in this browser.")
    booking_page.open(101)
    expect(remembered).to_be_hidden()
    booking_page.plug("NACS").check()
    expect(page.locator("#needs > summary")).to_be_focused()

    booking_page.open(107)
    expect(page.locator("#needs > summary")).to_have_text(re.compile("^1 h · NACS"))
    expect(page.locator(".timeline-row b")).to_have_text(["2"])
    page.goto("/")
    expect(booking_page.plug("NACS")).to_be_checked()
    expect(remembered).to_be_visible()
    assert page.evaluate("localStorage.getItem('plug')") == '"nacs"'

    page.get_by_role("button", name="Remove").click()

    expect(booking_page.plug("Any")).to_be_checked()
    expect(booking_page.plug("Any")).to_be_focused()
    expect(remembered).to_be_hidden()
    assert page.evaluate("localStorage.getItem('plug')") is None
    booking_page.open(104)
    expect(page.locator(".timeline-row b")).to_have_text(["S1", "S2", "S3"])


def test_a_plug_chosen_with_keys_leaves_the_rest_open(booking_page: BookingPage) -> None:
    """Arrow keys pass every plug on the way, so nothing collapses while it is focused."""
    booking_page.open(101)
    booking_page.plug("Any").focus()

    booking_page.page.keyboard.press("ArrowRight")

    expect(booking_page.page.locator("#plugs input:checked")).to_be_focused()
    expect(booking_page.power).to_be_visible()


def test_without_a_plug_a_port_must_be_chosen(booking_page: BookingPage, stack: Stack) -> None:
    """No port that may not fit is preselected: Book leads to the ports, and none is called "any"."""
    start = tomorrow_at(9)
    booking_page.open(101)
    booking_page.day(start.date()).check()
    booking_page.start(start).check()
    booking_page.email.fill(DRIVER)
    expect(booking_page.ports.get_by_role("radio", checked=True)).to_have_count(0)
    expect(booking_page.any_port).to_have_count(0)

    booking_page.submit.click()
    booking_page.outcome.get_by_role("link", name="Choose a port.").click()

    expect(booking_page.ports.get_by_role("radio").first).to_be_focused()
    assert "bookingRequestCreate" not in stack.simulator.counts()


def test_a_scanned_sign_opens_on_its_port(page: Page, stack: Stack) -> None:
    """Only its free times and counts until any port is selected; this port is booked."""
    stack.simulator.approval("instant")
    booking, start = BookingPage(page), tomorrow_at(9)
    scanned = page.get_by_text("You scanned port A3 · CCS · 350 kW.")
    stack.simulator.book(evse_id=stack.port(101, "A3"), start=start, end=later(start, 120))
    booking.open(101, evse=stack.port(101, "A3"))
    expect(scanned).to_be_visible()
    booking.day(start.date()).check()
    expect(page.locator(".timeline-row b")).to_have_text(["A3"])
    assert "9:00 AM to 10:00 AM" not in booking.offered_starts()

    page.reload()
    expect(scanned).to_be_visible()
    booking.start(tomorrow_at(14)).check()
    expect(booking.ports).to_be_hidden()
    booking.email.fill(DRIVER)
    with page.expect_request("**/api/bookings") as sending:
        booking.submit.click()
    order: Any = sending.value.post_data_json

    assert order["evseId"] == stack.port(101, "A3")
    expect(StatusPage(page).heading).to_have_text("Confirmed")

    booking.open(101, evse=stack.port(101, "A3"))
    page.get_by_role("link", name="Show any port").click()
    expect(scanned).to_be_hidden()
    expect(page.locator(".timeline-row")).to_have_count(6)
    assert "evse=" not in page.url


def test_a_scanned_port_that_does_not_fit_the_car_is_not_offered(booking_page: BookingPage, stack: Stack) -> None:
    """The page says so, and shows the ports that fit."""
    page = booking_page.page
    booking_page.open(101)
    booking_page.plug("CCS").check()

    booking_page.open(103, evse=stack.port(103, "E2"))

    expect(page.get_by_text("The port you scanned doesn't have your plug.")).to_be_visible()
    expect(page.get_by_text("You scanned port")).to_be_hidden()
    expect(page.locator(".timeline-row b")).to_have_text(["E1"])


def test_the_email_is_remembered_only_on_request(booking_page: BookingPage) -> None:
    """Off by default; selected, it fills in the next booking; deselected, it is removed."""
    keep = booking_page.page.get_by_role("checkbox", name="Remember my email in this browser")
    booking_page.open(101)
    booking_page.email.fill(DRIVER)
    expect(keep).not_to_be_checked()
    booking_page.open(107)
    expect(booking_page.email).to_have_value("")

    booking_page.email.fill(DRIVER)
    keep.check()
    booking_page.open(104)
    expect(booking_page.email).to_have_value(DRIVER)
    expect(keep).to_be_checked()
    keep.uncheck()
    booking_page.open(102)

    expect(booking_page.email).to_have_value("")
    assert booking_page.page.evaluate("localStorage.getItem('email')") is None
