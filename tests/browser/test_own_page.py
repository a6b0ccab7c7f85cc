"""The link of a booking: shared, copied, as a QR code and on paper; its calendar entries; its port before the start."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.page_fixture import PageFixture
from tests.browser.page_problems import problems_in_a_soak
from tests.browser.pages import StatusPage
from tests.browser.qr_codes import qr_codes_in
from tests.browser.stack import SUPPORT_PHONE, Stack
from tests.browser.wall_time import later, tomorrow_at
from tests.support.soak import sample

ASKED = "**/api/bookings/*"

PALE = """() => {
    const isShown = (one) => one.checkVisibility() && one.textContent.trim() !== "";
    const isBlack = (one) => ["rgb(0, 0, 0)", "rgb(255, 255, 255)"].includes(getComputedStyle(one).color);
    const words = [...document.body.querySelectorAll("*")].filter((one) => isShown(one) && !isBlack(one));
    return words.map(({ outerHTML }) => outerHTML.slice(0, 100));
}"""


def test_a_printed_booking_is_black_on_white_and_leads_back(open_page: OpenPage, stack: Stack) -> None:
    """With its link, and a code that a phone reads from the sheet; and nothing to press."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    page: Page = open_page(color_scheme="dark", viewport={"width": 794, "height": 1123}, device_scale_factor=2)
    status = StatusPage(page)
    status.open(reference)
    expect(status.heading).to_have_text("Confirmed")
    expect(page.locator("#own-page path")).to_have_attribute("d", re.compile("^M"))

    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate(PALE) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_text(f"{stack.url}/booking#{reference}")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    assert qr_codes_in(page.screenshot(full_page=True)) == [f"{stack.url}/booking#{reference}"]


@pytest.fixture
def reference(stack: Stack) -> str:
    """Book port A1 of Riverfront Garage for an hour from 9 tomorrow, approved at once."""
    stack.simulator.approval("instant")
    return stack.book(101, tomorrow_at(9), label="A1")


def opened(page: Page, reference: str) -> StatusPage:
    """Open the confirmed booking."""
    status = StatusPage(page)
    status.open(reference)
    expect(status.heading).to_have_text("Confirmed")
    return status


