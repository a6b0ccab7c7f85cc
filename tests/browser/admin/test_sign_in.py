"""Sign-in: nothing without a token, and nothing lost when one becomes invalid."""

from playwright.sync_api import Page, expect

from tests.browser.admin.depot import Depot
from tests.browser.admin.pages import SOON, AdminPage
from tests.browser.console_monitor import ConsoleMonitor

KEPT = "() => JSON.stringify([{...localStorage}, document.cookie, location.href])"


def test_a_token_opens_the_page_and_signing_out_forgets_it(
    admin: AdminPage, depot: Depot, console: ConsoleMonitor
) -> None:
    """A wrong token is refused; a valid one stays in this tab, over a reload, until sign-out."""
    console.expect("401 /api/admin/sites")
    admin.page.goto(f"/admin?view=list&site={depot.id}")
    expect(admin.token).to_be_focused()
    expect(admin.token).to_have_attribute("type", "password")
    expect(admin.token).to_have_attribute("autocomplete", "off")
    expect(admin.rows).to_have_count(0)

    admin.sign_in("undefined")
    expect(admin.page.get_by_role("alert")).to_contain_text("That token isn't right.")
    expect(admin.token).to_have_value("undefined")

    admin.sign_in()
    expect(admin.rows).to_have_count(25)
    admin.page.reload()
    expect(admin.rows).to_have_count(25)
    assert "the-admin-token" not in admin.page.evaluate(KEPT)

    admin.page.get_by_role("button", name="Sign out").click()
    expect(admin.page.get_by_text("You're signed out.")).to_be_visible()
    assert "the-admin-token" not in admin.page.evaluate("() => JSON.stringify({...sessionStorage})")
    expect(admin.rows).to_have_count(0)


def test_a_revoked_token_loses_nothing_that_was_typed(admin: AdminPage, depot: Depot, console: ConsoleMonitor) -> None:
    """Sign-in appears with an explanation, also over an open dialog; afterwards the page is as before."""
    console.expect("401 /api/admin/bookings")
    admin.open(f"?site={depot.id}&status=any")
    admin.page.get_by_role("button", name="Book for a driver").click()
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()
    admin.dialog.get_by_label("Driver's email").fill("driver@example.com")
    refused = {"type": "urn:problem:unauthorized", "title": "Not signed in", "status": 401, "detail": "No."}
    admin.page.route("**/api/admin/bookings", lambda route: route.fulfill(status=401, json=refused), times=1)

    admin.dialog.get_by_role("button", name="Book").click()
    expect(admin.page.get_by_text("Your session ended. Sign in again")).to_be_visible()
    expect(admin.rows.first).to_be_hidden()
    admin.sign_in()

    expect(admin.dialog.get_by_label("Driver's email")).to_have_value("driver@example.com")
    expect(admin.dialog.get_by_role("alert")).to_contain_text("Nothing was sent because your session ended.")
    assert admin.page.url.endswith(f"?view=list&site={depot.id}&status=any")
    admin.dialog.get_by_role("button", name="Book").click()
    expect(admin.tray).to_contain_text("Booked as", timeout=SOON)


def test_a_console_without_configured_tokens_says_so(page: Page, admin: AdminPage, console: ConsoleMonitor) -> None:
    """No token is accepted then, and the message does not call the token wrong."""
    console.expect("503 /api/admin/sites")
    problem = {"type": "urn:problem:not-configured", "title": "Not set up", "status": 503, "detail": "Settings."}
    page.route("**/api/admin/sites", lambda route: route.fulfill(status=503, json=problem))
    page.goto("/admin")

    admin.sign_in()

    expect(page.get_by_role("alert")).to_contain_text("Ask your administrator to set ADMIN_TOKENS.")
    expect(page.get_by_role("alert")).not_to_contain_text("That token")
