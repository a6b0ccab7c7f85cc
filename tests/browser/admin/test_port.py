"""Emptying a port that is out of order: whom to call, and moving every booking to another port."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.admin.pages import SOON, AdminPage
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.page_problems import page_problems, problems_in_a_soak
from tests.browser.stack import Stack
from tests.browser.wall_time import DETROIT, later
from tests.support.clock import CLOCK

DRIVER = 1001


class Broken:
    """A site whose first port is out of order, with bookings on it; every second port has the same plug."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.start = CLOCK.now(DETROIT).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        site = stack.simulator.add_site(ports=5)
        self.site: int = site["locationId"]
        self.ports: list[int] = site["evseIds"]
        self.bookings = [self.book(0, hours, user) for hours, user in ((0, DRIVER), (1, 1005), (2, DRIVER))]
        stack.simulator.patch("evses", self.ports[0], hardwareStatus="faulted")

    def book(self, port: int, hours: int, user: int) -> int:
        start = later(self.start, 60 * hours)
        made = self.stack.simulator.book(evse_id=self.ports[port], start=start, end=later(start, 60), user_id=user)
        number: int = made["id"]
        return number

    def held(self) -> list[int]:
        """Return the numbers of the ports of this site that are booked, in order of the start."""
        live = [one for one in self.stack.simulator.live_bookings() if one["evseId"] in self.ports]
        return [self.ports.index(one["evseId"]) for one in sorted(live, key=lambda one: str(one["startAt"]))]

    def wait_until_held(self, ports: list[int]) -> None:
        """Wait until Ampeco has canceled the old bookings, too, by its own clock."""
        for _ in range(20):
            if self.held() == ports:
                return
            self.stack.simulator.advance(2)
        assert self.held() == ports


class PortPage:
    """The dialog of a port."""

    def __init__(self, admin: AdminPage) -> None:
        self.admin = admin
        self.page: Page = admin.page
        self.dialog: Locator = admin.page.get_by_role("dialog")
        self.rows = self.dialog.get_by_role("listitem")
        self.move_all = self.dialog.get_by_role("button", name=admin.translator.say("Move all"))
        self.status = self.dialog.get_by_role("status")

    def land(self, query: str) -> None:
        """Open Today and sign in."""
        self.page.goto(f"/admin{query}")
        self.admin.sign_in()
        expect(self.page.get_by_role("heading", level=2).first).to_be_visible()


@pytest.fixture(autouse=True)
def morning(stack: Stack) -> None:
    """Begin every test at ten in the morning, also when the suite runs at midnight."""
    stack.set_clock_to_morning()


@pytest.fixture
def broken(stack: Stack) -> Broken:
    return Broken(stack)


@pytest.fixture
def port(admin: AdminPage) -> PortPage:
    return PortPage(admin)


@pytest.fixture
def presses(page: Page) -> list[Any]:
    """Count what staff press: clicks, and keys."""
    counted: list[Any] = []
    page.expose_function("countPress", lambda _: counted.append(None))
    page.add_init_script(
        "for (const kind of ['click', 'keydown'])"
        " addEventListener(kind, ({ isTrusted }) => isTrusted && countPress(kind), true)"
    )
    return counted


def test_all_bookings_leave_a_broken_port_within_four_presses(
    port: PortPage, broken: Broken, presses: list[Any]
) -> None:
    """From landing on Today: open the port, move all. Each booking is on another port with the same plug."""
    broken.stack.simulator.approval("instant")
    port.land(f"?site={broken.site}")
    presses.clear()

    port.page.get_by_role("button", name=re.compile("Call drivers or move")).click()
    port.move_all.click()

    expect(port.status).to_have_text("3 of 3 moved.", timeout=SOON)
    assert len(presses) == 2
    broken.wait_until_held([2, 2, 2])
    expect(port.rows.filter(has_text=re.compile(r"Moved to (port )?P03"))).to_have_count(3)
    expect(port.move_all).to_be_hidden()
    expect(port.dialog.get_by_role("button", name="Close")).to_be_focused()
    port.page.reload()
    expect(port.page.get_by_text("No more bookings on this day.")).to_be_visible()


def test_the_dialog_says_whom_to_call(port: PortPage, broken: Broken) -> None:
    """Each booking with time, name and phone as a link, or the email; the booking opens beside the day."""
    broken.stack.simulator.patch("users", 1005, phone=None)
    port.land(f"?site={broken.site}")

    port.page.get_by_role("button", name=re.compile("Call drivers or move")).click()

    expect(port.rows).to_have_count(3)
    expect(port.dialog).to_contain_text("3 upcoming bookings")
    expect(port.dialog).to_contain_text("is out of order.")
    expect(port.rows.first).to_contain_text("Dana Driver")
    expect(port.rows.first.get_by_role("link", name=re.compile(r"^\("))).to_have_attribute("href", re.compile("^tel:"))
    expect(port.rows.nth(1).get_by_role("link", name=re.compile("@"))).to_have_attribute("href", re.compile("^mailto:"))
    expect(port.dialog.get_by_role("link", name="Block this port in Ampeco")).to_have_count(0)
    assert page_problems(port.page) == []
    port.rows.first.get_by_role("link").first.click()
    expect(port.dialog).to_be_hidden()
    expect(port.admin.panel.get_by_role("heading", name=str(broken.bookings[0]))).to_be_visible()


