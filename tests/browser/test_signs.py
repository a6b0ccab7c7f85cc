"""From the admin page to a printed sign, and from its code to the booking page with the port selected."""

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.admin.pages import AdminPage
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.page_fixture import PageFixture
from tests.browser.page_problems import page_problems
from tests.browser.pages import BookingPage, expect_error
from tests.browser.qr_codes import qr_codes_in
from tests.browser.stack import SUPPORT_PHONE, Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import in_a_soak

DESK = {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False, "color_scheme": "dark"}
PORTS = 6
PAPERS = {
    "A4": (210, 297, PORTS),
    "Letter": (216, 279, PORTS),
    "A6": (105, 148, PORTS),
    "Four A6 on A4": (210, 297, 2),
}
"""Millimetres across and down, and how many sheets the site's ports take."""
SITE = "**/api/sites/101?*"
PRINTED = "window.print = () => { document.title = 'printed'; }"
CUT = "(all) => all.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1).length"
MEDIA_BOX = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")


@pytest.fixture
def desktop_page(open_page: OpenPage) -> Page:
    """Return an empty page on a laptop that prefers dark."""
    return open_page(**DESK)


def codes_in(sign: Locator) -> list[str]:
    """Return the codes that a phone's camera reads on a sign; fail unless the sign's margin is white."""
    screenshot = sign.screenshot()
    assert Image.open(BytesIO(screenshot)).convert("RGB").getpixel((3, 3)) == (255, 255, 255)
    return qr_codes_in(screenshot)


def name_at_length(site: dict[str, Any]) -> None:
    """Give a site and its ports very long names."""
    site["name"] = "Golden Gate National Recreation Area Visitor Center"
    for port, label in zip(site["ports"], ("W" * 5000, "Charger 12 left", "EVSE-0012-B"), strict=False):
        port["label"] = label


def papers_of(page: Page) -> list[tuple[int, int]]:
    """Return the size of each printed sheet, in millimeters across and down."""
    boxes = MEDIA_BOX.findall(page.pdf(prefer_css_page_size=True))
    return [(round(float(across) / 72 * 25.4), round(float(down) / 72 * 25.4)) for across, down in boxes]


def test_staff_print_a_sign_whose_code_opens_the_booking_of_its_port(desktop_page: Page, stack: Stack) -> None:
    """From a booking to its port's sign, whose code is read at A4 and A6 and then opened."""
    stack.simulator.approval("instant")
    stack.book(101, tomorrow_at(9), label="A2")
    address = f"{stack.url}/site?id=101&evse={stack.port(101, 'A2')}"
    admin, sign = AdminPage(desktop_page), desktop_page.get_by_role("article")
    (booked,) = stack.bookings_of_drivers()
    admin.open(f"?booking={booked['id']}")

    desktop_page.get_by_role("link", name="Print this port's sign").click()

    expect(sign).to_have_count(1)
    for words in ("Future Energy", "Riverfront Garage", "A2", "NACS · 150 kW", SUPPORT_PHONE.replace(" ", "\u00a0")):
        expect(sign).to_contain_text(words)
    expect(sign.locator("[lang=en]", has_text="Scan to book this port")).to_be_visible()
    expect(sign.locator("[lang=es]", has_text="Escanee para reservar este puerto")).to_be_visible()
    expect(sign.get_by_role("link")).to_have_text(address.removeprefix("http://"))
    for paper in ("A4", "A6"):
        desktop_page.get_by_role("radio", name=paper, exact=True).check()
        desktop_page.emulate_media(media="print")
        expect(
            desktop_page.get_by_role("banner").or_(desktop_page.get_by_role("heading", level=1)).locator("visible=true")
        ).to_have_count(0)
        assert codes_in(sign) == [address]
        desktop_page.emulate_media(media="screen")

    booking = BookingPage(desktop_page)
    desktop_page.goto(address)
    booking.choose(tomorrow_at(13))
    expect(desktop_page.get_by_text("You scanned port A2 · NACS · 150 kW.")).to_be_visible()
    expect(booking.summary).to_contain_text("Port A2 · NACS · 150 kW")


def test_a_site_has_one_sign_or_one_for_each_port_on_any_paper(desktop_page: Page, stack: Stack) -> None:
    """From the calendar; each sheet has its paper's size, without additional ones; the choice is in the address."""
    admin, sign = AdminPage(desktop_page), desktop_page.get_by_role("article")
    stack.simulator.approval("instant")
    stack.book(101, tomorrow_at(9))
    desktop_page.add_init_script(PRINTED)
    admin.open("?site=101")
    desktop_page.get_by_role("link", name="Calendar").click()
    desktop_page.get_by_role("link", name="Print signs").click()
    expect(sign).to_have_count(PORTS)

    for paper, (across, down, sheets) in PAPERS.items():
        desktop_page.get_by_role("radio", name=paper, exact=True).check()
        assert papers_of(desktop_page) == [(across, down)] * sheets

    desktop_page.get_by_label("Sign for").select_option("Whole site")
    desktop_page.reload()
    expect(sign).to_have_count(1)
    expect(desktop_page.get_by_role("radio", name="Four A6 on A4")).to_be_checked()
    expect(sign).to_contain_text("Scan to book a port here")
    desktop_page.emulate_media(media="print")
    assert codes_in(sign) == [f"{stack.url}/site?id=101"]

    desktop_page.emulate_media(media="screen")
    desktop_page.get_by_role("button", name="Print", exact=True).click()
    expect(desktop_page).to_have_title("printed")


@in_a_soak
def test_every_state_of_the_signs_passes_axe(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """Loading, error, ready with a link's unknown parts, and no such site; with very long names."""
    page_fixture = PageFixture(page, stack, console)
    page_fixture.hold(SITE)
    page_fixture.go_to("/signs?id=101")
    expect(page.get_by_role("heading", name="Loading the site…")).to_be_attached()

    page_fixture.release(SITE)
    page_fixture.refuse(SITE, 502, "upstream-error")
    page_fixture.go_to("/signs?id=101")
    expect_error(page, "We couldn't load the signs", "We can't reach the charging network")
    assert page_problems(page) == []

    page_fixture.rewrite(SITE, name_at_length)
    page_fixture.go_to("/signs?id=101&evse=<script>&size=a0")
    note = page.get_by_role("status")
    expect(note).to_contain_text("The port in this link can't be booked here, so we show every port.")
    expect(note).to_contain_text("The paper size in this link isn't available, so we show Letter.")
    assert page_problems(page) == []
    longest = page.get_by_role("article").first
    assert codes_in(longest) == [f"{stack.url}/site?id=101&evse={stack.port(101, 'A1')}"]
    expect(longest.get_by_text("Ayuda")).to_be_in_viewport()
    assert page.locator(".sign-place").evaluate_all(CUT) == 0

    console.expect("404 /api/sites/999999")
    for query in ("", "?id=999999"):
        page_fixture.go_to(f"/signs{query}")
        expect(page.get_by_role("heading", name="No signs for this site")).to_be_visible()
    assert page_problems(page) == []