def test_a_copied_link_opens_the_booking_on_another_device(open_page: OpenPage, stack: Stack, reference: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    opened(page, reference)

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_text("Link copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{stack.url}/booking#{reference}"
    other = open_page()
    other.goto(link)
    expect(StatusPage(other).heading).to_have_text("Confirmed")


def test_a_browser_that_copies_nothing_shows_the_link(page: Page, stack: Stack, reference: str) -> None:
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    opened(page, reference)

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_text("The link couldn't be copied. Here it is:")).to_be_visible()
    expect(page.get_by_text(f"{stack.url}/booking#{reference}")).to_be_visible()


def test_a_link_is_shared_where_the_device_can_share(open_page: OpenPage, stack: Stack, reference: str) -> None:
    """Elsewhere there is no such button."""
    page, other = open_page(), open_page()
    page.add_init_script("navigator.share = async (data) => { globalThis.shared = data; }")
    other.add_init_script("delete Navigator.prototype.share")
    opened(page, reference)
    opened(other, reference)

    page.get_by_role("button", name="Share").click()

    assert page.evaluate("globalThis.shared.url") == f"{stack.url}/booking#{reference}"
    assert page.evaluate("globalThis.shared.title").startswith("Confirmed: Riverfront Garage")
    expect(other.get_by_role("button", name="Share")).to_be_hidden()


def test_the_code_on_the_screen_opens_the_booking_on_another_device(
    open_page: OpenPage, stack: Stack, reference: str
) -> None:
    """Its state passes axe in both schemes and fits 320 pixels."""
    page = open_page(device_scale_factor=2, color_scheme="dark")
    opened(page, reference)
    button = page.get_by_role("button", name="QR code")
    expect(page.get_by_role("img", name="A code that opens this page")).to_be_hidden()

    button.click()

    code = page.get_by_role("img", name="A code that opens this page")
    expect(code.locator("path")).to_have_attribute("d", re.compile("^M"))
    assert qr_codes_in(code.screenshot()) == [f"{stack.url}/booking#{reference}"]
    assert problems_in_a_soak(page) == []
    button.click()
    expect(code).to_be_hidden()


def test_calendars_get_time_place_link_and_phone(page: Page, stack: Stack, reference: str) -> None:
    opened(page, reference)
    calendars = page.get_by_role("group", name="Add to calendar")

    google = urlsplit(calendars.get_by_role("link", name="Google").get_attribute("href") or "")
    outlook = urlsplit(calendars.get_by_role("link", name="Outlook").get_attribute("href") or "")
    with page.expect_download() as download:
        calendars.get_by_role("link", name="Apple or other").click()

    start, end = tomorrow_at(9), later(tomorrow_at(9), 60)
    entry = {name: values[0] for name, values in parse_qs(google.query).items()}
    assert (google.netloc, entry["action"], entry["ctz"]) == ("calendar.google.com", "TEMPLATE", "America/Detroit")
    assert entry["text"] == "EV charging: Riverfront Garage, A1"
    assert entry["dates"] == "/".join(f"{time.astimezone(UTC):%Y%m%dT%H%M%SZ}" for time in (start, end))
    assert entry["location"].startswith("Riverfront Garage, ")
    assert f"{stack.url}/booking#{reference}" in entry["details"]
    assert SUPPORT_PHONE in entry["details"]
    other = {name: values[0] for name, values in parse_qs(outlook.query).items()}
    assert (outlook.netloc, other["subject"]) == ("outlook.live.com", entry["text"])
    assert [datetime.fromisoformat(other[name]) for name in ("startdt", "enddt")] == [start, end]
    assert other["body"] == entry["details"]
    assert b"BEGIN:VEVENT" in download.value.path().read_bytes()


@pytest.mark.parametrize(
    ("live", "hardware", "status", "words"),
    sample(
        [
            ("in-use", "charging", "accepted", "In use or reserved right now"),
            ("in-use", "reserved", "reserved", None),
            ("available", "available", "accepted", "Available right now"),
            ("out-of-order", "faulted", "accepted", None),
        ],
        1,
    ),
)
def test_the_page_says_how_the_port_is_before_the_booking(
    page: Page, stack: Stack, console: ConsoleMonitor, reference: str, live: str, hardware: str, status: str, words: str
) -> None:
    """From an hour before. A port held for the driver is not called in use; out of order is a warning of its own."""
    PageFixture(page, stack, console).rewrite(
        ASKED,
        lambda body: body.update(status=status, port=body["port"] | {"liveStatus": live, "hardwareStatus": hardware}),
    )
    shown = opened(page, reference)
    expect(shown.card.get_by_text(re.compile("right now"))).to_have_count(0)

    page.clock.set_system_time(later(tomorrow_at(9), -59))
    page.reload()
    expect(shown.card.get_by_text(re.compile("right now"))).to_have_text([words] if words else [])
    expect(page.get_by_text("Another car may be charging")).to_be_hidden()


def test_a_bay_that_is_taken_when_the_booking_begins_leads_to_another_port(
    page: Page, stack: Stack, reference: str
) -> None:
    """Only the page is at the start: the network would have begun this driver's session otherwise."""
    stack.simulator.patch("evses", stack.port(101, "A1"), hardwareStatus="charging")
    page.clock.set_system_time(later(tomorrow_at(9), 1))
    opened(page, reference)

    expect(page.get_by_text("Another car may be charging at port A1. You can switch to another port.")).to_be_visible()
    page.get_by_role("button", name="Switch port").first.click()
    expect(page.get_by_role("region", name="Switch port").get_by_role("button").first).to_be_visible()


def test_the_list_of_this_device_names_the_port_and_warns_of_two_at_once(page: Page) -> None:
    first = tomorrow_at(9)
    saved = [
        {
            "reference": f"web-{name}.x",
            "site": site,
            "startAt": later(first, minutes).isoformat(),
            "endAt": later(first, minutes + 60).isoformat(),
        }
        for name, site, minutes in (("a", "Riverfront Garage", 0), ("b", "Depot", 30), ("c", "Airport", 600))
    ]
    page.goto("/find")
    page.evaluate("(saved) => localStorage.setItem('bookings', JSON.stringify(saved))", saved)

    page.goto("/booking")

    rows = page.get_by_role("region", name="Your bookings on this device").get_by_role("listitem")
    expect(rows).to_have_count(len(saved))
    warned = ["At the same time as another booking" in text for text in rows.all_inner_texts()]
    assert warned == [True, True, False]
    assert problems_in_a_soak(page) == []


def test_a_booking_that_was_looked_at_is_listed_with_its_port(page: Page, reference: str) -> None:
    start = tomorrow_at(9)
    page.goto("/find")
    times = {"startAt": start.isoformat(), "endAt": later(start, 60).isoformat()}
    saved = {"reference": reference, "site": "Riverfront Garage", **times}
    page.evaluate("(saved) => localStorage.setItem('bookings', JSON.stringify([saved]))", saved)
    opened(page, reference)

    page.goto("/booking")

    expect(page.get_by_role("link", name="Riverfront Garage · port A1")).to_be_visible()
