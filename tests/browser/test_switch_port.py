"""Switch port: from a blocked bay to another port in three taps, also if the page is closed before the end."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.page_fixture import PageFixture
from tests.browser.page_problems import problems_in_a_soak
from tests.browser.pages import StatusPage
from tests.browser.stack import Stack
from tests.browser.wall_time import DETROIT
from tests.support.clock import CLOCK
from tests.support.soak import sample

SOON = 20_000
MINUTE = timedelta(minutes=1)
PORTS = "**/api/bookings/*/ports"
CREATE = "**/api/bookings"


@pytest.fixture
def blocked(stack: Stack) -> str:
    """Return the reference of a booking of port A1 for 1:00 PM; it is 12:47 PM."""
    stack.set_clock_to_morning()
    start = CLOCK.now(DETROIT).replace(hour=13, minute=0, second=0, microsecond=0)
    stack.simulator.approval("instant")
    reference = stack.book(101, start, label="A1")
    stack.set_clock(start - 13 * MINUTE)
    return reference


@pytest.fixture
def phone(blocked: str, open_page: Any) -> Page:
    """Open the booking's page on a phone, at 12:47 PM."""
    page: Page = open_page(viewport={"width": 390, "height": 844})
    StatusPage(page).open(blocked)
    expect(StatusPage(page).heading).to_have_text("Confirmed")
    return page


def held(stack: Stack) -> list[int]:
    """Return the ports of the driver's active bookings."""
    return [booking["evseId"] for booking in stack.bookings_of_drivers()]


def test_a_driver_at_a_blocked_bay_is_on_another_port_in_two_taps(phone: Page, stack: Stack, blocked: str) -> None:
    """At 12:47 for 1:00: neither notice nor the present booking prevents it, and no email is needed."""
    status = StatusPage(phone)

    status.arrival.get_by_role("button", name="Switch port").click()
    first = phone.get_by_role("region", name="Switch port").get_by_role("button", name=re.compile("^Switch to ")).first
    name = re.match(r"Switch to (\S+)", first.inner_text())
    first.click()

    assert name
    expect(status.card).to_contain_text(name[1], timeout=SOON)
    expect(status.heading).to_have_text("Confirmed", timeout=SOON)
    expect(phone.get_by_text(f"port {name[1]} is reserved for you. We released port A1.")).to_be_visible(timeout=SOON)
    assert held(stack) == [stack.port(101, name[1])]
    assert blocked not in phone.url
    assert problems_in_a_soak(phone) == []


def test_while_it_is_pending_both_pages_say_what_is_booked(phone: Page, stack: Stack, blocked: str) -> None:
    """Once it is confirmed, the old link shows the new booking, the only one."""
    status = StatusPage(phone)
    stack.simulator.approval("held")
    phone.get_by_role("button", name="Switch port").first.click()
    phone.get_by_role("button", name=re.compile("^Switch to ")).first.click()

    expect(status.heading).to_have_text("Switch pending", timeout=SOON)
    expect(phone.get_by_text("You keep port A1 until it's confirmed.")).to_be_visible()
    new = phone.url.partition("#")[2]
    status.open(blocked)
    expect(phone.get_by_text("You keep port A1 until it's confirmed.")).to_be_visible(timeout=SOON)
    phone.goto("about:blank")
    stack.simulator.approval("instant")
    stack.simulator.decide()
    assert len(held(stack)) == 2

    status.open(blocked)

    expect(phone.get_by_text("We released port A1.")).to_be_visible(timeout=SOON)
    assert phone.url.endswith(f"#{new}")
    assert held(stack) != [stack.port(101, "A1")]
    assert len(held(stack)) == 1


@pytest.mark.parametrize(
    ("hours_ahead", "old_status", "new_status", "shown"),
    sample(
        [(2, "", "", "Confirmed"), (0, "no-show", "completed", "Completed"), (0, "no-show", "no-show", "No-show")], 1
    ),
)
def test_an_hour_after_the_page_was_closed_the_old_link_shows_the_new_booking(
    stack: Stack,
    open_page: OpenPage,
    blocked: str,
    hours_ahead: int,
    old_status: str,
    new_status: str,
    shown: str,
) -> None:
    """It is the only active one; if both are over by then, it tells what became of the switch."""
    reference = blocked
    if hours_ahead:
        stack.cancel(blocked)
        start = CLOCK.now(DETROIT).replace(minute=0, second=0, microsecond=0) + (hours_ahead + 1) * 60 * MINUTE
        reference = stack.book(101, start, label="A1")
    page = open_page()
    StatusPage(page).open(reference)
    stack.simulator.approval("held")
    page.get_by_role("button", name="Switch port").first.click()
    page.get_by_role("button", name=re.compile("^Switch to ")).first.click()
    expect(StatusPage(page).heading).to_have_text("Switch pending", timeout=SOON)
    new = page.url.partition("#")[2]
    page.close()
    stack.simulator.approval("instant")
    stack.simulator.decide()
    old_booking, new_booking = sorted(booking["id"] for booking in stack.bookings_of_drivers())

    stack.set_clock(CLOCK.now() + 60 * MINUTE)
    if old_status:
        stack.simulator.override(
            {"kind": "bookings", "id": old_booking, "fields": {"status": old_status}},
            {"kind": "bookings", "id": new_booking, "fields": {"status": new_status}},
        )
    page = open_page()
    StatusPage(page).open(reference)

    expect(StatusPage(page).heading).to_have_text(shown, timeout=SOON)
    expect(page).to_have_url(re.compile(f"#{re.escape(new)}$"))
    assert [booking["id"] for booking in stack.bookings_of_drivers()] == [new_booking][: 1 if hours_ahead else 0]


