"""From a mail in the local outbox to the page of its booking, on another device."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.context import OpenPage, new_context
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import DRIVER, Stack, running_stack_with_mails
from tests.browser.wall_time import tomorrow_at
from tests.support.gateway import until
from tests.support.http import NO_TLS
from tests.support.soak import in_a_soak

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOON = 60_000
"""Milliseconds in which a decision of Ampeco is displayed, even on a busy machine."""
UNDO_MS = 8_000


@pytest.fixture(scope="module")
def shared_stack(dist: Path) -> Iterator[Stack]:
    """Return a stack that sends mails to its outbox when the test says so; it keeps them from test to test."""
    with running_stack_with_mails(dist) as running:
        yield running


@pytest.fixture(autouse=True)
def approval(stack: Stack) -> None:
    stack.simulator.approval("instant")


def sent(stack: Stack) -> list[dict[str, Any]]:
    """Return the mails of the outbox, newest first."""
    mails: list[dict[str, Any]] = httpx.get(f"{stack.url}/outbox.json", trust_env=False, verify=NO_TLS).json()
    return mails


@pytest.fixture
def earlier(stack: Stack) -> int:
    """Return the number of mails of earlier tests."""
    return len(sent(stack))


def sent_now(stack: Stack, earlier: int) -> list[dict[str, Any]]:
    """Run the schedule once; return the mails of this test, newest first."""
    mails = stack.send_messages()
    return mails[: len(mails) - earlier]


@pytest.fixture
def outbox(browser: Browser, stack: Stack) -> Iterator[Page]:
    """Return an empty page for the outbox, whose frames run no script."""
    with new_context(browser, stack, has_clock=False) as context:
        yield context.new_page()


def link_of_newest(outbox: Page, subject: str, label: str) -> str:
    """Return the target of a link in the newest mail, as the outbox shows it."""
    outbox.goto("/outbox")
    expect(outbox.get_by_role("heading", level=2).first).to_contain_text(subject)
    link = outbox.frame_locator("iframe").first.get_by_role("link", name=label)
    expect(link).to_be_visible()
    return link.get_attribute("href") or ""


def cancel(page: Page) -> None:
    """Cancel the booking whose page is open."""
    page.get_by_role("button", name="Cancel booking").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.clock.fast_forward(UNDO_MS)
    expect(StatusPage(page).heading).to_have_text("Canceled", timeout=SOON)


def pass_minutes(stack: Stack, earlier: int, start: datetime, number: int) -> list[str]:
    """Advance by this many minutes from `start`, with a run in each; return this test's subjects, newest first."""
    subjects: list[str] = []
    for minute in range(number):
        stack.set_clock(start + minute * MINUTE)
        subjects = [mail["subject"] for mail in sent_now(stack, earlier)]
    return subjects


def test_a_lost_link_comes_by_email(open_page: OpenPage, stack: Stack, earlier: int) -> None:
    """On a device that has no saved booking; its link works on a third one."""
    reference = stack.book(101, tomorrow_at(9), label="A1")
    page = open_page()
    page.goto("/booking")
    page.get_by_role("main").get_by_role("link", name="Find my booking").click()

    page.get_by_role("textbox", name="App account email").fill("nobody@example.com")
    page.get_by_role("button", name="Email my links").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_focused()
    unknown = page.get_by_text("has upcoming bookings, we've sent their links").inner_text()
    page.get_by_role("button", name="Use another email").click()
    page.get_by_role("textbox", name="App account email").fill(DRIVER)
    page.get_by_role("button", name="Email my links").click()
    expect(page.get_by_text(unknown.replace("nobody@example.com", DRIVER))).to_be_visible()

    until(lambda: len(sent(stack)) > earlier)
    mail, *_ = sent(stack)
    link = re.search(r"http\S+/booking#\S+", mail["text"])
    assert link
    assert (mail["to"], mail["subject"]) == (DRIVER, "Your upcoming bookings")
    assert link[0] == f"{stack.url}/booking#{reference}"
    status = StatusPage(open_page())
    status.page.goto(link[0])
    expect(status.heading).to_contain_text("Confirmed")
    expect(status.card).to_contain_text("Riverfront Garage")


