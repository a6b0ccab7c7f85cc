"""The driver's link of a booking, for staff: to copy, and as a QR code."""

from playwright.sync_api import expect

from tests.browser.admin.depot import Depot
from tests.browser.admin.pages import AdminPage
from tests.browser.page_problems import page_problems
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at


def test_staff_hand_over_the_link_of_a_booking(admin: AdminPage, stack: Stack) -> None:
    """The link opens the driver's booking; the QR code is drawn on request. The panel says that no email is sent."""
    stack.simulator.approval("instant")
    link = stack.book(101, tomorrow_at(9), label="A1")
    admin.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    admin.open("?site=101")
    booking = admin.open_row(0)

    admin.panel.get_by_role("button", name="Copy link").click()
    expect(admin.panel).to_contain_text("Link copied.")
    copied = admin.page.evaluate("() => navigator.clipboard.readText()")
    assert str(link) in copied
    admin.panel.get_by_role("button", name="QR code").click()
    expect(admin.panel.get_by_role("img", name="QR code of the driver's link")).to_be_visible()
    expect(admin.panel).to_contain_text("No emails are sent for this booking.")
    assert page_problems(admin.page) == []

    admin.page.goto(copied)
    expect(admin.page.get_by_text(str(booking))).to_be_visible()


def test_a_booking_made_elsewhere_has_no_link(admin: AdminPage, depot: Depot) -> None:
    """The panel says so instead of a button."""
    admin.open(f"?site={depot.id}&status=any")
    admin.open_row(0)

    expect(admin.panel).to_contain_text("Made in another system, so there is no link to share.")
    expect(admin.panel.get_by_role("button", name="Copy link")).to_be_hidden()
