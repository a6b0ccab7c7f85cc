"""Every state of the staff's page: a walk as in `tests/browser/states.py`."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser.admin.pages import AdminPage
from tests.browser.scene import Scene
from tests.browser.walls import later, tomorrow_at
from tests.support.clock import CLOCK

SITE = 101
LIST = "**/api/admin/bookings?*"
REQUESTS = "**/api/admin/requests?*"
CALENDAR = "**/api/admin/calendar?*"


def staff(scene: Scene) -> Iterator[str]:
    """Show the gate, then with three bookings the list, one of them with its changes, the queue and the calendar."""
    admin, stack = AdminPage(scene.page, scene.tongue), scene.stack
    for hour in (9, 11, 13):
        start = tomorrow_at(hour)
        stack.simulator.book(evse_id=stack.port(SITE, "A1"), start=start, end=later(start, 60))
    yield from _the_gate(scene, admin)
    yield from _the_list(scene, admin)
    yield from _one_booking(scene, admin)
    yield from _the_queue(scene)
    yield from _the_calendar(scene)


def in_every_status(body: dict[str, Any]) -> None:
    """Give the bookings of a calendar a status each, and ask for changes of some and for one of no port."""
    changes: list[dict[str, Any]] = [
        *({"status": status} for status in ("reserved", "completed", "cancelled", "no-show", "failed")),
        {"change": {"requestId": 1, "type": "cancel"}},
    ]
    for booking, change in zip(body["bookings"], changes, strict=False):
        booking.update(change)
    pending = {name: body["bookings"][-1][name] for name in ("startAt", "endAt")}
    body["pending"] = [{"requestId": 2, **pending}]
    body["bookings"][-2]["change"] = {"requestId": 3, "type": "update", **pending}


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
    scene.see("Export CSV")
    yield "The list, loading"

    scene.fail(LIST, at="/admin")
    yield scene.see("The bookings cannot be shown")

    scene.go_to("/admin?status=failed&from=2001-01-01&to=2001-01-01")
    yield scene.see("No booking is like that.")

    scene.go_to(f"/admin?site={SITE}&from={tomorrow_at(0):%Y-%m-%d}")
    expect(admin.rows.first).to_be_visible()
    yield "The list"

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
    scene.read(str(booking))
    yield "A booking"

    scene.press("Change time or port")
    scene.see("Free then.")
    port = admin.dialog.get_by_label(scene.tongue.say("Port"))
    port.select_option(index=2)
    yield scene.see("Ampeco cannot move a booking to another port.")

    port.select_option(index=0)
    scene.press("Ask Ampeco to move it")
    scene.see("This is the time that it has now.")

    admin.dialog.get_by_label(scene.tongue.say("Start")).fill("02:00")
    scene.refuse("**/api/admin/bookings/*/update", 409, "slot-unavailable")
    scene.press("Ask Ampeco to move it")
    yield scene.see("Nothing else is free near that time.")

    scene.press("Ask Ampeco to move it")
    yield scene.see("The old time stands until it accepts.")

    scene.press("Book for a driver")
    scene.see("Free then.")
    scene.press("Ask Ampeco to book it")
    yield scene.see("Enter the email of the driver's account")

    admin.press("Escape")
    admin.open_row(1)
    scene.press("Cancel booking")
    yield scene.see("Nothing is sent yet; leaving this page sends it.")


def _the_queue(scene: Scene) -> Iterator[str]:
    """Show an error, and what is waiting and was not accepted today; a request leads to its booking."""
    scene.refuse(REQUESTS, 502, "upstream-error")
    scene.go_to("/admin?view=queue")
    yield scene.see("The queue cannot be shown")

    simulator = scene.stack.simulator
    simulator.set_clock(CLOCK.now())
    simulator.approval("instant", rejectReason="The ramp is closed.")
    scene.stack.book(SITE, tomorrow_at(16), label="A2")
    scene.go_to("/admin?view=queue")
    scene.read("The ramp is closed.")
    change = scene.tongue.say("Change of time")
    waiting = scene.page.get_by_role("table", name=scene.tongue.say("Waiting for Ampeco"))
    expect(waiting).to_contain_text(change)
    yield "The queue"

    waiting.get_by_role("row", name=change).get_by_role("link").click()
    beside = scene.page.get_by_role("complementary", name=scene.tongue.say("Booking"))
    expect(beside).to_contain_text(scene.tongue.say("not decided yet"))
    yield "A booking whose change is not decided yet"


def _the_calendar(scene: Scene) -> Iterator[str]:
    """Show the question which site, loading, error, a week, and a day of every status as a grid and as a table."""
    scene.go_to("/admin?view=calendar")
    yield scene.see("The calendar shows the ports of one site.")

    address = f"/admin?view=calendar&site={SITE}"
    scene.hold(CALENDAR)
    scene.go_to(address)
    scene.see("Cancelled too")
    yield "The calendar, loading"

    scene.fail(CALENDAR, at=address)
    yield scene.see("The calendar cannot be shown")

    noon = tomorrow_at(0) + timedelta(days=1, hours=12)
    for label in ("A2", "A3", "A4"):
        for start in (noon, noon + timedelta(hours=2), noon + timedelta(hours=5)):
            evse = scene.stack.port(SITE, label)
            scene.stack.simulator.book(evse_id=evse, start=start, end=later(start, 90))
    scene.go_to(address)
    drawn = scene.page.locator("[data-grid]").get_by_role("button").first
    expect(drawn).to_be_attached()
    yield "The calendar, a week"

    scene.rewrite(CALENDAR, in_every_status)
    scene.go_to(f"{address}&span=day&day={noon:%Y-%m-%d}")
    expect(drawn).to_be_attached()
    scene.page.get_by_role("checkbox", name=scene.tongue.say("Cancelled too")).check()
    yield "The calendar, a day"

    scene.page.get_by_role("radio", name=scene.tongue.exactly("Table")).check(force=True)
    expect(scene.page.get_by_role("table").filter(visible=True)).to_be_visible()
    yield "The calendar as a table"
