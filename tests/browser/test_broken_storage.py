"""Corrupt browser storage: every page works as if it were empty."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import sample

A_STRING = '"\\"]"'
VALUES = ("{", '{"body":{},"isOpen":true,"key":1}', "null", "[null,1,{}]", "", "true", "7", A_STRING, "[]", "{}")
FILL = """([tab, lasting, value]) => {
    for (const key of tab) sessionStorage.setItem(key, value);
    for (const key of lasting) localStorage.setItem(key, value);
}"""
LASTING = ["bookings", "answers", "language", "single-keys"]


@pytest.mark.parametrize("value", sample(VALUES, 1))
def test_every_page_opens(page: Page, stack: Stack, console: ConsoleMonitor, value: str) -> None:
    """Without an error, as in a new browser. A string may be an admin token: the page tries it and asks for another."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    tab = ["choice:101", "attempt:101", f"change:{reference}", f"move:{reference}", "language"]
    tab += ["admin-work", "admin-token", "admin-left"]
    page.goto("/404")
    page.evaluate(FILL, [tab, LASTING, value])
    pages = {
        "/": "Book a charging port",
        "/site?id=101": "Riverfront Garage",
        f"/booking#{reference}": "Confirmed",
        f"/move#{reference}": "Change time",
        "/booking": None,
        "/admin": "Admin",
    }
    if value == A_STRING:
        console.expect("401 /api/admin/sites")

    for address, heading in pages.items():
        page.goto("about:blank")
        page.goto(address)

        if heading:
            expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_a_stored_response_that_cannot_be_rendered_is_ignored(
    open_page: OpenPage, stack: Stack, console: ConsoleMonitor
) -> None:
    """Valid JSON with invalid contents, as an older version may have stored: the page says why it shows nothing."""
    start = tomorrow_at(9)
    reference = stack.book(101, start, label="A1")
    within = {"change": {}, "port": {"connectors": 1}, "status": "accepted", "requestStatus": "approved"}
    about = {"id": reference, "site": {"name": "Riverfront Garage"}, "actions": {}}
    times = {"startAt": start.isoformat(), "endAt": start.replace(hour=10).isoformat()}
    page = open_page()
    page.goto("/404")
    answers = json.dumps([{"booking": about | times | within, "readAt": 1}])
    page.evaluate("(answers) => localStorage.setItem('answers', answers)", answers)
    console.expect(*["net::ERR_FAILED /api/bookings/" + reference] * 2)
    page.route(f"{stack.url}/api/bookings/*", lambda route: route.abort())

    page.goto(f"/booking#{reference}")

    expect(page.get_by_role("alert")).to_contain_text("You're offline, or the connection dropped")
