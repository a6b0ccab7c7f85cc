"""Changes by drivers, with the link of the booking only."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at

SOON = 60_000
"""Milliseconds in which a decision of Ampeco is displayed, even on a busy machine."""
UNDO_MS = 8_000


def test_a_driver_moves_a_booking_and_cancels_it(page: Page, stack: Stack) -> None:
    """Moved is said when the network accepted, cancelled too, and one booking was ever held."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    status = StatusPage(page)
    status.open(reference)
    expect(status.verdict).to_have_text("Confirmed")

    page.get_by_role("link", name="Change time").click()
    later = tomorrow_at(14)
    BookingPage(page).start(later).check()
    page.get_by_role("button", name=re.compile("^Move to ")).click()

    expect(status.verdict).to_have_text("Moved", timeout=SOON)
    expect(status.card).to_contain_text("2:00")
    (moved,) = [one for one in stack.simulator.live_bookings() if one["externalId"]]
    assert datetime.fromisoformat(moved["startAt"]) == later

    page.get_by_role("button", name="Cancel booking").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nothing was canceled.")).to_be_visible()
    assert [one["id"] for one in stack.simulator.live_bookings() if one["externalId"]] == [moved["id"]]

    page.get_by_role("button", name="Cancel booking").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.clock.fast_forward(UNDO_MS)

    expect(status.verdict).to_have_text("Canceled", timeout=SOON)
    assert [one for one in stack.simulator.live_bookings() if one["externalId"]] == []


def test_a_move_that_is_not_accepted_says_why_and_the_old_time_stands(page: Page, stack: Stack) -> None:
    """The page never claims more than the network decided."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    stack.simulator.approval("instant", rejectReason="Too late to move")
    status = StatusPage(page)
    status.open(reference)

    page.get_by_role("link", name="Change time").click()
    BookingPage(page).start(tomorrow_at(14)).check()
    page.get_by_role("button", name=re.compile("^Move to ")).click()

    expect(status.verdict).to_have_text("Not changed", timeout=SOON)
    expect(page.get_by_text("Too late to move")).to_be_visible()
    expect(status.card).to_contain_text("9:00")


@pytest.mark.parametrize(
    ("address", "button", "missing"),
    [("/site?id=101#{}", "Book", "Choose a start time."), ("/move#{}", "Move", "Choose another start time or length.")],
)
def test_pressing_before_there_is_anything_to_choose_says_what_is_missing(
    page: Page, stack: Stack, address: str, button: str, missing: str
) -> None:
    """And the way there leaves the reference where it is, in the address."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    page.route("**/availability?*", lambda _: None)
    page.goto(address.format(reference))

    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("link", name=missing).click()

    expect(page.get_by_role("heading", name="Availability")).to_be_focused()
    assert page.url.endswith(f"#{reference}")
