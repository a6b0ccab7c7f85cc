"""The visit that begins with a scanned sign, on a phone: taps until Confirmed, and where the parts of the page are.

`pytest -s` prints the time and the positions of each visit.
"""

from time import perf_counter

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.context import PHONE_SIZE, OpenPage
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import sample

MOST_TAPS = {"fresh": 3, "remembered": 2}
"""A start, the email field, Book; without the field if the email is saved. The day shown has free times."""


class Taps:
    """Taps elements and counts the taps."""

    def __init__(self) -> None:
        self.count = 0

    def tap(self, element: Locator) -> None:
        self.count += 1
        element.tap()


@pytest.mark.parametrize("profile", sample(["fresh", "remembered"], 1))
def test_a_scanned_port_is_booked_in_few_taps(open_page: OpenPage, stack: Stack, profile: str) -> None:
    """From the sign's address to Confirmed; typing the email is no tap."""
    stack.set_clock(tomorrow_at(10))
    stack.simulator.approval("instant")
    page = open_page()
    assert page.viewport_size == PHONE_SIZE
    if profile == "remembered":
        page.goto("/")
        page.evaluate(
            "([email]) => { localStorage.plug = '\"ccs1\"'; localStorage.email = JSON.stringify(email) }", [DRIVER]
        )
    booking, taps, before = BookingPage(page), Taps(), perf_counter()

    page.goto(f"/site?id=101&evse={stack.port(101, 'A3')}")
    first = booking.starts.locator("details[open] label").first
    expect(first).to_be_visible()
    positions = {"first start": _bottom(page, first)}
    taps.tap(first)
    positions["Book"] = _bottom(page, booking.submit)
    if profile == "fresh":
        taps.tap(booking.email)
        page.keyboard.type(DRIVER)
    taps.tap(booking.submit)
    expect(StatusPage(page).heading).to_have_text("Confirmed")

    print(f"\n{profile}: {taps.count} taps, {perf_counter() - before:.1f} s, px: {positions}")  # noqa: T201
    assert taps.count <= MOST_TAPS[profile]


def _bottom(page: Page, element: Locator) -> int:
    box = element.bounding_box()
    assert box is not None
    return round(float(page.evaluate("scrollY")) + box["y"] + box["height"])
