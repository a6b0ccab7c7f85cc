"""From the list of sites to an approved booking, on a phone."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import day_text, later, range_text, tomorrow_at


def test_a_driver_gets_from_the_list_of_sites_to_an_approved_booking(page: Page, stack: Stack) -> None:
    """Search, plug, site, duration, a start tomorrow, email: submitted, then confirmed with the port."""
    stack.simulator.approval("held")
    start = tomorrow_at(14)
    booking, status = BookingPage(page), StatusPage(page)
    page.goto("/")
    expect(page.get_by_role("link", name="Harbor Point Market")).to_be_visible()

    page.get_by_role("searchbox", name="Name, city or address").fill("grand rapids")
    booking.plug("CCS").tap()
    expect(page.get_by_role("status").first).to_have_text("1 site")
    page.get_by_role("link", name="Riverfront Garage").tap()
    expect(page.get_by_role("heading", name="Riverfront Garage", level=1)).to_be_visible()
    expect(booking.plug("CCS")).to_be_checked()
    booking.length("1 h").tap()
    booking.day(start.date()).tap()
    booking.start(start).tap()
    booking.port("A1").tap()
    booking.email.fill(DRIVER)
    booking.submit.tap()

    expect(status.heading).to_have_text("Pending")
    expect(status.reason).to_contain_text("It usually takes a few seconds.")
    expect(page.get_by_text("Confirmed")).to_have_count(0)
    expect(status.arrival).to_be_hidden()
    assert not status.has_tick
    assert "Confirmed" not in page.title()

    stack.simulator.decide()

    expect(status.heading).to_have_text("Confirmed")
    expect(status.card).to_contain_text("A1")
    expect(status.card).to_contain_text("CCS · 150 kW")
    expect(status.card).to_contain_text(day_text(start.date()))
    expect(status.card).to_contain_text(f"{range_text(start, later(start, 60))} {start.tzname()}")
    expect(status.card).to_contain_text("Riverfront Garage")
    expect(status.arrival).to_contain_text("Look for port A1")
    assert status.has_tick
    [live] = stack.bookings_of_drivers()
    assert (stack.port(101, "A1"), 101) == (live["evseId"], live["locationId"])


def test_pressing_twice_books_once(booking_page: BookingPage, stack: Stack) -> None:
    """The second press sends nothing."""
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9), port="A3")
    booking_page.email.fill(DRIVER)

    booking_page.submit.dblclick()

    expect(StatusPage(booking_page.page).heading).to_have_text("Confirmed")
    assert len(stack.bookings_of_drivers()) == 1
    assert stack.simulator.counts()["bookingRequestCreate"] == 1


def test_any_port_that_fits_leaves_the_choice_to_the_network(booking_page: BookingPage, stack: Stack) -> None:
    """Criteria are sent instead of a port; the status page names the port once it is assigned."""
    stack.simulator.approval("held")
    status = StatusPage(booking_page.page)
    booking_page.open(101)
    booking_page.choose(tomorrow_at(10), plug="NACS")
    booking_page.power.select_option("250 kW or more")
    expect(booking_page.any_port).to_be_checked()
    expect(booking_page.summary).to_contain_text("Any port with NACS · 250 kW or more")
    booking_page.email.fill(DRIVER)

    with booking_page.page.expect_request("**/api/bookings") as sending:
        booking_page.submit.click()
    order: Any = sending.value.post_data_json
    expect(status.card).to_contain_text("Assigned when confirmed")
    stack.simulator.decide()

    assert order["evseCriteria"] == {"connectorType": "nacs", "minPower": 250}
    assert "evseId" not in order
    expect(status.heading).to_have_text("Confirmed")
    expect(status.card).to_contain_text("A4")
    expect(status.arrival).to_contain_text("Look for port A4")


def test_a_day_after_the_shown_ones_can_be_booked(booking_page: BookingPage, stack: Stack) -> None:
    """One press shows the days after the first seven."""
    start = later(tomorrow_at(16), 9 * 24 * 60)
    booking_page.open(107)

    booking_page.page.get_by_role("button", name="Later days").click()
    booking_page.choose(start)
    booking_page.email.fill(DRIVER)
    booking_page.submit.click()

    expect(StatusPage(booking_page.page).heading).to_have_text("Confirmed")
    expect(StatusPage(booking_page.page).card).to_contain_text(day_text(start.date()))
    [live] = stack.bookings_of_drivers()
    assert live["locationId"] == 107
