"""Admin work by keyboard only, and with single-key shortcuts disabled."""

from playwright.sync_api import expect

from tests.browser.admin.depot import Depot
from tests.browser.admin.pages import SOON, UNDO_MS, AdminPage
from tests.browser.stack import ADMIN_TOKEN, DRIVER, Stack


def test_the_admin_page_works_with_the_keyboard_alone(admin: AdminPage, stack: Stack, depot: Depot) -> None:
    """Sign in, go to a row, open, move, undo, cancel, book, find a driver; the focus is never lost."""
    stack.simulator.approval("instant")
    admin.page.goto(f"/admin?view=list&site={depot.id}")
    expect(admin.token).to_be_focused()
    admin.page.keyboard.type(ADMIN_TOKEN)
    admin.press("Enter")
    expect(admin.rows).to_have_count(25)

    admin.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp")
    link = admin.rows.nth(1).get_by_role("link")
    expect(link).to_be_focused()
    booking = int(link.inner_text())
    admin.press("Enter")
    expect(admin.panel).to_be_focused()
    expect(admin.panel.get_by_role("button", name="Cancel booking")).to_be_visible()
    admin.press("Escape")
    expect(admin.panel).to_be_hidden()
    expect(link).to_be_focused()

    admin.press("m")
    expect(admin.dialog.get_by_label("Start time")).to_be_focused()
    admin.page.keyboard.type("0315AM")
    admin.press("Enter")
    expect(admin.tasks).to_contain_text("Moved.")
    expect(admin.row(booking)).to_contain_text("3:15")

    admin.rows.nth(2).get_by_role("link").focus()
    admin.press("c")
    expect(admin.tasks.get_by_role("button", name="Undo")).to_be_focused()
    admin.press("Enter")
    expect(admin.panel.get_by_role("button", name="Cancel booking")).to_be_focused()
    admin.press("c")
    expect(admin.tasks.get_by_role("button", name="Undo")).to_be_focused()
    admin.page.clock.fast_forward(UNDO_MS)
    expect(admin.tasks).to_contain_text("Canceled.", timeout=SOON)
    admin.press("Escape")

    admin.page.get_by_role("button", name="Book for a driver").focus()
    admin.press("Enter")
    expect(admin.dialog.get_by_label("Driver's email")).to_be_focused()
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()
    admin.page.keyboard.type(DRIVER)
    admin.press("Enter")
    expect(admin.tasks).to_contain_text("Booked as")

    admin.press("/")
    expect(admin.search).to_be_focused()
    admin.page.keyboard.type(DRIVER)
    admin.press("Enter")
    expect(admin.rows).to_have_count(1)
    expect(admin.bookings.get_by_role("button", name="Any driver")).to_be_visible()


def test_single_key_shortcuts_can_be_disabled_and_ignore_typing(admin: AdminPage, depot: Depot) -> None:
    """WCAG 2.1.4; the choice is saved in this browser."""
    admin.open(f"?site={depot.id}")
    today = admin.page.get_by_role("button", name="Today", exact=True)
    admin.email.focus()
    admin.page.keyboard.type("t?mc")
    expect(admin.email).to_have_value("t?mc")
    expect(today).to_have_attribute("aria-pressed", "false")

    admin.press("/")
    expect(admin.email).to_have_value("t?mc/")
    admin.email.blur()
    admin.press("t")
    expect(today).to_have_attribute("aria-pressed", "true")
    admin.page.get_by_role("button", name="Any day").click()
    admin.press("?")
    expect(admin.dialog.get_by_role("heading", name="Shortcuts")).to_be_visible()
    admin.dialog.get_by_role("checkbox").press("Space")
    admin.press("Escape")
    admin.page.reload()
    expect(admin.rows.first).to_be_visible()

    admin.press("t", "?")

    expect(today).to_have_attribute("aria-pressed", "false")
    expect(admin.dialog).to_have_count(0)
