"""The status page while the request is pending."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.pages import StatusPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.clock import CLOCK

WAITS = (1, 2, 4, 8, 15, 15, 15, 15)
"""Seconds before each further question, give or take a fifth."""

STANDING_WAIT = 30
"""Seconds before each further poll of an approved booking, with 20 % jitter."""

ASKED = "**/api/bookings/*"


@pytest.fixture
def pending(stack: Stack) -> str:
    """Return the reference of a booking that is decided only on request."""
    stack.simulator.approval("held")
    return stack.book(101, tomorrow_at(9), label="A1")


@pytest.fixture
def stopped(page: Page) -> Page:
    """Return a page whose time advances only on request."""
    now = CLOCK.now()
    page.clock.pause_at(now + timedelta(minutes=5))
    return page


def test_a_pending_booking_is_polled_until_it_is_decided(stopped: Page, stack: Stack, pending: str) -> None:
    """The intervals grow to 15 s; after a minute the page says so; then it shows the outcome without a reload."""
    questions = _questions(stopped)
    status = StatusPage(stopped)
    with stopped.expect_response(ASKED):
        status.open(pending)
    expect(status.heading).to_have_text("Pending")

    for number, wait in enumerate(WAITS, start=1):
        stopped.clock.fast_forward(int(wait * 800) - 1)
        assert len(questions) == number
        with stopped.expect_response(ASKED):
            stopped.clock.fast_forward(int(wait * 400) + 2)
        expect(status.heading).to_have_text("Pending")

    expect(status.reason).to_contain_text("taking longer than usual")
    assert not status.has_tick

    stack.simulator.decide()
    stopped.clock.fast_forward(18_001)

    expect(status.heading).to_have_text("Confirmed")
    asked = len(questions)
    stopped.clock.fast_forward(int(STANDING_WAIT * 800) - 1)
    stopped.evaluate("0")
    assert len(questions) == asked
    with stopped.expect_response(ASKED):
        stopped.clock.fast_forward(int(STANDING_WAIT * 400) + 2)


def test_a_hidden_page_does_not_poll(stopped: Page, stack: Stack, pending: str) -> None:
    """When it is visible again it polls at once."""
    questions = _questions(stopped)
    status = StatusPage(stopped)
    with stopped.expect_response(ASKED):
        status.open(pending)
    expect(status.heading).to_have_text("Pending")

    _show(stopped, "hidden")
    stopped.clock.fast_forward(120_000)
    stack.simulator.decide()
    stopped.evaluate("0")

    assert len(questions) == 1
    expect(status.heading).to_have_text("Pending")

    _show(stopped, "visible")

    expect(status.heading).to_have_text("Confirmed")
    assert len(questions) == 2


def test_a_lost_connection_keeps_the_last_response(
    stopped: Page, stack: Stack, console: ConsoleMonitor, pending: str
) -> None:
    """Offline, the page shows its time; when online again, it polls at once."""
    console.expect(*["net::ERR_INTERNET_DISCONNECTED /api/bookings/*"] * 2)
    status = StatusPage(stopped)
    with stopped.expect_response(ASKED):
        status.open(pending)
    expect(status.heading).to_have_text("Pending")
    with stopped.expect_response(ASKED):
        stopped.clock.fast_forward(1_201)

    stopped.context.set_offline(True)
    stopped.clock.fast_forward(2_401)

    expect(status.reason).to_contain_text("As of ")
    expect(status.heading).to_have_text("Pending")

    stack.simulator.decide()
    stopped.context.set_offline(False)

    expect(status.heading).to_have_text("Confirmed")
    expect(stopped.get_by_text("As of ")).to_be_hidden()


def _questions(page: Page) -> list[Request]:
    """Return a list that grows by every request for a booking."""
    questions: list[Request] = []
    page.on("request", lambda request: questions.append(request) if "/api/bookings/" in request.url else None)
    return questions


def _show(page: Page, state: str) -> None:
    """Set the page's visibility state, since tabs of tests are never hidden."""
    page.evaluate(
        """(state) => {
            Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )
