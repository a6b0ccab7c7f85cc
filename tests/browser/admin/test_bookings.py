"""Typical work of admins with 60 bookings, over 300 in a soak."""

import csv
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Route, expect

from tests.browser.admin.depot import Depot
from tests.browser.admin.external_changes import NIGHT, cancel, starts_of
from tests.browser.admin.pages import SOON, UNDO_MS, AdminPage
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.page_problems import problems_in_a_soak
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import later, tomorrow_at
from tests.support.soak import in_a_soak


def test_staff_find_reschedule_cancel_and_export_bookings(
    admin: AdminPage, stack: Stack, depot: Depot, tmp_path: Path
) -> None:
    """From sign-in to the CSV file; no requested URL contains an email."""
    asked: list[str] = []
    admin.page.on("request", lambda request: asked.append(request.url))
    start = tomorrow_at(9)
    own = stack.simulator.book(evse_id=stack.port(101, "A1"), start=start, end=later(start, 60), user_id=1001)
    admin.page.goto("/admin?view=list")
    admin.sign_in()

    _filter_to_next_week(admin, depot)
    _move_one(admin, stack)
    _cancel_one_and_take_it_back(admin, stack)
    _cancel_one_for_good(admin, stack)
    numbers = admin.rows.get_by_role("link").all_inner_texts()
    assert len(set(numbers)) == len(numbers) == len(depot.bookings) - 1
    rows = _export(admin, tmp_path / "bookings.csv")
    assert sorted(row["booking_id"] for row in rows) == sorted(numbers)
    assert {row["site"] for row in rows} == {depot.name}
    _find_the_driver(admin)
    expect(admin.rows).to_have_count(1)
    expect(admin.row(own["id"])).to_contain_text("d•••@example.com")
    assert parse_qs(urlsplit(admin.page.url).query) == {"view": ["list"], "driver": ["1001"]}
    assert [url for url in [*asked, admin.page.url] if "@" in url or "%40" in url] == []


def _filter_to_next_week(admin: AdminPage, depot: Depot) -> None:
    admin.bookings.get_by_label("Site", exact=True).select_option(depot.name)
    admin.page.get_by_role("button", name="Next week").click()
    expect(admin.rows).to_have_count(len(depot.bookings))
    expect(admin.bookings.get_by_text(f"{len(depot.bookings)} bookings", exact=True).last).to_be_visible()
    expect(admin.rows.first).to_contain_text(depot.name)
    assert parse_qs(urlsplit(admin.page.url).query) == {
        "view": ["list"],
        "site": [str(depot.id)],
        "from": [f"{depot.monday:%Y-%m-%d}"],
        "to": [f"{depot.monday + timedelta(days=6):%Y-%m-%d}"],
    }


def _move_one(admin: AdminPage, stack: Stack) -> None:
    """Reschedule a booking; it is shown as pending until it is approved."""
    stack.simulator.approval("held")
    moved = admin.open_row(3)
    admin.panel.get_by_role("button", name="Change time or port").click()
    admin.dialog.get_by_label("Start time").fill(f"{NIGHT:02}:05")
    expect(admin.dialog.get_by_text("Available then.")).to_be_visible()
    admin.dialog.get_by_role("button", name="Move booking").click()
    expect(admin.tasks).to_contain_text("The current time stays until it's confirmed.")
    expect(admin.panel).to_contain_text("Time change: pending")
    expect(admin.panel.get_by_role("button", name="Cancel booking")).to_be_hidden()

    stack.simulator.decide()
    admin.page.clock.fast_forward(SOON)

    expect(admin.tasks).to_contain_text("Moved.", timeout=SOON)
    expect(admin.row(moved)).to_contain_text("2:05")
    assert [f"{start:%H:%M}" for start in starts_of(stack, moved)] == [f"{NIGHT:02}:05"]
    admin.tasks.get_by_role("button", name="Dismiss").click()


def _cancel_one_and_take_it_back(admin: AdminPage, stack: Stack) -> None:
    spared = admin.open_row(5)
    admin.panel.get_by_role("button", name="Cancel booking").click()
    expect(admin.tasks.get_by_role("button", name="Undo")).to_be_focused()

    admin.page.clock.fast_forward(UNDO_MS - 1_000)
    admin.tasks.get_by_role("button", name="Undo").click()

    expect(admin.panel.get_by_role("button", name="Cancel booking")).to_be_focused()
    assert starts_of(stack, spared)


