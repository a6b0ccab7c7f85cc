"""Every state of the admin page: a walk as in `tests/browser/states.py`."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser.admin.pages import AdminPage
from tests.browser.page_fixture import PageFixture
from tests.browser.wall_time import later, tomorrow_at
from tests.support.clock import CLOCK

SITE = 101
LIST = "**/api/admin/bookings?*"
REQUESTS = "**/api/admin/requests?*"
TODAY = "**/api/admin/today*"
REPORT = "**/api/admin/report?*"
CALENDAR = "**/api/admin/calendar?*"


def staff(page_fixture: PageFixture) -> Iterator[str]:
    """Show the sign-in, then with three bookings the list, one booking, the queue, the report and the calendar."""
    admin, stack = AdminPage(page_fixture.page, page_fixture.translator), page_fixture.stack
    for hour in (9, 11, 13):
        start = tomorrow_at(hour)
        stack.simulator.book(evse_id=stack.port(SITE, "A1"), start=start, end=later(start, 60))
    yield from _the_gate(page_fixture, admin)
    yield from _the_list(page_fixture, admin)
    yield from _today(page_fixture)
    yield from _one_booking(page_fixture, admin)
    yield from _the_queue(page_fixture)
    yield from _the_report(page_fixture)
    yield from _the_calendar(page_fixture)


def in_every_status(body: dict[str, Any]) -> None:
    """Give the bookings of a calendar one status each; request some changes, and a booking without a port."""
    changes: list[dict[str, Any]] = [
        *({"status": status} for status in ("reserved", "completed", "cancelled", "no-show", "failed")),
        {"change": {"requestId": 1, "type": "cancel"}},
    ]
    for booking, change in zip(body["bookings"], changes, strict=False):
        booking.update(change)
    pending = {name: body["bookings"][-1][name] for name in ("startAt", "endAt")}
    body["pending"] = [{"requestId": 2, **pending}]
    body["bookings"][-2]["change"] = {"requestId": 3, "type": "update", **pending}


def with_a_broken_port(body: dict[str, Any]) -> None:
    """Mark the first booking of a day as late, the second as next, and the port of both as out of order."""
    for booking, mark in zip(body["bookings"], ("late", "next"), strict=False):
        booking["mark"] = mark
    broken = {"port": body["bookings"][0]["ports"][0], "site": body["site"]}
    body["outOfOrder"] = [broken | {"bookingIds": [one["id"] for one in body["bookings"]]}]


def with_figures_of_a_bad_month(body: dict[str, Any]) -> None:
    """Give a report missed goals, a double-booking, reasons in other words, and ports of unknown hours."""
    site = body["ports"][0]["site"]
    body["completion"] = {"due": 20, "completed": 12}
    body["doubleBookings"] = [
        {"evseId": 5001, "label": "A1", "site": site, "bookingIds": [20001, 20002, 20003]},
        {"evseId": 5002, "label": "A2", "site": site, "bookingIds": [20004, 20005]},
    ]
    body["declined"] = [{"reason": "The EVSE is already booked for the requested time.", "count": 7}, {"count": 1}]
    body["changes"] = {"byDriver": 14, "byStaff": 9, "elsewhere": 0}
    body["decision"] = {"count": 40, "medianSeconds": 3, "p95Seconds": 11, "shareUnder5s": 0.8250}
    body["staffTouched"] = {"bookings": 9, "sites": 1, "weeks": 4.29, "perSiteAndWeek": 2.1}
    body["withoutPort"] = 2
    del body["ports"][0]["openHours"]


def without_figures(body: dict[str, Any]) -> None:
    """Leave out of a report what is not known: nothing was decided, and not all ports are read."""
    body["decision"] = {"count": 0}
    del body["staffTouched"]["perSiteAndWeek"], body["doubleBookings"], body["withoutPort"], body["ports"]
    body["declined"] = []


def _the_gate(page_fixture: PageFixture, admin: AdminPage) -> Iterator[str]:
    """Show the sign-in form, its refusal, and a server that cannot check tokens."""
    page_fixture.go_to("/admin?view=list")
    yield page_fixture.see("Admin token")

    page_fixture.console.expect("401 /api/*")
    admin.sign_in("wrong")
    yield page_fixture.see("That token isn't right.")


def _the_list(page_fixture: PageFixture, admin: AdminPage) -> Iterator[str]:
    """Show loading, error, empty and ready."""
    page_fixture.hold(LIST)
    admin.sign_in()
    page_fixture.see("Export CSV")
    yield "The list, loading"

    page_fixture.fail(LIST, at="/admin?view=list")
    yield page_fixture.see("We couldn't load the bookings")

    page_fixture.go_to("/admin?view=list&status=failed&from=2001-01-01&to=2001-01-01")
    yield page_fixture.see("No bookings match these filters.")

    page_fixture.go_to(f"/admin?view=list&site={SITE}&from={tomorrow_at(0):%Y-%m-%d}")
    expect(admin.rows.first).to_be_visible()
    yield "The list"

    admin.press("?")
    yield page_fixture.see("Use shortcuts in this browser")


def _today(page_fixture: PageFixture) -> Iterator[str]:
    """Show loading, error, a day without bookings, and a day with bookings and an out-of-order port."""
    page_fixture.hold(TODAY)
    page_fixture.go_to("/admin")
    yield "Today, loading"

    page_fixture.fail(TODAY, at="/admin")
    yield page_fixture.see("We couldn't load this day")

    page_fixture.go_to(f"/admin?site={SITE}&day=2001-01-01")
    yield page_fixture.see("No bookings on this day.")

    page_fixture.rewrite(TODAY, with_a_broken_port)
    page_fixture.go_to(f"/admin?site={SITE}&day={tomorrow_at(0):%Y-%m-%d}")
    yield page_fixture.see("is out of order.")
    page_fixture.page.unroute(TODAY)


def _one_booking(page_fixture: PageFixture, admin: AdminPage) -> Iterator[str]:
    """Show a booking, none, its change in each dialog, and each outcome."""
    page_fixture.stack.simulator.approval("held")
    page_fixture.go_to("/admin?view=list&booking=999999")
    page_fixture.console.expect("404 /api/*")
    yield page_fixture.see("No booking has this number.")

    page_fixture.go_to(f"/admin?view=list&site={SITE}&from={tomorrow_at(0):%Y-%m-%d}")
    booking = admin.open_row(0)
    page_fixture.read(str(booking))
    yield "A booking"

    page_fixture.press("Change time or port")
    page_fixture.see("Available then.")
    port = admin.dialog.get_by_label(page_fixture.translator.say("Port"))
    port.select_option(index=2)
    yield page_fixture.see("once that's confirmed, even if you close this page.")

    port.select_option(index=0)
    page_fixture.press("Move booking")
    page_fixture.see("That's the current time.")

    admin.dialog.get_by_label(page_fixture.translator.say("Start time")).fill("02:00")
    page_fixture.refuse("**/api/admin/bookings/*/update", 409, "slot-unavailable")
    page_fixture.press("Move booking")
    yield page_fixture.see("Nothing else is available near that time.")

    page_fixture.press("Move booking")
    yield page_fixture.see("The current time stays until it's confirmed.")

    page_fixture.press("Book for a driver")
    page_fixture.see("Available then.")
    admin.dialog.get_by_role("button", name=page_fixture.translator.exactly("Book")).click()
    yield page_fixture.see("Enter the driver's account email")

    admin.press("Escape")
    admin.open_row(1)
    page_fixture.press("Cancel booking")
    yield page_fixture.see("Leaving this page cancels the booking.")


def _the_queue(page_fixture: PageFixture) -> Iterator[str]:
    """Show an error, then the pending and today's rejected requests; a request links to its booking."""
    page_fixture.refuse(REQUESTS, 502, "upstream-error")
    page_fixture.go_to("/admin?view=queue")
    yield page_fixture.see("We couldn't load the requests")

    simulator = page_fixture.stack.simulator
    simulator.set_clock(CLOCK.now())
    simulator.approval("instant", rejectReason="The ramp is closed.")
    page_fixture.stack.book(SITE, tomorrow_at(16), label="A2")
    page_fixture.go_to("/admin?view=queue")
    page_fixture.read("The ramp is closed.")
    change = page_fixture.translator.say("Time change")
    waiting = page_fixture.page.get_by_role("table", name=page_fixture.translator.say("Pending requests"))
    expect(waiting).to_contain_text(change)
    yield "The queue"

    waiting.get_by_role("row", name=change).get_by_role("link").click()
    beside = page_fixture.page.get_by_role("complementary", name=page_fixture.translator.say("Booking"))
    expect(beside).to_contain_text(page_fixture.translator.say("pending"))
    yield "A booking whose change is pending"


