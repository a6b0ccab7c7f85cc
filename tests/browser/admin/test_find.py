"""The search field: a booking's number, a driver's email, or a name among the loaded bookings."""

from datetime import datetime
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.admin.pages import AdminPage
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import later, tomorrow_at
from tests.support.soak import sample

SITE = 101


@pytest.fixture
def booked(stack: Stack) -> list[dict[str, Any]]:
    """Book tomorrow at nine for Dana Driver, at eleven for another, and the day after for Dana again."""
    starts = [(tomorrow_at(9), 1001), (tomorrow_at(11), 1005), (later(tomorrow_at(9), 24 * 60), 1001)]
    port = stack.port(SITE, "A1")
    return [
        stack.simulator.book(evse_id=port, start=start, end=later(start, 60), user_id=user) for start, user in starts
    ]


def search(admin: AdminPage, words: str) -> None:
    """Search from wherever the focus is."""
    admin.press("/")
    expect(admin.search).to_be_focused()
    admin.page.keyboard.type(words)
    admin.press("Enter")


@pytest.mark.parametrize(("sign", "view"), sample(product(["#", ""], ["today", "calendar", "list", "queue"]), 1))
def test_a_number_opens_its_booking_from_every_view(
    admin: AdminPage, booked: list[dict[str, Any]], console: ConsoleMonitor, view: str, sign: str
) -> None:
    """The view stays. Of an unknown number the panel says so."""
    console.expect("404 /api/admin/bookings/*")
    admin.open(f"?site={SITE}")
    admin.page.get_by_role("link", name=admin.translator.say(_VIEWS[view]), exact=True).click()

    search(admin, f"{sign}99999999")
    expect(admin.panel.get_by_text("No booking has this number.")).to_be_visible()

    search(admin, f"{sign}{booked[1]['id']}")

    expect(admin.panel.get_by_role("heading", name=str(booked[1]["id"]))).to_be_visible()
    expect(admin.panel.get_by_role("button", name="Change time or port")).to_be_visible()
    assert admin.page.evaluate("new URLSearchParams(location.search).get('view') ?? 'today'") == view


_VIEWS = {"today": "Today", "list": "Bookings", "calendar": "Calendar", "queue": "Requests"}


def test_an_email_shows_all_bookings_of_its_driver(
    admin: AdminPage, booked: list[dict[str, Any]], console: ConsoleMonitor
) -> None:
    """Whatever the filters were; an unknown one says so, and never reaches an address."""
    admin.open(f"?site={SITE}&status=active")
    asked: list[str] = []
    admin.page.on("request", lambda request: asked.append(request.url))
    console.expect("404 /api/admin/find-driver")

    search(admin, "nobody@example.com")
    expect(admin.page.get_by_text("No active driver account has this email")).to_be_visible()

    admin.search.fill(DRIVER)
    admin.search.press("Enter")
    expect(admin.rows).to_have_count(2)
    expect(admin.row(booked[0]["id"])).to_contain_text("Dana Driver")
    expect(admin.search).to_have_value("")
    admin.press("ArrowDown")
    expect(admin.rows.first.get_by_role("link")).to_be_focused()
    assert [url for url in [*asked, admin.page.url] if "example.com" in url] == []


def test_a_name_is_found_among_the_loaded_bookings(admin: AdminPage, booked: list[dict[str, Any]]) -> None:
    """The next one of several opens, and all of them are listed; one that is not there says so."""
    admin.open(f"?site={SITE}&from={_day(booked[0])}&to={_day(booked[2])}")

    search(admin, "nobody")
    expect(admin.page.get_by_text("No booking shown on this page has that name.")).to_be_visible()

    admin.page.keyboard.type("driver DAN")  # in place of the first words
    admin.search.press("Enter")
    expect(admin.panel.get_by_role("heading", name=str(booked[0]["id"]))).to_be_visible()
    found = admin.page.get_by_role("search").get_by_role("listitem")
    expect(found).to_have_count(2)

    found.nth(1).get_by_role("button").click()
    expect(admin.panel.get_by_role("heading", name=str(booked[2]["id"]))).to_be_visible()
    admin.search.press("Escape")
    expect(found.first).to_be_hidden()

    admin.search.press("Enter")
    expect(found.nth(1)).to_contain_text("Confirmed")
    admin.panel.get_by_role("heading").first.click()
    expect(found.first).to_be_hidden()


def _day(booking: dict[str, Any]) -> str:
    return datetime.fromisoformat(booking["startAt"]).strftime("%Y-%m-%d")
