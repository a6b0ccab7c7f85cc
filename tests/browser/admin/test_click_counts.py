"""Typical questions of staff, each answered in at most three actions after landing on the admin page.

An action is a click, a key press, or a text that is entered into the field that has the focus.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.admin.external_changes import starts_of
from tests.browser.admin.pages import SOON, UNDO_MS, AdminPage
from tests.browser.stack import ADMIN_TOKEN, DRIVER, Stack
from tests.browser.wall_time import DETROIT, later
from tests.support.clock import CLOCK
from tests.support.soak import sample

SITE = 101
LIMIT = 3


@dataclass
class Counted:
    """The actions at a page, each through here and counted."""

    page: Page
    count: int = 0

    def click(self, target: Locator) -> None:
        self.count += 1
        target.click()

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def enter(self, text: str) -> None:
        self.count += 1
        self.page.keyboard.type(text)


@dataclass(frozen=True)
class Landing:
    """The page as staff land on it, with a booking of Dana Driver in two hours and one of another driver in five."""

    admin: AdminPage
    stack: Stack
    next: dict[str, Any]

    @property
    def row(self) -> Locator:
        return self.admin.page.get_by_role("region", name="Today").locator(f'tr[data-booking="{self.next["id"]}"]')

    def button(self, name: str) -> Locator:
        return self.admin.page.get_by_role("button", name=name, exact=True)


@pytest.fixture(autouse=True)
def morning(stack: Stack) -> None:
    """Begin every test at ten in the morning, also when the suite runs at midnight."""
    stack.set_clock_to_morning()


@pytest.fixture
def landing(admin: AdminPage, stack: Stack) -> Landing:
    stack.simulator.approval("instant")
    port = stack.port(SITE, "A1")
    start = CLOCK.now(DETROIT).replace(minute=0, second=0, microsecond=0)
    own, *_ = (
        stack.simulator.book(
            evse_id=port, start=later(start, 60 * hours), end=later(start, 60 * hours + 60), user_id=user
        )
        for hours, user in ((2, 1001), (5, 1005))
    )
    admin.page.add_init_script(f"sessionStorage.setItem('admin-token', '\"{ADMIN_TOKEN}\"')")
    admin.page.goto(f"/admin?site={SITE}")
    landing = Landing(admin, stack, own)
    expect(landing.row).to_be_visible()
    return landing


def _who_is_next(landing: Landing, _act: Counted) -> None:
    expect(landing.row).to_contain_text("Next")
    expect(landing.row).to_contain_text("Dana Driver")


def _a_booking_by_its_number(landing: Landing, act: Counted) -> None:
    act.press("/")
    act.enter(str(landing.next["id"]))
    act.press("Enter")
    expect(landing.admin.panel.get_by_role("heading", name=str(landing.next["id"]))).to_be_visible()


def _a_driver_by_name(landing: Landing, act: Counted) -> None:
    act.press("/")
    act.enter("dana")
    act.press("Enter")
    expect(landing.admin.panel).to_contain_text("Dana Driver")
    expect(landing.admin.panel).to_contain_text("Port")


def _a_move_by_an_hour(landing: Landing, act: Counted) -> None:
    act.click(landing.row)
    act.click(landing.button("Move 1 hour later"))
    expect(landing.admin.dialog.get_by_text("Available then.")).to_be_visible()
    act.click(landing.button("Move booking"))
    expect(landing.admin.tasks).to_contain_text("Moved.", timeout=SOON)
    before = datetime.fromisoformat(landing.next["startAt"])
    assert starts_of(landing.stack, landing.next["id"]) == [before + timedelta(hours=1)]


def _a_walk_in_for_now(landing: Landing, act: Counted) -> None:
    asked = CLOCK.now(UTC)
    act.click(landing.button("Book for a driver"))
    expect(landing.admin.dialog.get_by_text("Available then.")).to_be_visible()
    act.enter(DRIVER)
    act.press("Enter")
    expect(landing.admin.tasks).to_contain_text("Booked as", timeout=SOON)
    starts = [datetime.fromisoformat(one["startAt"]) for one in landing.stack.simulator.live_bookings()]
    assert timedelta() < min(starts) - asked <= timedelta(minutes=5)


def _a_cancellation(landing: Landing, act: Counted) -> None:
    act.click(landing.row)
    act.click(landing.button("Cancel booking"))
    landing.admin.page.clock.fast_forward(UNDO_MS)
    expect(landing.admin.tasks).to_contain_text("Canceled.", timeout=SOON)
    assert starts_of(landing.stack, landing.next["id"]) == []


def _the_no_shows_of_last_week(landing: Landing, act: Counted) -> None:
    act.click(landing.admin.page.get_by_role("link", name="Bookings", exact=True))
    act.click(landing.button("No-shows last week"))
    query = landing.admin.page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    today = CLOCK.now(DETROIT).date()
    monday = today - timedelta(days=today.weekday() + 7)
    assert (query["status"], query["from"], query["to"]) == (
        "no-show",
        f"{monday}",
        f"{monday + timedelta(days=6)}",
    )
    expect(landing.admin.bookings.get_by_text("bookings", exact=False).first).to_be_visible()


@pytest.mark.parametrize(
    "question",
    sample(
        [
            _a_driver_by_name,
            _a_walk_in_for_now,
            _who_is_next,
            _a_booking_by_its_number,
            _a_move_by_an_hour,
            _a_cancellation,
            _the_no_shows_of_last_week,
        ],
        1,
    ),
)
def test_staff_need_at_most_three_actions(landing: Landing, question: Callable[[Landing, Counted], None]) -> None:
    """Who is next needs none."""
    act = Counted(landing.admin.page)

    question(landing, act)

    assert act.count <= LIMIT