def test_the_link_of_a_mail_opens_the_booking_on_another_device(
    page: Page, open_page: OpenPage, outbox: Page, stack: Stack, earlier: int
) -> None:
    """Booked on one phone, confirmed by mail, canceled on another phone, which a second mail confirms."""
    start = tomorrow_at(9)
    booking, status = BookingPage(page), StatusPage(page)
    booking.open(101)
    booking.choose(start, port="A1")
    booking.email.fill(DRIVER)
    booking.submit.click()
    expect(status.heading).to_have_text("Confirmed", timeout=SOON)
    assert [mail["to"] for mail in sent_now(stack, earlier)] == [DRIVER]

    link = link_of_newest(outbox, "Confirmed: Riverfront Garage", "See, change or cancel your booking")
    other = open_page()
    other.goto(link)
    expect(StatusPage(other).heading).to_have_text("Confirmed")
    expect(StatusPage(other).card).to_contain_text("A1")
    cancel(other)

    canceled, confirmed = sent_now(stack, earlier)
    assert stack.bookings_of_drivers() == []
    assert (canceled["subject"][:10], confirmed["subject"][:10]) == ("Canceled: ", "Confirmed:")
    assert [file["name"] for file in canceled["attachments"]] == ["invite.ics"]
    again = link_of_newest(outbox, "Canceled: Riverfront Garage", "Book again")
    assert re.search(r"/site\?id=101$", again)
    assert len(sent_now(stack, earlier)) == 2


class TestBrokenPort:
    """Has a stack of its own: messages are known by the numbers of bookings, which begin again with each test."""

    @pytest.fixture
    def shared_stack(self, dist: Path) -> Iterator[Stack]:
        with running_stack_with_mails(dist) as running:
            yield running

    @in_a_soak
    def test_a_warning_leads_from_a_broken_port_to_another(
        self, open_page: OpenPage, outbox: Page, stack: Stack, earlier: int
    ) -> None:
        """One mail about the port, one about the switch; the latter removes the old booking from calendars."""
        start = tomorrow_at(9)
        old = stack.book(101, start, label="A1")
        assert [mail["subject"][:10] for mail in sent_now(stack, earlier)] == ["Confirmed:"]
        stack.simulator.patch("evses", stack.port(101, "A1"), hardwareStatus="faulted")

        subjects = pass_minutes(stack, earlier, start - 2 * HOUR, 5)

        assert [subject.partition(":")[0] for subject in subjects] == ["Port out of order", "Confirmed"]
        link = link_of_newest(outbox, "Port out of order: Riverfront Garage", "Switch to another port")
        assert link.endswith(f"#{old}&switch")
        other = open_page()
        other.goto(link)
        status = StatusPage(other)
        expect(status.reason).to_contain_text("Port A1 is out of order right now.")
        other.get_by_role("button", name=re.compile("^Switch to A3")).click()
        expect(other.get_by_text("We released port A1.")).to_be_visible(timeout=SOON)
        expect(status.card).to_contain_text("A3")
        other.goto("about:blank")

        changed, *before = sent_now(stack, earlier)

        assert len(before) == 2
        assert [
            (file["name"], re.findall("METHOD:(.*)", file["text"])[0].strip()) for file in changed["attachments"]
        ] == [
            ("invite.ics", "PUBLISH"),
            ("replaced.ics", "CANCEL"),
        ]
        assert "Port A1" in changed["text"]
        new = link_of_newest(outbox, "Changed: Riverfront Garage", "See, change or cancel your booking")
        last = open_page()
        last.goto(new)
        expect(StatusPage(last).heading).to_have_text("Confirmed")
        expect(StatusPage(last).card).to_contain_text("A3")
        assert len(pass_minutes(stack, earlier, start - 100 * MINUTE, 5)) == 3
