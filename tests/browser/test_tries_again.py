"""A page with a `Retry-After` waits that long, shows the countdown, and retries by itself."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.page_problems import problems_in_a_soak
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import sample

WAIT = 12
BUSY = {
    "status": 503,
    "headers": {"Retry-After": str(WAIT)},
    "content_type": "application/problem+json",
    "body": '{"type":"urn:problem:upstream-busy","status":503,"title":"Busy"}',
}


class Edge:
    """Answers API requests with 503 as long as configured."""

    def __init__(self, page: Page, url: str, times: int) -> None:
        self.calls = 0
        self._left = times
        page.route(url, self._answer)

    def _answer(self, route: Route) -> None:
        self.calls += 1
        self._left -= 1
        if self._left < 0:
            route.continue_()
        else:
            route.fulfill(**BUSY)  # type: ignore[arg-type] # its members have many types


PLACES = [
    ("/site?id=101", "/api/sites/101/availability", "**/api/sites/101/availability?*", "Book"),
    ("/booking#{reference}", "/api/bookings/*", "**/api/bookings/*", "Confirmed"),
    ("/", "/api/sites", "**/api/sites?*", "Riverfront Garage"),
    ("/site?id=101", "/api/sites/101", "**/api/sites/101?*", "Riverfront Garage"),
]


@pytest.mark.parametrize(("address", "path", "url", "found"), sample(PLACES, 1), ids=[place[1] for place in PLACES])
def test_a_failed_read_is_retried_after_retry_after(
    page: Page, stack: Stack, console: ConsoleMonitor, address: str, path: str, url: str, found: str
) -> None:
    """The countdown is visible, announced once to screen readers, and there is one retry, no earlier."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    console.expect(f"503 {path}")
    edge = Edge(page, url, 1)
    page.goto(address.format(reference=reference))
    warning = page.get_by_role("alert").filter(visible=True)

    expect(warning).to_contain_text(re.compile(r"We'll try again in 1[12] s\."))
    expect(warning).to_contain_text("We'll try again automatically in 12 seconds.")
    assert problems_in_a_soak(page) == []
    assert edge.calls == 1
    page.clock.fast_forward(WAIT * 1000)

    expect(page.get_by_text(found).filter(visible=True).first).to_be_visible()
    expect(warning).to_have_count(0)


def test_a_page_gives_up_after_three_tries(page: Page, console: ConsoleMonitor) -> None:
    """A press of the button starts again."""
    console.expect(*["503 /api/sites"] * 4)
    edge = Edge(page, "**/api/sites?*", 4)
    page.goto("/")
    again = page.get_by_text(re.compile(r"We'll try again in \d+ s\."))
    for _ in range(3):
        expect(again).to_be_visible()
        with page.expect_response("**/api/sites?*"):
            page.clock.fast_forward(WAIT * 1000)

    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(again).to_be_hidden()
    page.clock.fast_forward(600_000)
    page.evaluate("0")
    assert edge.calls == 4

    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()


@pytest.fixture
def order(page: Page) -> BookingPage:
    """Return a booking page with everything chosen."""
    booking = BookingPage(page)
    booking.open(101)
    booking.choose(tomorrow_at(12), port="A1")
    booking.email.fill(DRIVER)
    return booking


def test_a_refused_booking_request_is_retried_after_retry_after(
    page: Page, stack: Stack, console: ConsoleMonitor, order: BookingPage
) -> None:
    """The same request under the same key: there is one booking."""
    stack.simulator.approval("instant")
    console.expect("503 /api/bookings")
    keys: list[str | None] = []

    def note(sent: Request) -> None:
        if sent.method == "POST":
            keys.append(sent.headers.get("idempotency-key"))

    page.on("request", note)
    Edge(page, "**/api/bookings", 1)
    order.submit.click()

    expect(order.outcome).to_contain_text(re.compile(r"We'll try again in 1[12] s\."))
    expect(order.outcome).to_contain_text("Nothing was booked.")
    page.clock.fast_forward(WAIT * 1000)

    expect(StatusPage(page).heading).to_have_text("Confirmed")
    assert len(set(keys)) == 1
    assert len(keys) == 2
    assert len(stack.bookings_of_drivers()) == 1


def test_a_changed_form_stops_the_retry(page: Page, stack: Stack, console: ConsoleMonitor, order: BookingPage) -> None:
    """The earlier request no longer applies."""
    console.expect("503 /api/bookings")
    edge = Edge(page, "**/api/bookings", 1)
    order.submit.click()
    again = order.outcome.get_by_text(re.compile(r"We'll try again in \d+ s\."))
    expect(again).to_be_visible()

    order.email.press_sequentially("x")

    expect(again).to_be_hidden()
    page.clock.fast_forward(600_000)
    page.evaluate("0")
    assert edge.calls == 1
    assert stack.bookings_of_drivers() == []
