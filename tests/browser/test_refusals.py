"""Refused booking requests: each reason has its own message, and the form keeps its values."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Route, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import APP_LINKS, DRIVER, Stack
from tests.browser.wall_time import CHICAGO, TO, clock_text, later, range_text, tomorrow_at
from tests.support.soak import sample

UNKNOWN = "nobody@example.com"


def test_the_error_of_an_earlier_email_is_removed_when_another_is_sent(
    booking_page: BookingPage, console: ConsoleMonitor
) -> None:
    """Typed while the refusal of the first one was on its way."""
    console.expect("422 /api/bookings")
    page, held, error = booking_page.page, list[Route](), booking_page.page.locator("#email-error")
    page.route("**/api/bookings", lambda route: held.append(route))  # noqa: PLW0108 — Playwright marks it
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9), port="A1", plug="CCS")
    booking_page.email.fill("driver@example")
    with page.expect_request("**/api/bookings"):
        booking_page.submit.click()
    booking_page.email.fill(DRIVER)
    held.pop().continue_()
    expect(error).to_be_visible()

    with page.expect_request("**/api/bookings"):
        booking_page.submit.click()

    expect(error).to_be_hidden()
    held.pop().continue_()
    expect(StatusPage(page).heading).to_have_text("Confirmed")


def test_an_unknown_email_gets_the_links_of_the_driver_app_and_keeps_the_form(
    booking_page: BookingPage, stack: Stack, console: ConsoleMonitor
) -> None:
    """After signing up in the app, a valid email books the earlier choice."""
    console.expect("404 /api/bookings")
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9), port="A3", plug="CCS")
    booking_page.email.fill(UNKNOWN)
    booking_page.submit.click()
    expect(booking_page.outcome).to_be_focused()
    expect(booking_page.outcome).to_have_accessible_name("No account with this email")
    links = {link.inner_text(): link.get_attribute("href") for link in booking_page.outcome.get_by_role("link").all()}
    assert links == APP_LINKS
    _expect_as_it_was(booking_page, UNKNOWN)

    booking_page.page.get_by_role("link", name="Sites").click()
    expect(booking_page.page.get_by_role("heading", name="Book a charging port")).to_be_visible()
    booking_page.page.go_back()

    _expect_as_it_was(booking_page, UNKNOWN)

    booking_page.email.fill(DRIVER)
    booking_page.submit.click()

    expect(StatusPage(booking_page.page).heading).to_have_text("Confirmed")
    [live] = stack.bookings_of_drivers()
    assert live["evseId"] == stack.port(101, "A3")


def test_a_disabled_and_an_ambiguous_account_book_nothing(
    booking_page: BookingPage, stack: Stack, console: ConsoleMonitor
) -> None:
    """The message does not reveal whose account it is, and says what to do; nothing is submitted."""
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9))
    for email in ("disabled@example.com", "duplicate@example.com"):
        console.expect("404 /api/bookings")
        booking_page.email.fill(email)

        with booking_page.page.expect_response("**/api/bookings"):
            booking_page.submit.click()

        expect(booking_page.outcome).to_contain_text("couldn't find an active app account")
    assert "bookingRequestCreate" not in stack.simulator.counts()


def test_an_incomplete_form_says_what_is_missing(booking_page: BookingPage) -> None:
    """Pressing Book sends nothing, and leads to each missing field."""
    booking_page.open(101)
    booking_page.email.fill("driver@")

    booking_page.submit.click()

    expect(booking_page.outcome).to_be_focused()
    expect(booking_page.email).to_have_attribute("aria-invalid", "true")
    expect(booking_page.outcome.get_by_role("link")).to_have_text([re.compile("Choose a start"), re.compile("email")])

    booking_page.outcome.get_by_role("link").last.click()

    expect(booking_page.email).to_be_focused()


@pytest.mark.parametrize("offer", sample(["another port", "another time"], 1))
def test_alternatives_to_a_slot_taken_in_the_meantime_can_be_chosen(
    booking_page: BookingPage, stack: Stack, console: ConsoleMonitor, offer: str
) -> None:
    """The message has the focus, the form keeps its values, and an alternative books."""
    console.expect("409 /api/bookings")
    start = tomorrow_at(9)
    end = later(start, 60)
    booking_page.open(101)
    booking_page.choose(start, port="A1", plug="CCS")
    booking_page.email.fill(DRIVER)
    stack.simulator.book(evse_id=stack.port(101, "A1"), start=start, end=end)

    booking_page.submit.click()

    expect(booking_page.outcome).to_be_focused()
    expect(booking_page.outcome).to_have_accessible_name(f"{range_text(start, end)} was just booked")
    expect(booking_page.outcome).to_contain_text("Nothing was booked.")
    expect(booking_page.email).to_have_value(DRIVER)
    expect(booking_page.plug("CCS")).to_be_checked()
    expect(booking_page.day(start.date())).to_be_checked()
    expect(booking_page.outcome.get_by_role("heading", level=4)).to_have_text(
        ["Same port, another time", "Same time, another port"]
    )
    assert stack.bookings_of_drivers() == []

    name = re.compile(TO.strip()) if offer == "another time" else re.compile("^Port A3")
    booking_page.outcome.get_by_role("button", name=name).first.click()
    booking_page.submit.click()

    expect(StatusPage(booking_page.page).heading).to_have_text("Confirmed")
    [live] = stack.bookings_of_drivers()
    is_same_port = live["evseId"] == stack.port(101, "A1")
    is_same_time = datetime.fromisoformat(live["startAt"]) == start
    assert (offer == "another time", offer == "another port") == (is_same_port, is_same_time)


def test_a_driver_with_a_booking_at_that_time_is_refused(
    booking_page: BookingPage, stack: Stack, console: ConsoleMonitor
) -> None:
    """A driver can have one port at a time; nothing is submitted."""
    console.expect("409 /api/bookings")
    start = tomorrow_at(9)
    stack.simulator.approval("instant")
    stack.book(107, start)
    booking_page.open(101)
    booking_page.choose(start)
    booking_page.email.fill(DRIVER)

    booking_page.submit.click()

    expect(booking_page.outcome).to_have_accessible_name("You already have a booking then")
    expect(booking_page.outcome).to_contain_text("Nothing new was booked.")
    assert len(stack.bookings_of_drivers()) == 1


def test_a_rejected_request_is_shown_with_its_reason_and_a_way_to_another_time(
    booking_page: BookingPage, stack: Stack
) -> None:
    """No tick; the link back has the form filled in."""
    stack.simulator.approval("delayed", seconds=0.2, rejectReason="The ramp is closed for repairs.")
    status = StatusPage(booking_page.page)
    start = tomorrow_at(9)
    booking_page.open(101)
    booking_page.choose(start, port="A1")
    booking_page.email.fill(DRIVER)

    booking_page.submit.click()

    expect(status.heading).to_have_text("Declined")
    expect(status.reason).to_contain_text("Reason from the charging network: The ramp is closed for repairs.")
    expect(status.reason).to_contain_text("Nothing was booked.")
    expect(booking_page.page.get_by_text("Confirmed")).to_have_count(0)
    expect(status.arrival).to_be_hidden()
    assert not status.has_tick
    assert "Declined" in booking_page.page.title()

    booking_page.page.get_by_role("link", name="Choose another time").click()

    expect(booking_page.start(start)).to_be_checked()
    expect(booking_page.port("A1")).to_be_checked()
    expect(booking_page.email).to_have_value(DRIVER)


@pytest.mark.parametrize("occasion", sample(["a minute later", "on coming back"], 1))
def test_a_chosen_start_taken_by_another_driver_is_reported(
    booking_page: BookingPage, stack: Stack, occasion: str
) -> None:
    """An open page refreshes every minute and when it is visible again; a taken start cannot be submitted."""
    page, start = booking_page.page, tomorrow_at(9, CHICAGO)
    booking_page.open(107)
    booking_page.choose(start, plug="CCS")
    booking_page.email.fill(DRIVER)
    stack.simulator.book(evse_id=stack.port(107, "1"), start=start, end=later(start, 60))

    if occasion == "a minute later":
        page.clock.fast_forward(75_000)
    else:
        page.clock.fast_forward(15_000)
        page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(booking_page.summary).to_contain_text(f"{clock_text(start)} was just booked. Choose another start time.")
    expect(booking_page.start(start)).to_have_count(0)
    expect(booking_page.email).to_have_value(DRIVER)

    booking_page.submit.click()

    expect(booking_page.outcome).to_contain_text("Choose a start time.")
    assert "bookingRequestCreate" not in stack.simulator.counts()


@pytest.mark.parametrize("plug", sample(["CCS", None], 1))
def test_a_chosen_port_taken_by_another_driver_is_reported(
    booking_page: BookingPage, stack: Stack, plug: str | None
) -> None:
    """While another port is free, the start stays selected; with a known plug, any port that has it."""
    start = tomorrow_at(9)
    booking_page.open(101)
    booking_page.choose(start, port="A1", plug=plug)
    stack.simulator.book(evse_id=stack.port(101, "A1"), start=start, end=later(start, 60))

    booking_page.page.clock.fast_forward(75_000)

    expect(booking_page.summary).to_contain_text("Port A1 isn't available then.")
    expect(booking_page.start(start)).to_be_checked()
    if plug:
        expect(booking_page.any_port).to_be_checked()
    else:
        expect(booking_page.ports.get_by_role("radio", checked=True)).to_have_count(0)


def _expect_as_it_was(booking_page: BookingPage, email: str) -> None:
    start = tomorrow_at(9)
    expect(booking_page.start(start)).to_be_checked()
    expect(booking_page.day(start.date())).to_be_checked()
    expect(booking_page.port("A3")).to_be_checked()
    expect(booking_page.plug("CCS")).to_be_checked()
    expect(booking_page.email).to_have_value(email)
