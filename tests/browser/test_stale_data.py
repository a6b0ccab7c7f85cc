"""Missing or stale data: each part of a page reports it, and shows the age of the rest."""

from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.pages import BookingPage, expect_error
from tests.browser.stack import Stack
from tests.browser.staleness_states import as_stale_response
from tests.browser.wall_time import tomorrow_at

AVAILABILITY = "locationCheckBookingAvailability"


def test_a_failure_of_the_free_times_leaves_the_site(
    booking_page: BookingPage, stack: Stack, console: ConsoleMonitor
) -> None:
    """Only the free times show an error, with Try again."""
    console.expect("50? /api/sites/101/availability")
    stack.simulator.faults({"kind": "status", "operation": AVAILABILITY})
    page = booking_page.page

    page.goto("/site?id=101")

    expect(page.get_by_role("heading", name="Riverfront Garage")).to_be_visible()
    expect_error(page, "We couldn't load availability", "We can't reach the charging network.")

    stack.simulator.faults()
    page.get_by_role("button", name="Try again").click()

    expect(booking_page.days.get_by_role("radio").first).to_be_attached()


def test_stale_free_times_show_their_age(booking_page: BookingPage, stack: Stack, console: ConsoleMonitor) -> None:
    """If a refresh fails, the timeline stays, marked as stale; after the next success the notice is removed."""
    console.expect("50? /api/sites/101/availability")
    page = booking_page.page
    note = page.get_by_text("Last updated")
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9))
    stack.simulator.faults({"kind": "status", "operation": AVAILABILITY})

    page.clock.fast_forward(75_000)

    expect(note).to_be_visible()
    expect(booking_page.start(tomorrow_at(9))).to_be_checked()

    stack.simulator.faults()
    page.clock.fast_forward(20_000)

    expect(note).to_be_hidden()


def test_a_stale_list_of_sites_shows_its_age(page: Page) -> None:
    """The cached list is served while Ampeco is down, with its time."""
    page.route("**/api/sites?*", as_stale_response)

    page.goto("/")

    expect(page.get_by_text("Last updated 3 minutes ago.")).to_be_visible()
    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()


def test_an_offline_device_is_told_to_check_its_connection(page: Page, console: ConsoleMonitor) -> None:
    """A request without a response is not blamed on the charging network."""
    console.expect(*["net::ERR_CONNECTION_FAILED /api/sites"] * 2)
    page.route("**/api/sites?*", lambda route: route.abort("connectionfailed"))

    page.goto("/")

    expect_error(page, "We couldn't load the sites", "You're offline, or the connection dropped")

    page.unroute_all()
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()
