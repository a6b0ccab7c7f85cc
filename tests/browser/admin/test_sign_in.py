"""Sign-in: nothing without a token, and nothing lost when one becomes invalid."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin.depot import Depot
from tests.browser.admin.pages import SOON, AdminPage
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.routes import route_once
from tests.browser.stack import ADMIN_TOKEN, VIEWER_TOKEN
from tests.support.soak import sample

KEPT = "() => JSON.stringify([{...localStorage}, document.cookie, location.href])"


def test_a_token_opens_the_page_and_signing_out_forgets_it(
    admin: AdminPage, depot: Depot, console: ConsoleMonitor
) -> None:
    """A wrong token is refused; a valid one stays in this tab, over a reload, until sign-out.

    One without a name is a manager called admin, and changes are offered.
    """
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
    expect(admin.page.get_by_role("main")).to_be_focused()
    expect(admin.page.get_by_text("admin, manager")).to_be_visible()
    expect(admin.page.get_by_role("button", name="Book for a driver")).to_be_visible()
    admin.page.reload()
    expect(admin.rows).to_have_count(25)
    assert "the-admin-token" not in admin.page.evaluate(KEPT)

    admin.page.get_by_role("button", name="Sign out").click()
    expect(admin.page.get_by_text("You're signed out.")).to_be_visible()
    assert "the-admin-token" not in admin.page.evaluate("() => JSON.stringify({...sessionStorage})")
    expect(admin.rows).to_have_count(0)


def test_the_header_is_one_line_in_spanish(admin: AdminPage) -> None:
    """At 1,280 pixels, with the search and the name of who signed in."""
    page = admin.page
    page.goto("/es/admin")
    page.get_by_label("Token de administración").fill(ADMIN_TOKEN)
    page.get_by_role("button", name="Iniciar sesión").click()
    expect(page.get_by_role("button", name="Cerrar sesión")).to_be_visible()

    boxes = [part.bounding_box() for part in page.locator(".masthead > :visible").all()]

    assert len(boxes) >= len(("brand", "views", "search", "actions", "language"))
    assert max(box["y"] for box in boxes if box) < min(box["y"] + box["height"] for box in boxes if box)


def test_a_revoked_token_loses_nothing_that_was_typed(admin: AdminPage, depot: Depot, console: ConsoleMonitor) -> None:
    """Sign-in appears with an explanation, also over an open dialog; afterwards the page is as before."""
    console.expect("401 /api/admin/bookings")
    admin.open(f"?site={depot.id}&status=any")
    admin.page.get_by_role("button", name="Book for a driver").click()
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()
    admin.dialog.get_by_label("Driver's email").fill("driver@example.com")
    refused = {"type": "urn:problem:unauthorized", "title": "Not signed in", "status": 401, "detail": "No."}
    route_once(admin.page, "**/api/admin/bookings", lambda route: route.fulfill(status=401, json=refused))

    admin.dialog.get_by_role("button", name="Book").click()
    expect(admin.page.get_by_text("Your session ended. Sign in again")).to_be_visible()
    expect(admin.rows.first).to_be_hidden()
    admin.sign_in()

    expect(admin.dialog.get_by_label("Driver's email")).to_have_value("driver@example.com")
    expect(admin.dialog.get_by_role("alert")).to_contain_text("Nothing was sent because your session ended.")
    assert admin.page.url.endswith(f"?view=list&site={depot.id}&status=any")
    admin.dialog.get_by_role("button", name="Book").click()
    expect(admin.tasks).to_contain_text("Booked as", timeout=SOON)


def test_a_console_without_configured_tokens_says_so(page: Page, admin: AdminPage, console: ConsoleMonitor) -> None:
    """No token is accepted then, and the message does not call the token wrong."""
    console.expect("503 /api/admin/sites")
    problem = {"type": "urn:problem:not-configured", "title": "Not set up", "status": 503, "detail": "Settings."}
    page.route("**/api/admin/sites", lambda route: route.fulfill(status=503, json=problem))
    page.goto("/admin")

    admin.sign_in()

    expect(page.get_by_role("alert")).to_contain_text("Ask your administrator to set ADMIN_TOKENS.")
    expect(page.get_by_role("alert")).not_to_contain_text("That token")


STORED_SHIFT = "() => JSON.parse(localStorage.getItem('admin-shift'))"
HOURS_LEFT = f"() => (({STORED_SHIFT})().until - Date.now()) / 3_600_000"


def test_a_sign_in_for_a_shift_lasts_12_hours_in_every_tab(admin: AdminPage, depot: Depot) -> None:
    """By choice only. Another tab needs no token, and sign-out ends all tabs."""
    admin.page.goto(f"/admin?view=list&site={depot.id}")
    admin.page.get_by_label("Keep me signed in for this shift").check()
    admin.sign_in()
    expect(admin.rows.first).to_be_visible()
    assert 11.9 < admin.page.evaluate(HOURS_LEFT) <= 12
    assert "the-admin-token" not in admin.page.evaluate("() => JSON.stringify({...sessionStorage})")

    second = AdminPage(admin.page.context.new_page())
    second.page.goto(f"/admin?view=list&site={depot.id}")
    expect(second.rows.first).to_be_visible()
    second.page.get_by_role("button", name="Sign out").click()
    expect(second.page.get_by_text("You're signed out.")).to_be_visible()
    expect(admin.page.get_by_text("Your session ended. Sign in again")).to_be_visible()
    expect(admin.rows.first).to_be_hidden()
    assert admin.page.evaluate(STORED_SHIFT) is None


@pytest.mark.parametrize("hours", sample([-0.001, 13], 1))
def test_an_ended_shift_is_signed_out_with_the_next_request(admin: AdminPage, depot: Depot, hours: float) -> None:
    """A stored end further away than a shift counts as ended."""
    admin.page.goto(f"/admin?view=list&site={depot.id}")
    admin.page.get_by_label("Keep me signed in for this shift").check()
    admin.sign_in()
    expect(admin.rows.first).to_be_visible()

    end = f"JSON.stringify({{...({STORED_SHIFT})(), until: Date.now() + {hours} * 3600000}})"
    admin.page.evaluate(f"() => localStorage.setItem('admin-shift', {end})")
    admin.rows.first.get_by_role("link").click()

    expect(admin.page.get_by_text("Your session ended. Sign in again")).to_be_visible()
    expect(admin.rows.first).to_be_hidden()
    assert admin.page.evaluate(STORED_SHIFT) is None


def test_a_viewer_sees_all_and_can_change_nothing(admin: AdminPage, depot: Depot) -> None:
    """The page shows name and role, offers no change, and says why; the keys for changes do nothing."""
    admin.open(f"?site={depot.id}", token=VIEWER_TOKEN)
    expect(admin.page.get_by_text("ben, viewer")).to_be_visible()
    expect(admin.page.get_by_role("button", name="Book for a driver")).to_be_hidden()

    admin.open_row(0)
    expect(admin.panel).to_contain_text("You're signed in as a viewer. Only managers can change bookings.")
    for name in ("Change time or port", "Move 1 hour later", "Cancel booking"):
        expect(admin.panel.get_by_role("button", name=name)).to_be_hidden()
    admin.press("m", "c")
    expect(admin.dialog).to_be_hidden()
    expect(admin.tasks).to_be_hidden()

    admin.page.goto(f"/admin?view=calendar&site={depot.id}&span=day&day={depot.monday}")
    free = admin.page.locator("[data-grid]").get_by_role("button", name=re.compile("available", re.IGNORECASE)).first
    free.focus()
    admin.press("Enter")
    expect(admin.page.get_by_text("You're signed in as a viewer.").filter(visible=True)).to_have_count(1)
    expect(admin.dialog).to_be_hidden()