def _the_report(page_fixture: PageFixture) -> Iterator[str]:
    """Show loading, error, too many days, the figures, those of a bad month, and what is not known."""
    page_fixture.hold(REPORT)
    page_fixture.go_to("/admin?view=report")
    yield "The report, loading"

    page_fixture.fail(REPORT, at="/admin?view=report")
    yield page_fixture.see("We couldn't load the report")

    page_fixture.go_to("/admin?view=report&from=2001-01-01&to=2001-04-03")
    yield page_fixture.see("Choose up to 92 days. The last day can't be before the first.")

    page_fixture.go_to("/admin?view=report")
    yield page_fixture.see("Hours by port")

    page_fixture.rewrite(REPORT, with_figures_of_a_bad_month)
    page_fixture.go_to(f"/admin?view=report&site={SITE}")
    yield page_fixture.see("Goal not met")
    page_fixture.page.unroute(REPORT)

    page_fixture.rewrite(REPORT, without_figures)
    page_fixture.go_to(f"/admin?view=report&site={SITE}")
    yield page_fixture.see("The ports of some bookings aren't loaded yet.")
    page_fixture.page.unroute(REPORT)


def _the_calendar(page_fixture: PageFixture) -> Iterator[str]:
    """Show the choice of a site, loading, error, a week, and a day with every status as grid and table."""
    page_fixture.go_to("/admin?view=calendar")
    yield page_fixture.see("Choose a site above to see its ports.")

    address = f"/admin?view=calendar&site={SITE}"
    page_fixture.hold(CALENDAR)
    page_fixture.go_to(address)
    page_fixture.see("Show canceled")
    yield "The calendar, loading"

    page_fixture.fail(CALENDAR, at=address)
    yield page_fixture.see("We couldn't load the calendar")

    noon = tomorrow_at(0) + timedelta(days=1, hours=12)
    for label in ("A2", "A3", "A4"):
        for start in (noon, noon + timedelta(hours=2), noon + timedelta(hours=5)):
            evse = page_fixture.stack.port(SITE, label)
            page_fixture.stack.simulator.book(evse_id=evse, start=start, end=later(start, 90))
    page_fixture.go_to(address)
    drawn = page_fixture.page.locator("[data-grid]").get_by_role("button").first
    expect(drawn).to_be_attached()
    yield "The calendar, a week"

    page_fixture.rewrite(CALENDAR, in_every_status)
    page_fixture.go_to(f"{address}&span=day&day={noon:%Y-%m-%d}")
    expect(drawn).to_be_attached()
    page_fixture.page.get_by_role("checkbox", name=page_fixture.translator.say("Show canceled")).check()
    yield "The calendar, a day"

    page_fixture.page.get_by_role("radio", name=page_fixture.translator.exactly("Table")).check(force=True)
    expect(page_fixture.page.get_by_role("table").filter(visible=True)).to_be_visible()
    yield "The calendar as a table"