def test_each_booking_says_what_became_of_it(port: PortPage, broken: Broken, console: ConsoleMonitor) -> None:
    """Declined with the reason, no port with the plug, moved; another press moves the declined one to another port."""
    console.expect(*["409 /api/admin/bookings/*/switch"] * 2)
    for number in (2, 4):
        broken.book(number, 1, 1006)
    broken.stack.simulator.approval("instant", rejectReason="Cabinet open", rejectCount=1, rejectTypes=["create"])
    port.land(f"?site={broken.site}")
    port.page.get_by_role("button", name=re.compile("Call drivers or move")).click()

    port.move_all.click()

    expect(port.status).to_have_text("1 of 3 moved.", timeout=SOON)
    expect(port.rows.nth(0)).to_contain_text("Not moved: declined. Reason from the charging network: Cabinet open")
    expect(port.rows.nth(1)).to_contain_text("no port with the same plug")
    expect(port.rows.nth(2)).to_contain_text("Moved to")
    assert problems_in_a_soak(port.page) == []
    port.dialog.get_by_role("button", name="Try the rest again").click()
    expect(port.rows.nth(0)).to_contain_text("Moved to", timeout=SOON)
    expect(port.status).to_have_text("1 of 2 moved.", timeout=SOON)
    broken.wait_until_held([4, 0, 2, 4, 2])


def test_closing_halfway_leaves_the_rest_on_the_port(port: PortPage, broken: Broken) -> None:
    """The one under way is completed by the next reader of the day; the port lists what it still has after that."""
    broken.stack.simulator.approval("held")
    port.land(f"?site={broken.site}")
    port.page.get_by_role("button", name=re.compile("Call drivers or move")).click()
    with port.page.expect_response(re.compile(r"/switch$")):
        port.move_all.click()
    expect(port.rows.nth(0)).to_contain_text("Moving…")
    expect(port.dialog).to_contain_text("bookings that haven't been moved yet stay on this port")

    port.dialog.get_by_role("button", name="Close").click()
    broken.stack.simulator.approval("instant")
    broken.stack.simulator.decide()
    port.page.reload()
    port.page.get_by_role("button", name=re.compile("Call drivers or move")).click()

    expect(port.rows).to_have_count(2)
    port.move_all.click()
    expect(port.status).to_have_text("2 of 2 moved.", timeout=SOON)
    broken.wait_until_held([2, 2, 2])


def test_a_move_is_followed_until_it_is_decided(port: PortPage, broken: Broken) -> None:
    """One after the other: the second is not requested before the first is decided."""
    broken.stack.simulator.approval("held")
    port.land(f"?site={broken.site}")
    port.page.get_by_role("button", name=re.compile("Call drivers or move")).click()
    broken.stack.simulator.clear_calls()

    port.move_all.click()
    expect(port.rows.nth(0)).to_contain_text("Moving…")
    with port.page.expect_response(re.compile(r"/api/admin/requests/\d+$")):
        pass
    assert len(broken.stack.simulator.calls("bookingRequestCreate")) == 1
    broken.stack.simulator.approval("instant")
    broken.stack.simulator.decide()

    expect(port.status).to_have_text("3 of 3 moved.", timeout=SOON)
    broken.wait_until_held([2, 2, 2])


def test_the_name_of_a_port_in_the_calendar_opens_it_by_keyboard(port: PortPage, broken: Broken) -> None:
    """Every port, out of order or not; Escape leads back to it."""
    port.land(f"?view=calendar&site={broken.site}&span=day")
    label = port.page.get_by_role("button", name=re.compile("P01.*Upcoming bookings"))
    booking = port.page.locator(f'[data-key][data-booking="{broken.bookings[0]}"]')
    expect(port.page.locator(".calendar-scale")).to_be_visible()
    booking.focus()
    expect(booking).to_be_focused()

    port.admin.press("Home")
    expect(label).to_be_focused()
    port.admin.press("Enter")

    expect(port.rows).to_have_count(3)
    assert problems_in_a_soak(port.page) == []
    port.admin.press("Tab", "Escape")
    expect(port.dialog).to_be_hidden()
    expect(label).to_be_focused()