def _cancel_one_for_good(admin: AdminPage, stack: Stack) -> None:
    stack.simulator.approval("instant")
    gone = admin.open_row(6)
    admin.panel.get_by_role("button", name="Cancel booking").click()

    admin.page.clock.fast_forward(UNDO_MS)

    expect(admin.tasks).to_contain_text("Canceled.")
    expect(admin.panel.get_by_text("Canceled", exact=True)).to_be_visible()
    expect(admin.row(gone)).to_have_count(0)
    expect(admin.panel).to_be_focused()
    assert starts_of(stack, gone) == []
    admin.press("Escape")


def _turn_to_the_end_and_back(admin: AdminPage) -> list[str]:
    """Return the numbers of all bookings, in the order of the pages."""
    forward, back = (admin.page.get_by_role("button", name=name, exact=True) for name in ("Next", "Back"))
    seen = [admin.rows.get_by_role("link").all_inner_texts()]
    while forward.get_attribute("aria-disabled") == "false":
        forward.click()
        expect(admin.page.get_by_text(f"Page {len(seen) + 1}", exact=True)).to_be_visible()
        seen.append(admin.rows.get_by_role("link").all_inner_texts())
    for page in range(len(seen) - 1, 0, -1):
        back.click()
        expect(admin.page.get_by_text(f"Page {page}", exact=True)).to_be_visible()
    expect(back).to_have_attribute("aria-disabled", "true")
    expect(admin.rows.get_by_role("link").first).to_have_text(seen[0][0])
    return [number for page in seen for number in page]


def _export(admin: AdminPage, path: Path) -> list[dict[str, str]]:
    with admin.page.expect_download() as download:
        admin.page.get_by_role("button", name="Export CSV").click()
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _find_the_driver(admin: AdminPage) -> None:
    admin.page.get_by_role("button", name="Any day").click()
    admin.bookings.get_by_label("Site", exact=True).select_option("all sites")
    admin.email.fill(DRIVER)
    admin.email.press("Enter")


def test_past_days_show_every_status_and_one_preset_is_pressed(admin: AdminPage, depot: Depot) -> None:
    """On past days no booking is active; after the no-shows, the next preset shows the usual ones again."""
    admin.open(f"?site={depot.id}")
    pressed = admin.bookings.get_by_role("button", pressed=True)

    for preset, status in (
        ("Yesterday", "any"),
        ("No-shows last week", "no-show"),
        ("Last week", "any"),
        ("No-shows last week", "no-show"),
        ("Next week", "active"),
    ):
        admin.bookings.get_by_role("button", name=preset, exact=True).click()
        expect(pressed).to_have_text([preset])
        expect(admin.bookings.get_by_label("Status")).to_have_value(status)


def test_a_list_of_any_days_has_pages(admin: AdminPage, depot: Depot) -> None:
    """Forward to the end and back; each booking is on one of them. The page says that they are not sorted by start."""
    admin.open(f"?site={depot.id}")
    expect(admin.bookings.get_by_text("In the order they were booked.")).to_be_visible()

    numbers = _turn_to_the_end_and_back(admin)

    assert sorted(map(int, numbers)) == sorted(booking["id"] for booking in depot.bookings)


@in_a_soak
def test_a_list_of_one_page_is_sorted_by_start(admin: AdminPage, stack: Stack) -> None:
    """Also of any days: the bookings of a driver."""
    port = stack.port(101, "A1")
    for hour in (15, 9, 12):
        stack.simulator.book(evse_id=port, start=tomorrow_at(hour), end=tomorrow_at(hour + 1), user_id=1001)

    admin.open("?driver=1001&status=any")

    expect(admin.rows).to_have_count(3)
    assert [re.findall(r"\d+:00", when)[0] for when in admin.rows.locator("td:nth-child(3)").all_inner_texts()] == [
        "9:00",
        "12:00",
        "3:00",
    ]
    expect(admin.bookings.get_by_text("In the order they were booked.")).to_be_hidden()


