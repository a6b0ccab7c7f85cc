"""Changes that fail: concurrent, partial, or interrupted."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Request, expect

from tests.browser.admin.depot import Depot
from tests.browser.admin.external_changes import NIGHT, starts_of, times
from tests.browser.admin.pages import SOON, AdminPage
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.page_fixture import PageFixture
from tests.browser.stack import ADMIN_TOKEN, Stack
from tests.browser.wall_time import DETROIT, tomorrow_at


def test_a_concurrent_change_shows_both_versions_and_asks_again(
    admin: AdminPage, stack: Stack, depot: Depot, console: ConsoleMonitor
) -> None:
    """Nothing was submitted; the next press is for the booking as it is now."""
    console.expect("409 /api/admin/bookings/*/update")
    stack.simulator.approval("instant")
    admin.open(f"?site={depot.id}")
    booking = admin.open_row(0)
    admin.panel.get_by_role("button", name="Change time or port").click()
    admin.dialog.get_by_label("Start time").fill("03:00")
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()
    stack.simulator.advance(60)
    (was,) = starts_of(stack, booking)
    stack.simulator.request({"type": "update", "bookingId": booking, **times(was.replace(hour=NIGHT, minute=5))})

    admin.dialog.get_by_role("button", name="Move booking").click()

    versions = admin.dialog.get_by_role("alert").filter(has_text="Someone else changed this booking")
    expect(versions).to_contain_text("2:05")
    expect(admin.dialog.get_by_label("Start time")).to_have_value("03:00")
    assert [f"{start:%H}" for start in starts_of(stack, booking)] == [f"{NIGHT:02}"]
    admin.dialog.get_by_role("button", name="Move booking").click()
    expect(admin.tasks).to_contain_text("Moved.", timeout=SOON)
    assert [f"{start:%H}" for start in starts_of(stack, booking)] == ["03"]


def test_a_refused_time_is_not_called_available(
    admin: AdminPage, stack: Stack, depot: Depot, console: ConsoleMonitor
) -> None:
    """On that port, even if the calendar still shows it as free; another time is available again."""
    PageFixture(admin.page, stack, console).refuse("**/api/admin/bookings/*/update", 409, "slot-unavailable")
    admin.open(f"?site={depot.id}")
    admin.open_row(0)
    admin.panel.get_by_role("button", name="Change time or port").click()
    admin.dialog.get_by_label("Start time").fill("03:00")
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()

    with admin.page.expect_response("**/api/admin/calendar?*"):
        admin.dialog.get_by_role("button", name="Move booking").click()

    expect(admin.dialog.get_by_role("alert")).to_contain_text("isn't available for that whole time")
    expect(admin.dialog.get_by_text("Not available for that whole time.")).to_be_visible()
    admin.dialog.get_by_label("Start time").fill("04:00")
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()


def test_a_switch_of_port_is_completed_with_the_page_closed(admin: AdminPage, stack: Stack, depot: Depot) -> None:
    """To another time, too. Ampeco approves it when nobody looks; opening the page again leaves one booking."""
    stack.simulator.approval("held")
    admin.open(f"?site={depot.id}")
    old = admin.open_row(0)
    admin.panel.get_by_role("button", name="Change time or port").click()
    admin.dialog.get_by_label("Start time").fill("03:00")
    admin.dialog.get_by_label("Port").select_option(index=4)
    expect(admin.dialog).to_contain_text(f"and cancel booking {old} once that's confirmed")
    admin.dialog.get_by_role("button", name=re.compile("^Move to P")).click()
    expect(admin.tasks).to_contain_text(f"Booking {old} stays active")
    admin.page.goto("/404")
    stack.simulator.approval("instant")
    stack.simulator.decide()
    both = {booking["id"] for booking in stack.simulator.live_bookings()}
    assert old in both

    admin.page.goto(f"/admin?booking={old}")

    expect(admin.tasks).to_contain_text(f"Booking {old} is canceled automatically.", timeout=SOON)
    assert both - {booking["id"] for booking in stack.simulator.live_bookings()} == {old}
    admin.tasks.get_by_role("button", name="Open").click()
    expect(admin.panel).to_contain_text("3:00")


def test_leaving_the_page_submits_a_cancellation_that_was_not_undone(
    admin: AdminPage, stack: Stack, depot: Depot
) -> None:
    """Nothing is submitted while it can be undone."""
    stack.simulator.approval("instant")
    sent: list[Request] = []
    admin.page.on("request", lambda request: sent.append(request) if request.url.endswith("/cancel") else None)
    admin.open(f"?site={depot.id}")
    gone = admin.open_row(0)
    admin.panel.get_by_role("button", name="Cancel booking").click()
    expect(admin.tasks).to_contain_text("Leaving this page cancels the booking.")
    assert sent == []

    admin.page.goto("/404")
    _wait_until_cancelled(admin, stack, gone)
    admin.page.goto(f"/admin?booking={gone}")

    expect(admin.tasks).to_contain_text("Canceled.", timeout=SOON)


def _wait_until_cancelled(admin: AdminPage, stack: Stack, booking_id: int) -> None:
    for _ in range(50):
        if not starts_of(stack, booking_id):
            return
        admin.page.wait_for_timeout(100)
    raise AssertionError(f"booking {booking_id} is still live")


def test_a_declined_request_is_booked_again(admin: AdminPage, stack: Stack, depot: Depot) -> None:
    """For the same driver, port and time; each port is offered with its plug and power."""
    port, start = depot.ports[0], tomorrow_at(9)
    stack.simulator.approval("instant", rejectReason="The port is needed.")
    where = {"locationId": depot.id, "evseId": port}
    stack.simulator.submit(where | times(start), external_id="declined", user_id=1001)
    stack.simulator.approval("instant")
    admin.page.add_init_script(f"sessionStorage.setItem('admin-token', '\"{ADMIN_TOKEN}\"')")
    admin.page.goto("/admin?view=queue")

    admin.queue.get_by_role("button", name="Book again").click()
    expect(admin.dialog).to_contain_text("Driver: Dana Driver")
    expect(admin.dialog.get_by_label("Port")).to_have_value(str(port))
    expect(admin.dialog.get_by_label("Port").locator("option:checked")).to_contain_text(re.compile(r"P01 · .* kW"))
    expect(admin.dialog.get_by_label("Start time")).to_have_value("09:00")
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()
    admin.dialog.get_by_role("button", name="Book", exact=True).click()

    expect(admin.tasks).to_contain_text("Booked as", timeout=SOON)
    booked = [one for one in stack.simulator.live_bookings() if one["evseId"] == port and one["userId"] == 1001]
    assert start.isoformat() in [
        datetime.fromisoformat(one["startAt"]).astimezone(DETROIT).isoformat() for one in booked
    ]


TIME_WIDTH = 112
"""Pixels in which "10:05 AM" and the button of the field are not cut off."""


def test_an_hour_later_is_one_click_in_the_dialog(admin: AdminPage, depot: Depot) -> None:
    """Also from the details of the booking, which opens the dialog with the later time."""
    admin.open(f"?site={depot.id}")
    booking = admin.open_row(0)
    (start,) = [
        datetime.fromisoformat(one["startAt"]).astimezone(DETROIT) for one in depot.bookings if one["id"] == booking
    ]

    admin.panel.get_by_role("button", name="Move 1 hour later").click()
    expect(admin.dialog.get_by_role("button", name="Move booking")).to_be_focused()
    expect(admin.dialog.get_by_label("Start time")).to_have_value(f"{start + timedelta(hours=1):%H:%M}")
    admin.dialog.get_by_role("button", name="1 hour later").click()
    expect(admin.dialog.get_by_label("Start time")).to_have_value(f"{start + timedelta(hours=2):%H:%M}")
    for width in (1280, 700, 390):
        admin.page.set_viewport_size({"width": width, "height": 800})
        box = admin.dialog.get_by_label("Start time").bounding_box()
        assert box is not None
        assert box["width"] >= TIME_WIDTH
