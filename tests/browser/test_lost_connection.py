"""A lost connection while a booking is submitted: no second booking, and no wrong message about the first."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.routes import route_once
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import day_text, later, range_text, tomorrow_at
from tests.support.soak import in_a_soak, sample

MAX_BOOKINGS = "**/api/bookings"


def lose_reply(route: Route) -> None:
    """Let the request arrive, and drop the connection before its response."""
    route.fetch()
    route.abort()


def hold_reply(route: Route) -> None:
    """Let the request arrive, and hold its response."""
    route.fetch()


def lose_request(route: Route) -> None:
    """Drop the connection before the request arrives."""
    route.abort()


def garble_reply(route: Route) -> None:
    """Let the request arrive, and answer with a CDN's timeout page."""
    route.fetch()
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")


@pytest.mark.parametrize(
    ("lose", "line"),
    sample(
        [
            (lose_reply, "net::ERR_FAILED /api/bookings"),
            (lose_request, "net::ERR_FAILED /api/bookings"),
            (garble_reply, "502 /api/bookings"),
        ],
        1,
    ),
)
def test_a_booking_request_with_a_lost_reply_is_repeated_under_its_key(
    booking_page: BookingPage, stack: Stack, console: ConsoleMonitor, lose: Callable[[Route], None], line: str
) -> None:
    """The page says that the result is unknown, also after a reload; checking shows the one booking."""
    console.expect(line)
    page, start = booking_page.page, tomorrow_at(9)
    keys = _keys(page)
    route_once(page, MAX_BOOKINGS, lose)
    booking_page.open(101)
    booking_page.choose(start, port="A1")
    booking_page.email.fill(DRIVER)

    booking_page.submit.click()

    expect(booking_page.outcome).to_be_focused()
    expect(booking_page.outcome).to_have_accessible_name("We don't know yet")

    page.reload()

    expect(booking_page.outcome).to_have_accessible_name("We don't know yet")
    expect(booking_page.outcome).to_contain_text(
        f"{day_text(start.date())}, {range_text(start, later(start, 60))}, for {DRIVER}"
    )

    booking_page.outcome.get_by_role("button", name="Check now").click()

    expect(StatusPage(page).heading).to_have_text("Confirmed")
    assert len(stack.bookings_of_drivers()) == 1
    assert len(keys) == 2
    assert len(set(keys)) == 1


@in_a_soak
def test_a_reload_before_the_response_finds_the_booking(booking_page: BookingPage, stack: Stack) -> None:
    """The booking request arrived; the reloaded page says that the result is unknown, and finds the one booking."""
    page = booking_page.page
    keys = _keys(page)
    route_once(page, MAX_BOOKINGS, hold_reply)
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9), port="A1")
    booking_page.email.fill(DRIVER)
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        booking_page.submit.click()
        expect(booking_page.summary).to_contain_text("Sending to the charging network")

        page.reload()

    expect(booking_page.outcome).to_have_accessible_name("We don't know yet")

    booking_page.outcome.get_by_role("button", name="Check now").click()

    expect(StatusPage(page).heading).to_have_text("Confirmed")
    assert len(stack.bookings_of_drivers()) == 1
    assert len(set(keys)) == 1


def test_a_booking_request_made_offline_is_sent_when_online(
    booking_page: BookingPage, stack: Stack, console: ConsoleMonitor
) -> None:
    """Offline, the page claims nothing; pressing Book again later books once."""
    console.expect("net::ERR_INTERNET_DISCONNECTED /api/bookings")
    page = booking_page.page
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9), port="A1")
    booking_page.email.fill(DRIVER)
    keys = _keys(page)

    page.context.set_offline(True)
    booking_page.submit.click()
    expect(booking_page.outcome).to_have_accessible_name("We don't know yet")
    page.context.set_offline(False)
    booking_page.submit.click()

    expect(StatusPage(page).heading).to_have_text("Confirmed")
    assert len(stack.bookings_of_drivers()) == 1
    assert len(set(keys)) == 1


@in_a_soak  # tests/resilience has it in every run, without a browser
def test_a_lost_upstream_reply_is_recovered_without_the_page(booking_page: BookingPage, stack: Stack) -> None:
    """Ampeco commits and its reply is lost: the driver does not notice, and there is one booking."""
    stack.simulator.faults({"kind": "reset", "operation": "bookingRequestCreate", "when": "after", "count": 1})
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9), port="A1")
    booking_page.email.fill(DRIVER)

    booking_page.submit.click()

    expect(StatusPage(booking_page.page).heading).to_have_text("Confirmed")
    assert len(stack.bookings_of_drivers()) == 1


def test_a_slow_booking_request_says_so_and_cannot_be_sent_again(booking_page: BookingPage, stack: Stack) -> None:
    """After ten seconds the driver is asked to wait, and pressing the button sends nothing."""
    page = booking_page.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(MAX_BOOKINGS, hold)
    booking_page.open(101)
    booking_page.choose(tomorrow_at(9))
    booking_page.email.fill(DRIVER)

    booking_page.submit.click()
    expect(booking_page.summary).to_contain_text("Sending to the charging network")
    page.clock.fast_forward(10_000)

    expect(booking_page.summary).to_contain_text("Still working. No need to tap again.")

    booking_page.submit.click(force=True)

    assert len(held) == 1

    held[0].continue_()

    expect(StatusPage(page).heading).to_have_text("Confirmed")
    assert len(stack.bookings_of_drivers()) == 1


def _keys(page: Page) -> list[Any]:
    """Return a list that grows by the key of every booking request that is sent."""
    keys: list[Any] = []
    page.on(
        "request",
        lambda request: keys.append(request.headers["idempotency-key"]) if request.method == "POST" else None,
    )
    return keys
