"""The driver's link of a booking, for staff: to copy, and as a QR code."""

import re

from playwright.sync_api import expect

from tests.browser.admin.depot import Depot
from tests.browser.admin.pages import SOON, UNDO_MS, AdminPage
from tests.browser.page_problems import problems_in_a_soak
from tests.browser.stack import DRIVER, Stack
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
    assert problems_in_a_soak(admin.page) == []

    admin.page.goto(copied)
    expect(admin.page.get_by_text(str(booking))).to_be_visible()


def test_after_booking_for_a_driver_port_link_and_contact_are_at_hand(admin: AdminPage, stack: Stack) -> None:
    """The port that was assigned, the link and its QR code, and whom to call; nothing of it is stored in the tab."""
    stack.simulator.approval("instant")
    admin.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    admin.open("?site=101&status=any")
    admin.page.get_by_role("button", name="Book for a driver").click()
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()
    admin.page.keyboard.type(DRIVER)
    admin.press("Enter")

    expect(admin.tasks).to_contain_text(re.compile(r"Port \w+ · .* kW"), timeout=SOON)
    expect(admin.tasks.get_by_role("link", name="Call (616) 786-8679")).to_have_attribute("href", "tel:+16167868679")
    expect(admin.tasks.get_by_role("link", name=f"Email {DRIVER}")).to_be_visible()
    admin.tasks.get_by_role("button", name="QR code").click()
    expect(admin.tasks.get_by_role("img", name="QR code of the driver's link")).to_be_visible()
    admin.tasks.get_by_role("button", name="Copy link").click()
    expect(admin.tasks).to_contain_text("Link copied.")
    link = admin.page.evaluate("() => navigator.clipboard.readText()")
    stored = admin.page.evaluate("() => JSON.stringify(sessionStorage)")
    assert [secret for secret in (link.partition("#")[2], "6167868679") if secret in stored] == []
    assert problems_in_a_soak(admin.page) == []

    admin.page.goto(link)
    expect(admin.page.get_by_role("heading", name="Confirmed")).to_be_visible()


def test_after_a_change_staff_see_whom_to_tell(admin: AdminPage, depot: Depot, stack: Stack) -> None:
    """Mails are off: the driver's phone and email; no link, since the booking was made elsewhere."""
    stack.simulator.approval("instant")
    admin.open(f"?site={depot.id}")
    admin.open_row(0)
    expect(admin.panel).to_contain_text("Made in another system, so there is no link to share.")
    expect(admin.panel.get_by_role("button", name="Copy link")).to_be_hidden()

    admin.page.get_by_role("button", name="Cancel booking").click()
    admin.page.clock.fast_forward(UNDO_MS)

    expect(admin.tasks).to_contain_text("Canceled.", timeout=SOON)
    expect(admin.tasks.get_by_role("link", name=re.compile("^Call "))).to_be_visible()
    expect(admin.tasks.get_by_role("link", name=re.compile("^Email "))).to_be_visible()
    expect(admin.tasks.get_by_role("button", name="Copy link")).to_be_hidden()
    expect(admin.tasks).not_to_contain_text("Port ")


def test_a_driver_whose_account_is_gone_is_said_to_be(admin: AdminPage, depot: Depot, stack: Stack) -> None:
    """By number, once; the text asks nobody to call."""
    booking = depot.bookings[0]
    user = next(one["userId"] for one in stack.simulator.state()["bookings"] if one["id"] == booking["id"])
    stack.simulator.delete("users", user)

    admin.open(f"?site={depot.id}&status=any&booking={booking['id']}")

    expect(admin.panel.get_by_text("account not found")).to_be_visible()
    expect(admin.panel.get_by_text(f"driver {user}")).to_have_count(1)
