"""The page that emails the links of lost bookings; `test_mails.py` has the mail."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.pages import UNKNOWN
from tests.browser.stack import DRIVER
from tests.support.soak import sample

LINKS = "**/api/bookings/links"


def ask(page: Page, email: str) -> None:
    page.get_by_role("textbox", name="App account email").fill(email)
    page.get_by_role("button", name="Email my links").click()


@pytest.mark.parametrize(
    "address", sample([f"/booking#{UNKNOWN}", "/", "/site?id=101", "/booking", "/booking#1", "/move#1", "/x"], 1)
)
def test_the_page_is_one_press_away(page: Page, console: ConsoleMonitor, address: str) -> None:
    """In the header of every page, and in the message about an unusable link."""
    if address == "/x":
        console.expect("404 /x")
    if UNKNOWN in address:
        console.expect("404 /api/bookings/*")
    page.goto(address)

    expect(page.get_by_role("banner").get_by_role("link", name="Find my booking")).to_have_attribute("href", "/find")
    if address not in {"/", "/site?id=101"}:
        link = page.get_by_role("main").get_by_role("link", name="Find my booking").filter(visible=True)
        expect(link).to_have_attribute("href", "/find")


def test_a_request_with_a_lost_reply_is_repeated_under_its_key(page: Page, console: ConsoleMonitor) -> None:
    """Another email has another key."""
    keys: list[str | None] = []

    def lose(route: Route) -> None:
        keys.append(route.request.header_value("idempotency-key"))
        route.abort()

    page.route(LINKS, lose)
    console.expect(*["net::ERR_FAILED /api/bookings/links"] * 3)
    page.goto("/find")
    ask(page, DRIVER)
    alert = page.get_by_role("alert").filter(visible=True)
    expect(alert).to_contain_text("You're offline, or the connection dropped.")
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_be_visible()
    ask(page, "nobody@example.com")
    expect(page.get_by_role("button", name="Email my links")).to_have_attribute("aria-disabled", "false")

    assert len(keys) == 3
    assert keys[0] == keys[1] != keys[2]


def test_too_many_requests_show_when_to_try_again(page: Page, console: ConsoleMonitor) -> None:
    """In minutes; an email entered meanwhile is not sent by itself."""
    problem = {"type": "urn:problem:too-many-attempts", "title": "Too many attempts", "status": 429, "detail": "Wait."}
    page.route(LINKS, lambda route: route.fulfill(status=429, json=problem, headers={"Retry-After": "2941"}))
    console.expect("429 /api/bookings/links")
    page.goto("/find")

    ask(page, DRIVER)

    alert = page.get_by_role("alert").filter(visible=True)
    expect(alert).to_contain_text("Try again in 50 minutes.")
    page.get_by_role("textbox", name="App account email").press_sequentially("x")
    expect(alert).not_to_be_visible()


def test_an_invalid_email_is_not_submitted(page: Page, console: ConsoleMonitor) -> None:
    """Found by the browser, or only by the server; the field is named and has the focus."""
    field = page.get_by_role("textbox", name="App account email")
    page.goto("/find")
    for email in ("driver", "driver@example"):
        if "@" in email:
            console.expect("422 /api/bookings/links")
        ask(page, email)

        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("Enter your app account email"))
        field.press_sequentially("x")
        expect(field).to_have_attribute("aria-invalid", "false")
