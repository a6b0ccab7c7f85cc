"""Ampeco is down: each page says so, keeps the selection, and works again after the outage."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.pages import BookingPage, StatusPage, expect_error
from tests.browser.stack import DRIVER, Stack, running_stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import in_a_soak

NOT_ANSWERING = "We can't reach the charging network. Your connection is fine."
TIMEOUT_MS = 60_000
"""A function gives up after 20 seconds."""
CIRCUIT_OPEN_MS = 10_000
"""So long, at most, a function that ran into timeouts calls nobody."""


@pytest.fixture
def stack(dist: Path) -> Iterator[Stack]:
    """Return a stack whose functions have no cached catalog yet."""
    with running_stack(dist) as running:
        yield running


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "status", "status": 503}, marks=in_a_soak),
        {"kind": "reset"},
        pytest.param({"kind": "hang"}, marks=in_a_soak),
    ],
    ids=lambda fault: fault["kind"],
)
def test_each_page_reports_the_outage_and_works_after_it(
    open_page: OpenPage, stack: Stack, console: ConsoleMonitor, fault: dict[str, Any]
) -> None:
    """Sites, a site, a booking, and pressing Book: an error message whose Try again works afterwards."""
    console.expect("50? /api/sites", "50? /api/sites/107")
    console.allow("50? /api/sites/107/availability")  # unless the page stops this call, because the site's failed first
    console.expect("50? /api/bookings/*", "50? /api/bookings")
    reference = stack.book(107, tomorrow_at(9))
    sites = open_page()
    site, status = (sites.context.new_page() for _ in range(2))
    order = BookingPage(sites.context.new_page())
    order.open(101)
    order.choose(tomorrow_at(12), port="A1")
    order.email.fill(DRIVER)
    stack.simulator.faults(fault)

    order.submit.click()
    sites.goto("/")
    site.goto("/site?id=107")
    StatusPage(status).open(reference)

    expect_error(sites, "We couldn't load the sites", NOT_ANSWERING, TIMEOUT_MS)
    expect_error(site, "We couldn't load this site", NOT_ANSWERING, TIMEOUT_MS)
    expect_error(status, "We couldn't load your booking", NOT_ANSWERING, TIMEOUT_MS)
    expect(order.outcome).to_have_accessible_name("We can't reach the charging network", timeout=TIMEOUT_MS)
    expect(order.outcome).to_contain_text("Nothing was booked.")
    expect(order.start(tomorrow_at(12))).to_be_checked()
    expect(order.email).to_have_value(DRIVER)

    stack.simulator.faults()
    if fault["kind"] == "hang":
        sites.wait_for_timeout(CIRCUIT_OPEN_MS)
    _press_until_asked(order, console)
    for page in (sites, site, status):
        page.get_by_role("button", name="Try again").click()

    expect(sites.get_by_role("link", name="Riverfront Garage")).to_be_visible()
    expect(site.get_by_role("heading", name="Music Row Plaza")).to_be_visible()
    expect(StatusPage(status).heading).to_have_text("Confirmed")
    expect(StatusPage(order.page).heading).to_have_text("Confirmed")
    assert len(stack.bookings_of_drivers()) == 2


def _press_until_asked(order: BookingPage, console: ConsoleMonitor) -> None:
    """Press Try again until Ampeco is called: after some failures the circuit breaker is open for seconds."""
    refused = 503
    status = refused
    while status == refused:
        with order.page.expect_response("**/api/bookings") as answer:
            order.outcome.get_by_role("button", name="Try again").click()
        status = answer.value.status
        if status == refused:
            console.expect("503 /api/bookings")
