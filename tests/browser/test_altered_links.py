"""Links of bookings altered by mail filters, chats and people: they open the booking or show an explanation."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.pages import StatusPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import SOAK, in_a_soak

ALTERED = (
    "/booking#{}.",
    "/booking#{})",
    "/booking#{}/",
    "/booking#{}&fbclid=1",
    "/booking#{}?utm_source=x",
    "/booking#{}%20",
    "/booking#%3C{}%3E",
    "/booking#<{}>",
    "/booking?utm_source=x#{}",
    "/es/booking#{}.",
)
ENCODED = ("/booking%23{}", "/booking%23{}.", "/es/booking%23{}", "/booking%2523{}", "/booking%23{}&fbclid=1")
INCOMPLETE = "Looking for your booking?"


@pytest.fixture
def reference(stack: Stack) -> str:
    """Return the reference of a booking whose port the network accepts at once."""
    stack.simulator.approval("instant")
    return stack.book(101, tomorrow_at(9), label="A1")


def test_a_link_opens_its_booking_whatever_was_added(page: Page, reference: str) -> None:
    """Afterwards the address is the original one, for bookmarks, sharing and print."""
    for altered in ALTERED if SOAK else ALTERED[4::5]:
        page.goto("about:blank")
        page.goto(altered.format(reference))

        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Confirmed|Confirmada"))
        assert page.url.endswith(f"#{reference}")


def test_a_link_whose_number_sign_was_encoded_opens_its_booking(
    page: Page, reference: str, console: ConsoleMonitor
) -> None:
    """The 404 page redirects to it, in the language of the path."""
    encoded = ENCODED if SOAK else ENCODED[2:3]
    console.expect(*(f"404 {address.format(reference)}" for address in encoded))
    for address in encoded:
        page.goto(address.format(reference))

        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Confirmed|Confirmada"))
        assert page.url.endswith(f"{'/es' if address.startswith('/es') else ''}/booking#{reference}")


def test_an_incomplete_link_says_so(page: Page, reference: str, stack: Stack) -> None:
    """No call is made, so nothing can be tried again; the complete link opens in the same tab."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for part in (reference[:-1], reference[:30], "web-")[: None if SOAK else 1]:
        page.goto("about:blank")
        page.goto(f"/booking#{part}")

        expect(page.get_by_role("heading", name=INCOMPLETE)).to_be_visible()
        expect(page.get_by_text("Open the full link you got when you booked.").filter(visible=True)).to_be_visible()
        expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    assert [url for url in asked if url.startswith(f"{stack.url}/api/")] == []

    page.goto(f"/booking#{reference}")

    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")


def test_a_fragment_that_is_no_reference_is_ignored(page: Page) -> None:
    """Such as a tracking parameter: no booking is called missing."""
    page.goto("/booking#fbclid=1")

    expect(page.get_by_role("heading", name="Looking for your booking?")).to_be_visible()


def test_skipping_to_the_content_keeps_the_booking(page: Page, reference: str) -> None:
    """The skip link replaces the reference in the address only for a moment."""
    StatusPage(page).open(reference)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")
    page.get_by_role("link", name="Skip to content").focus()

    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()
    expect(page).to_have_url(re.compile(f"#{re.escape(reference)}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")


@in_a_soak
def test_the_reschedule_page_parses_references_alike(page: Page, reference: str) -> None:
    page.goto(f"/move#{reference}.")
    expect(page.get_by_role("heading", name="Change time")).to_be_visible()

    page.goto(f"/move#{reference[:-2]}")
    expect(page.get_by_role("heading", name=INCOMPLETE)).to_be_visible()

    page.goto("/site?id=101.#fbclid=1")
    expect(page.get_by_role("heading", name="Riverfront Garage")).to_be_visible()


def test_a_404_without_a_problem_is_not_a_missing_booking(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """API Gateway answers an unknown route, such as one of another version, with its own 404."""
    console.expect("404 /api/sites")
    page.route(f"{stack.url}/api/sites?*", lambda route: route.fulfill(status=404, json={"message": "Not Found"}))

    page.goto("/")

    expect(page.get_by_role("alert")).to_contain_text("This page is out of date. Reload it.")