def test_a_list_of_days_is_sorted_by_start_and_never_cut(
    admin: AdminPage, depot: Depot, console: ConsoleMonitor
) -> None:
    """More than 31 days, or more bookings than a list may have, are a sentence instead of a list."""
    first, last = depot.monday, depot.monday + timedelta(days=30)
    starts = {str(booking["id"]): booking["startAt"] for booking in depot.bookings}
    admin.open(f"?site={depot.id}&from={first}&to={last}")
    shown = [starts[number] for number in admin.rows.get_by_role("link").all_inner_texts()]
    assert shown == sorted(shown)
    assert len(shown) == len(depot.bookings)

    admin.bookings.get_by_label("To day").fill(f"{last + timedelta(days=1)}")
    expect(admin.bookings.get_by_text("That's more than 31 days. Choose fewer days.")).to_be_visible()
    expect(admin.rows.first).to_be_hidden()

    console.expect("422 /api/admin/bookings")
    problem = {"type": "urn:problem:list-too-long", "title": "Too many", "status": 422, "detail": "2000."}
    admin.page.route("**/api/admin/bookings?*", lambda route: route.fulfill(status=422, json=problem))
    admin.page.get_by_role("button", name="Last week", exact=True).click()
    expect(admin.bookings.get_by_text("More than 2,000 bookings.")).to_be_visible()


def test_a_refresh_keeps_the_scroll_position_and_the_focus(admin: AdminPage, stack: Stack, depot: Depot) -> None:
    """Every minute. If the focused row disappears, the focus moves to the row in its position."""
    admin.open(f"?site={depot.id}")
    admin.page.get_by_role("button", name="Next", exact=True).click()
    expect(admin.page.get_by_text("Page 2", exact=True)).to_be_visible()
    row = admin.rows.nth(10).get_by_role("link")
    number, neighbor, above = (int(admin.rows.nth(n).get_by_role("link").inner_text()) for n in (10, 11, 3))
    row.focus()
    scrolled = admin.page.evaluate("scrollY")

    cancel(stack, above)
    admin.page.clock.fast_forward(70_000)
    expect(admin.row(above)).to_have_count(0)
    expect(admin.row(number).get_by_role("link")).to_be_focused()
    expect(admin.page.get_by_text("Page 2", exact=True)).to_be_visible()
    assert abs(scrolled - admin.page.evaluate("scrollY")) <= 41

    cancel(stack, number)
    admin.page.clock.fast_forward(70_000)
    expect(admin.row(number)).to_have_count(0)
    expect(admin.row(neighbor).get_by_role("link")).to_be_focused()


def test_an_export_that_is_too_large_is_refused(admin: AdminPage, depot: Depot, console: ConsoleMonitor) -> None:
    """The message says what to do; the button can be pressed again."""
    console.expect("422 /api/admin/bookings.csv")
    problem = {"type": "urn:problem:list-too-long", "title": "Too large", "status": 422, "detail": "5000."}
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    admin.page.route("**/api/admin/bookings.csv*", hold)
    admin.open(f"?site={depot.id}")
    button = admin.page.get_by_role("button", name="Export CSV")

    with admin.page.expect_request("**/api/admin/bookings.csv*"):
        button.click()
    expect(admin.page.get_by_text("Exporting…")).to_be_visible()
    held[0].fulfill(status=422, json=problem)

    expect(admin.page.get_by_text("Nothing was saved. Choose a site or fewer days.")).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "false")


@in_a_soak
def test_on_a_phone_one_button_opens_the_filters_and_counts_them(open_page: OpenPage, depot: Depot) -> None:
    """The bookings come first; on a wider screen the filters stand open. Touch screens have no hints at keys."""
    phone = AdminPage(open_page())
    phone.open(f"status=any&site={depot.id}&from={depot.monday}&to={depot.monday + timedelta(days=6)}")
    filters = phone.page.get_by_role("form", name="Filters")
    toggle = phone.page.get_by_role("button", name="Filters (3)")
    expect(filters).to_be_hidden()

    toggle.click()

    expect(filters).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    assert problems_in_a_soak(phone.page) == []
    toggle.click()
    expect(filters).to_be_hidden()
    phone.page.set_viewport_size({"width": 1280, "height": 800})
    expect(phone.page.get_by_role("button", name="Shortcuts")).to_be_hidden()
    expect(filters).to_be_visible()
    expect(toggle).to_be_hidden()