def test_a_port_that_was_used_is_not_called_released(phone: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """The driver plugged in at the old port before the switch was confirmed."""
    phone.get_by_role("button", name="Switch port").first.click()
    phone.get_by_role("button", name=re.compile("^Switch to ")).first.click()
    expect(phone.get_by_text("We released port A1.")).to_be_visible(timeout=SOON)

    PageFixture(phone, stack, console).rewrite(
        "**/api/bookings/*", lambda body: body.update(replaces={**body["replaces"], "status": "completed"})
    )
    phone.reload()

    expect(StatusPage(phone).heading).to_have_text("Confirmed", timeout=SOON)
    expect(phone.get_by_text("We released port A1.")).to_be_hidden()


def test_a_declined_port_leaves_the_booking_and_leads_to_the_others(phone: Page, stack: Stack) -> None:
    """The page of the declined one says what is still booked."""
    status = StatusPage(phone)
    stack.simulator.approval("instant", rejectReason="The bay is closed", rejectCount=1)
    phone.get_by_role("button", name="Switch port").first.click()
    phone.get_by_role("button", name=re.compile("^Switch to ")).first.click()

    expect(status.heading).to_have_text("Not switched", timeout=SOON)
    expect(phone.get_by_text("You still have port A1.")).to_be_visible()
    expect(phone.get_by_text("The bay is closed")).to_be_visible()
    assert held(stack) == [stack.port(101, "A1")]

    phone.get_by_role("link", name="Choose another port").click()
    phone.get_by_role("button", name=re.compile("^Switch to ")).last.click()

    expect(phone.get_by_text("We released port A1.")).to_be_visible(timeout=SOON)
    assert len(held(stack)) == 1


def test_a_link_opens_the_ports(phone: Page, blocked: str) -> None:
    """That of a mail about a port out of order; its parameter is removed from the address."""
    phone.goto("about:blank")
    phone.goto(re.sub("#.*", "", f"/booking#{blocked}") + f"#{blocked}&switch")

    expect(phone.get_by_role("region", name="Switch port")).to_be_visible()
    expect(phone).to_have_url(re.compile(f"#{re.escape(blocked)}$"))


def test_errors_say_what_is_still_booked(phone: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """A port that was just taken, a network that does not answer, and a lost reply."""
    panel = phone.get_by_role("region", name="Switch port")
    first = panel.get_by_role("button", name=re.compile("^Switch to ")).first
    fixture = PageFixture(phone, stack, console)
    phone.get_by_role("button", name="Switch port").first.click()

    for problem, status, words in (
        ("slot-unavailable", 409, "was just taken"),
        ("upstream-error", 502, "We can't reach the charging network."),
    ):
        fixture.refuse(CREATE, status, problem)
        first.click()
        expect(panel).to_contain_text(words)
        expect(panel).to_contain_text("You keep port A1 until the new one is confirmed.")
        again = panel.get_by_role("button", name="See available ports again")
        if again.is_visible():
            again.click()

    first.click()
    expect(phone.get_by_text("We released port A1.")).to_be_visible(timeout=SOON)
    assert len(held(stack)) == 1


def test_a_booking_that_has_begun_continues_on_the_other_port(stack: Stack, blocked: str, open_page: Any) -> None:
    """From now on, to the same end."""
    (old,) = stack.bookings_of_drivers()
    begun = CLOCK.now(DETROIT) + 15 * MINUTE
    stack.set_clock(begun)
    page: Page = open_page(viewport={"width": 390, "height": 844})
    status = StatusPage(page)
    status.open(blocked)
    page.get_by_role("button", name="Switch port").first.click()
    page.get_by_role("button", name=re.compile("^Switch to ")).first.click()

    expect(page.get_by_text("We released port A1.")).to_be_visible(timeout=SOON)
    (new,) = stack.bookings_of_drivers()
    assert new["endAt"] == old["endAt"]
    assert new["startAt"] > old["startAt"]
