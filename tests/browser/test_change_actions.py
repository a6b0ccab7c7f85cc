"""Rescheduling and canceling by drivers, with only the link of the booking."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import sample

SOON = 60_000
"""Milliseconds in which a decision of Ampeco is displayed, even on a busy machine."""
UNDO_MS = 8_000


def test_a_driver_reschedules_a_booking_and_cancels_it(page: Page, stack: Stack) -> None:
    """Each is shown when the network has accepted it, and there is never a second booking."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    status = StatusPage(page)
    status.open(reference)
    expect(status.heading).to_have_text("Confirmed")

    page.get_by_role("link", name="Change time").click()
    later = tomorrow_at(14)
    BookingPage(page).start(later).check()
    page.get_by_role("button", name=re.compile("^Move to ")).click()

    expect(status.heading).to_have_text("Moved", timeout=SOON)
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

    expect(status.heading).to_have_text("Canceled", timeout=SOON)
    assert [one for one in stack.simulator.live_bookings() if one["externalId"]] == []


def test_a_rejected_reschedule_shows_the_reason_and_the_old_time(page: Page, stack: Stack) -> None:
    """The page shows only what the network decided."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    stack.simulator.approval("instant", rejectReason="Too late to move")
    status = StatusPage(page)
    status.open(reference)

    page.get_by_role("link", name="Change time").click()
    BookingPage(page).start(tomorrow_at(14)).check()
    page.get_by_role("button", name=re.compile("^Move to ")).click()

    expect(status.heading).to_have_text("Not changed", timeout=SOON)
    expect(page.get_by_text("Too late to move")).to_be_visible()
    expect(status.card).to_contain_text("9:00")


@pytest.mark.parametrize(
    ("address", "button", "missing"),
    sample(
        [
            ("/move#{}", "Move", "Choose another start time or length."),
            ("/site?id=101#{}", "Book", "Choose a start time."),
        ],
        1,
    ),
)
def test_submitting_without_a_choice_says_what_is_missing(
    page: Page, stack: Stack, address: str, button: str, missing: str
) -> None:
    """Moving the focus there leaves the reference in the address."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    page.route("**/availability?*", lambda _: None)
    page.goto(address.format(reference))

    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("link", name=missing).click()

    expect(page.get_by_role("heading", name="Availability")).to_be_focused()
    assert page.url.endswith(f"#{reference}")
