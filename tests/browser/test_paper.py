"""A printed booking: black on white even in the dark theme, with its link."""

import io
import re

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.context import OpenPage
from tests.browser.pages import StatusPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at

PALE = """() => {
    const isShown = (one) => one.checkVisibility() && one.textContent.trim() !== "";
    const isBlack = (one) => ["rgb(0, 0, 0)", "rgb(255, 255, 255)"].includes(getComputedStyle(one).color);
    const words = [...document.body.querySelectorAll("*")].filter((one) => isShown(one) && !isBlack(one));
    return words.map(({ outerHTML }) => outerHTML.slice(0, 100));
}"""


def test_a_printed_booking_is_black_on_white_with_its_link(open_page: OpenPage, stack: Stack) -> None:
    """As text and as a code that a phone reads from the sheet; without controls."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(9), label="A1")
    page: Page = open_page(color_scheme="dark", viewport={"width": 794, "height": 1123}, device_scale_factor=2)
    status = StatusPage(page)
    status.open(reference)
    expect(status.verdict).to_have_text("Confirmed")
    expect(page.locator("#paper path")).to_have_attribute("d", re.compile("^M"))

    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate(PALE) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_text(f"{stack.url}/booking#{reference}")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    sheet = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    assert [code.text for code in zxingcpp.read_barcodes(sheet)] == [f"{stack.url}/booking#{reference}"]
