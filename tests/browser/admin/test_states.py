"""Every state of the staff's page: each passes axe in both schemes, and fits a narrow screen."""

from collections.abc import Iterator
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.browser.admin.pages import AdminPage
from tests.browser.faults import faults_of
from tests.browser.scene import Scene
from tests.browser.stack import Stack
from tests.browser.walls import later, range_text, tomorrow_at
from tests.browser.watch import Watch
from tests.support.soak import in_a_soak

SITE = 101
LIST = "**/api/admin/bookings?*"
REQUESTS = "**/api/admin/requests?*"


@in_a_soak
def test_every_state_passes_axe_light_and_dark_and_fits_a_narrow_screen(
    page: Page, admin: AdminPage, stack: Stack, watch: Watch
) -> None:
    """No violation in either scheme, and nothing to scroll sideways at 320 pixels (WCAG 1.4.10)."""
    scene = Scene(page, stack, watch)
    for hour in (9, 11, 13):
        start = tomorrow_at(hour)
        stack.simulator.book(evse_id=stack.port(SITE, "A1"), start=start, end=later(start, 60))
    walks = (
        _the_gate(scene, admin),
        _the_list(scene, admin),
        _one_booking(scene, admin),
        _the_queue(scene),
    )

    found = {state: faults_of(page) for walk in walks for state in walk}

    assert found
    assert {state: faults for state, faults in found.items() if faults} == {}


def _the_gate(scene: Scene, admin: AdminPage) -> Iterator[str]:
    """Show the question, the refusal, and that nothing can be checked."""
    scene.go_to("/admin")
    yield scene.see("Admin token")

    scene.watch.announce("401 /api/*")
    admin.sign_in("wrong")
    yield scene.see("This token does not open the page.")


def _the_list(scene: Scene, admin: AdminPage) -> Iterator[str]:
    """Show loading, error, empty and ready."""
    scene.hold(LIST)
    admin.sign_in()
    yield scene.see("bookings at")

    scene.let_go(LIST)
    scene.refuse(LIST, 502, "upstream-error")
    scene.go_to("/admin")
    yield scene.see("The bookings cannot be shown")

    scene.go_to("/admin?status=failed&from=2001-01-01&to=2001-01-01")
    yield scene.see("No booking is like that.")

    scene.go_to(f"/admin?site={SITE}&from={tomorrow_at(0):%Y-%m-%d}")
    yield scene.see(range_text(tomorrow_at(9), tomorrow_at(10)))

    admin.press("?")
    yield scene.see("Use single keys in this browser")


def _one_booking(scene: Scene, admin: AdminPage) -> Iterator[str]:
    """Show a booking, none, its change in each dialog, and what became of it."""
    scene.stack.simulator.approval("held")
    scene.go_to("/admin?booking=999999")
    scene.watch.announce("404 /api/*")
    yield scene.see("There is no booking with this number.")

    scene.go_to(f"/admin?site={SITE}&from={tomorrow_at(0):%Y-%m-%d}")
    booking = admin.open_row(0)
    yield scene.see(f"Booking {booking}")

    admin.panel.get_by_role("button", name="Change time or port").click()
    scene.see("Free then.")
    admin.dialog.get_by_label("Port").select_option(index=2)
    yield scene.see("Ampeco cannot move a booking to another port.")

    admin.dialog.get_by_label("Port").select_option(index=0)
    admin.dialog.get_by_role("button", name="Ask Ampeco to move it").click()
    scene.see("This is the time that it has now.")

    admin.dialog.get_by_label("Start").fill("02:00")
    scene.refuse("**/api/admin/bookings/*/update", 409, "slot-unavailable")
    admin.dialog.get_by_role("button", name="Ask Ampeco to move it").click()
    yield scene.see("Nothing else is free near that time.")

    admin.dialog.get_by_role("button", name="Ask Ampeco to move it").click()
    yield scene.see("The old time stands until it accepts.")

    scene.page.get_by_role("button", name="Book for a driver").click()
    scene.see("Free then.")
    admin.dialog.get_by_role("button", name="Ask Ampeco to book it").click()
    yield scene.see("Enter the email of the driver's account")

    admin.press("Escape")
    admin.open_row(1)
    admin.panel.get_by_role("button", name="Cancel booking").click()
    yield scene.see("Nothing is sent yet; leaving this page sends it.")


def _the_queue(scene: Scene) -> Iterator[str]:
    """Show an error, and what is waiting and was not accepted today; a request leads to its booking."""
    scene.refuse(REQUESTS, 502, "upstream-error")
    scene.go_to("/admin?view=queue")
    yield scene.see("The queue cannot be shown")

    simulator = scene.stack.simulator
    simulator.set_clock(datetime.now(UTC))
    simulator.approval("instant", rejectReason="The ramp is closed.")
    scene.stack.book(SITE, tomorrow_at(16), label="A2")
    scene.go_to("/admin?view=queue")
    scene.see("The ramp is closed.")
    waiting = scene.page.get_by_role("table", name="Waiting for Ampeco")
    expect(waiting).to_contain_text("Change of time")
    yield "The queue"

    waiting.get_by_role("row", name="Change of time").get_by_role("link").click()
    expect(scene.page.get_by_role("complementary", name="Booking")).to_contain_text("not decided yet")
