"""The calendar of a site, in a soak up to one with 20 ports and 200 bookings in a week, by pointer and by keyboard."""

import re
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.admin.admin_states import in_every_status
from tests.browser.admin.calendar_page import CalendarPage, Week
from tests.browser.admin.pages import SOON
from tests.browser.context import PHONE_SIZE
from tests.browser.page_problems import page_problems, problems_in_a_soak
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import DETROIT, clock_text, day_text, later, next_change
from tests.support.clock import CLOCK
from tests.support.soak import in_a_soak, sample

SHORTEST, NAME = 26, 80
"""Pixels of an event in the grid, without its border."""
PORTS = 6
PER_PORT = 4
FULL = (20, 10)
"""The ports of a large site, and the bookings of each."""
ARE_FIRST_NAMES_WHOLE = """(events) => events.every((event) => {
    const words = event.querySelector(".calendar-words").firstChild;
    const name = document.createRange();
    name.setStart(words, 0);
    name.setEnd(words, words.data.indexOf(" "));
    const [first, ...more] = name.getClientRects();
    return more.length === 0 && first.right <= event.getBoundingClientRect().right;
})"""

OVERFLOWING = """(rows) => rows
    .flatMap((row) => [row.closest("section"), ...row.cells])
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ innerText }) => innerText)"""
"""The texts of table rows that do not fit their cells, or the width."""


@pytest.fixture
def week(request: pytest.FixtureRequest, stack: Stack) -> Week:
    ports, per_port = getattr(request, "param", (PORTS, PER_PORT))
    site = stack.simulator.add_site(ports=ports)
    today = CLOCK.now(DETROIT).date()
    first = datetime.combine(today + timedelta(days=1), time(), DETROIT)
    bookings = stack.simulator.fill(site["locationId"], start=first, end=first + timedelta(days=6), per_port=per_port)
    return Week(site["locationId"], site["evseIds"], today, bookings)


@pytest.fixture
def calendar(page: Page, week: Week) -> CalendarPage:
    """Return the calendar, not opened yet."""
    return CalendarPage(page, week)


@pytest.mark.parametrize(
    "week", [(PORTS, PER_PORT), pytest.param(FULL, marks=in_a_soak)], ids=["24", "200"], indirect=True
)
def test_grid_and_table_show_all_bookings_including_unknown_ports(calendar: CalendarPage) -> None:
    """Up to 200. Neither has an axe violation, and on a phone the grid scrolls within its own box."""
    stripped: list[int] = []

    def strip(route: Route) -> None:
        fetched = route.fetch()
        body = fetched.json()
        for booking in body["bookings"][:3]:
            del booking["evseIds"]
            stripped.append(booking["id"])
        route.fulfill(response=fetched, json=body)

    calendar.page.route("**/api/admin/calendar?*", strip)
    calendar.open()

    expect(calendar.things).to_have_count(len(calendar.week.bookings))
    assert sorted(booking["id"] for booking in calendar.week.bookings) == sorted(
        int(booking) for booking in calendar.things.evaluate_all("(all) => all.map((one) => one.dataset.booking)")
    )
    expect(calendar.grid.get_by_role("button", name=re.compile("^Port Port unknown, "))).to_have_count(3)

    calendar.things.first.focus()
    calendar.press("v")
    expect(calendar.lines).to_have_count(len(calendar.week.bookings))
    expect(calendar.lines.last).to_contain_text("Port unknown")


def test_every_status_passes_axe_in_both_themes_and_fits_320_pixels(calendar: CalendarPage) -> None:
    """In a day's grid, in a soak also in the table, with requested changes; canceled bookings when they are shown.

    On a phone the table does not scroll sideways.
    """

    def rewrite(route: Route) -> None:
        fetched = route.fetch()
        body = fetched.json()
        in_every_status(body)
        body["ports"] = body["ports"][:4]
        route.fulfill(response=fetched, json=body)

    calendar.page.route("**/api/admin/calendar?*", rewrite)
    calendar.open(day=f"{calendar.week.today + timedelta(days=2):%Y-%m-%d}", span="day")
    shown = calendar.things.count()
    calendar.page.get_by_role("checkbox", name="Show canceled").check()
    expect(calendar.things).to_have_count(shown + 1)
    assert page_problems(calendar.page) == []

    calendar.page.get_by_role("radio", name="Table").check(force=True)
    expect(calendar.lines).to_have_count(shown + 1)
    assert problems_in_a_soak(calendar.page) == []
    calendar.page.set_viewport_size(PHONE_SIZE)
    assert calendar.lines.evaluate_all(OVERFLOWING) == []


def test_a_broken_port_and_its_bookings_are_marked(calendar: CalendarPage) -> None:
    """With text and icon, in the row, the grid, the table and the booking panel.

    The responses are rewritten: the functions cache port states for 30 s, and other tests cover their refresh.
    """
    broken, few = calendar.week.ports[0], set(calendar.week.ports[:4])

    def rewrite(route: Route) -> None:
        fetched = route.fetch()
        body = fetched.json()
        if "bookings" in body:  # axe takes long over a whole week of all ports
            body["ports"] = [port for port in body["ports"] if port["evseId"] in few]
            body["bookings"] = [booking for booking in body["bookings"] if few.intersection(booking["evseIds"])]
        for port in body.get("ports") or body["booking"]["ports"]:
            if port["evseId"] == broken:
                port["liveStatus"] = "out-of-order"
        route.fulfill(response=fetched, json=body)

    calendar.page.route("**/api/admin/calendar?*", rewrite)
    calendar.page.route("**/api/admin/bookings/*", rewrite)
    calendar.open()

    hit = calendar.grid.get_by_role("button", name=re.compile("^Port P01, .*, port out of order$"))
    expect(hit).to_have_count(PER_PORT)
    expect(
        calendar.items.and_(calendar.page.get_by_role("button", name=re.compile("port out of order$")))
    ).to_have_count(PER_PORT)
    expect(calendar.grid.get_by_text("Out of order", exact=True)).to_have_count(1)
    expect(hit.first.locator("use")).to_have_attribute("href", re.compile("#alert$"))
    assert problems_in_a_soak(calendar.page) == []

    hit.first.click()
    expect(calendar.panel.get_by_text("Port P01 is out of order.")).to_be_visible()
    assert problems_in_a_soak(calendar.page) == []

    calendar.page.get_by_role("radio", name="Table").check(force=True)
    expect(calendar.lines.filter(has_text="port out of order")).to_have_count(PER_PORT)


def test_a_dragged_booking_is_hatched_until_the_request_is_decided(calendar: CalendarPage, stack: Stack) -> None:
    """The dialog shows old and new time. Approved: at the new place; rejected: at the old. Scroll and focus stay."""
    first, second, *_ = calendar.week.with_room_after(hours=4)
    stack.simulator.approval("held")
    calendar.open()

    calendar.drag(calendar.thing(first["id"]), hours=2)
    calendar.press("Escape")
    calendar.page.mouse.up()
    expect(calendar.dialog).to_have_count(0)

    calendar.drag(calendar.thing(first["id"]), hours=2)
    calendar.page.mouse.up()
    start = datetime.fromisoformat(first["startAt"]).astimezone(DETROIT)
    expect(calendar.dialog).to_contain_text(clock_text(start).split()[0])
    expect(calendar.dialog.get_by_label("Start time")).to_have_value(f"{start + timedelta(hours=2):%H:%M}")
    calendar.ask_to_move()
    expect(calendar.thing(first["id"], "New time pending")).to_have_count(1)
    expect(calendar.thing(first["id"], "time change pending")).to_have_count(1)
    scrolled = calendar.scrolled

    stack.simulator.decide()
    calendar.page.clock.fast_forward(SOON)
    moved = calendar.thing(first["id"], clock_text(start + timedelta(hours=2)).split()[0])
    expect(moved).to_have_count(1, timeout=SOON)
    expect(calendar.thing(first["id"])).to_have_count(1, timeout=SOON)
    assert scrolled == calendar.scrolled

    stack.simulator.approval("held", rejectReason="The port is needed.", rejectTypes=["update"])
    was = calendar.thing(second["id"]).get_attribute("aria-label")
    calendar.drag(calendar.thing(second["id"]), hours=2)
    calendar.page.mouse.up()
    calendar.ask_to_move()
    expect(calendar.thing(second["id"], "New time pending")).to_have_count(1)
    stack.simulator.decide()
    calendar.page.clock.fast_forward(SOON)
    expect(calendar.thing(second["id"])).to_have_count(1, timeout=SOON)
    assert was == calendar.thing(second["id"]).get_attribute("aria-label")


def test_a_drop_on_another_port_creates_a_booking_unless_it_is_taken(calendar: CalendarPage, stack: Stack) -> None:
    """The dialog says that the new booking is created first; a drop on a taken time sends nothing."""
    quiet = calendar.week.with_room_after(hours=3)[0]
    start = datetime.fromisoformat(quiet["startAt"])
    end = datetime.fromisoformat(quiet["endAt"])
    row = calendar.week.row_of(quiet)
    stack.simulator.book(evse_id=quiet["evseId"], start=end, end=end + timedelta(hours=1))
    calendar.open()

    calendar.drag(calendar.thing(quiet["id"]), hours=1)
    calendar.page.mouse.up()
    expect(calendar.view.get_by_role("status")).to_contain_text(
        [f"Port P{row + 1:02} isn't available for that whole time."]
    )
    expect(calendar.dialog).to_have_count(0)

    other = next(index for index in range(row + 1, PORTS) if calendar.week.is_free(index, start, end))
    calendar.drag(calendar.thing(quiet["id"]), hours=0, rows=other - row)
    calendar.page.mouse.up()
    expect(calendar.dialog.get_by_label("Port")).to_have_value(str(calendar.week.ports[other]))
    expect(calendar.dialog).to_contain_text("cancel")
    calendar.press("Escape")
    expect(calendar.thing(quiet["id"])).to_have_accessible_name(re.compile(f"^Port P{row + 1:02}, "))


def test_the_calendar_works_with_the_keyboard_alone(calendar: CalendarPage) -> None:
    """Arrow keys between bookings and free time, Enter, m, v, Escape; the focus returns to its element."""
    day = calendar.week.today + timedelta(days=7)  # nothing is booked on it yet
    calendar.open(day=f"{day:%Y-%m-%d}", span="day")
    expect(calendar.items).to_have_count(PORTS)
    calendar.page.get_by_role("checkbox", name="Show canceled").focus()
    calendar.press("Tab", "ArrowDown", "ArrowDown")
    expect(calendar.focused).to_have_accessible_name(
        re.compile(f"^Port P03, {re.escape(day_text(day))}, .*, available$")
    )

    calendar.press("Enter")
    expect(calendar.dialog.get_by_label("Port")).to_have_value(str(calendar.week.ports[2]))
    expect(calendar.dialog.get_by_label("Start time")).to_have_value("00:00")
    calendar.press("Escape")
    expect(calendar.dialog).to_have_count(0)

    calendar.open()
    calendar.things.first.focus()
    booking = calendar.focused.get_attribute("data-booking")
    calendar.press("End", "Home", "ArrowRight", "ArrowLeft")
    calendar.things.first.focus()
    calendar.press("Enter")
    expect(calendar.panel).to_contain_text(str(booking))
    calendar.press("Escape")
    expect(calendar.focused).to_have_attribute("data-booking", str(booking))

    calendar.press("m")
    expect(calendar.dialog).to_contain_text(f"Change booking {booking}")
    calendar.press("Escape")
    calendar.things.first.focus()
    calendar.press("v")
    expect(calendar.lines).to_have_count(PORTS * PER_PORT)


def test_a_selected_time_in_a_row_is_booked_for_a_driver(calendar: CalendarPage, stack: Stack) -> None:
    """The dialog has the port, the day and both local times; the requested time is hatched until decided."""
    stack.simulator.approval("held")
    day = calendar.week.today + timedelta(days=7)
    calendar.open(day=f"{day:%Y-%m-%d}", span="week")
    cell = calendar.grid.locator(".ec-body .ec-day").nth(1)  # of the second port
    box = cell.bounding_box()
    assert box is not None

    left = box["x"] + 12 * calendar.hour
    calendar.page.mouse.move(left + 0.5, box["y"] + 20)
    calendar.page.mouse.down()
    calendar.page.mouse.move(left + 3 * calendar.hour - 0.5, box["y"] + 20, steps=4)
    calendar.page.mouse.up()

    expect(calendar.dialog.get_by_label("Port")).to_have_value(str(calendar.week.ports[1]))
    expect(calendar.dialog.get_by_label("Day", exact=True)).to_have_value(f"{day:%Y-%m-%d}")
    expect(calendar.dialog.get_by_label("Start time")).to_have_value("12:00")
    expect(calendar.dialog.get_by_label("Hours")).to_have_value("3")

    calendar.dialog.get_by_role("textbox", name=re.compile("email")).fill(DRIVER)
    expect(calendar.dialog.get_by_text("Available then.")).to_be_visible()
    calendar.dialog.get_by_role("button", name="Book").click()
    expect(calendar.things).to_have_accessible_name(re.compile("^Port P02, .*, New booking pending"))
    stack.simulator.decide()
    calendar.page.clock.fast_forward(SOON)
    expect(calendar.things).to_have_accessible_name(re.compile("^Port P02, .*, Confirmed$"), timeout=SOON)


@in_a_soak
@pytest.mark.parametrize("change", ["spring", "autumn"])
def test_a_week_with_a_clock_change_shows_each_booking_once(calendar: CalendarPage, stack: Stack, change: str) -> None:
    """With its true times, and a notice about the change."""
    day = next_change(DETROIT, forward=change == "spring", after_days=10)  # after the week that is booked up
    midnight = datetime.combine(day, time(), DETROIT)
    spans = [(later(midnight, 60 * hour), later(midnight, 60 * hour + 60)) for hour in range(5)]
    bookings = [
        stack.simulator.book(evse_id=calendar.week.ports[0], start=start, end=end)["id"] for start, end in spans
    ]

    calendar.open(day=f"{day - timedelta(days=2):%Y-%m-%d}")

    words = "go forward" if change == "spring" else "go back"
    expect(calendar.view).to_contain_text(f"On {day_text(day)} the clocks {words}")
    expect(calendar.things).to_have_count(len(spans))
    for booking, (start, _) in zip(bookings, spans, strict=True):
        expect(calendar.thing(booking)).to_have_count(1)
        name = calendar.thing(booking).get_attribute("aria-label") or ""
        assert str(start.tzname()) in name


def test_a_week_and_the_opening_hours_of_a_day_fit_the_width(calendar: CalendarPage, stack: Stack) -> None:
    """At 1280 pixels, without scrolling sideways; the shortest booking is still wide enough to be pressed."""
    day = calendar.week.today + timedelta(days=8)  # after the week that is booked up
    noon = datetime.combine(day, time(12), DETROIT)
    short = stack.simulator.book(evse_id=calendar.week.ports[0], start=noon, end=later(noon, 15))["id"]
    hours = {name: [{"start": "06:00", "end": "22:00"}] for name in _WEEKDAYS}

    def rewrite(route: Route) -> None:
        fetched = route.fetch()
        opening = {"alwaysOpen": False, "hours": hours}
        route.fulfill(response=fetched, json=fetched.json() | {"workingHours": opening})

    calendar.page.route("**/api/admin/calendar?*", rewrite)
    calendar.page.set_viewport_size({"width": 1280, "height": 800})
    calendar.open(day=f"{day:%Y-%m-%d}")
    room, whole = calendar.widths
    assert whole <= room
    box = calendar.thing(short).bounding_box()
    assert box is not None
    assert box["width"] >= 24

    calendar.page.get_by_role("radio", name="Day", exact=True).check(force=True)
    expect(calendar.grid.get_by_text("6 AM", exact=True)).to_be_visible()
    room, _ = calendar.widths
    assert abs(room - calendar.sidebar - 16 * calendar.hour) < 2
    assert abs(calendar.scrolled - 6 * calendar.hour) < 2
    calendar.page.set_viewport_size({"width": 1000, "height": 800})
    expect(calendar.grid.get_by_text("6 AM", exact=True)).to_be_visible()
    calendar.page.wait_for_function("document.querySelector('.ec-main').clientWidth < 1000")
    assert 16 * calendar.hour < room


@in_a_soak
def test_on_a_phone_a_day_begins_shortly_before_now(calendar: CalendarPage) -> None:
    """The hours since midnight would fill several screens; the table leaves out the day."""
    calendar.page.set_viewport_size({"width": 390, "height": 800})
    calendar.open(day="", span="day")
    now = CLOCK.now(DETROIT)
    hour = now.hour + now.minute / 60

    assert calendar.scrolled <= hour * calendar.hour <= calendar.scrolled + 2 * calendar.hour
    calendar.page.get_by_role("radio", name="Table", exact=True).check(force=True)
    heads = calendar.page.get_by_role("table").get_by_role("columnheader")
    expect(heads).to_have_text(["Port", "Time", "Status", "Driver"])


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.mark.parametrize(("change", "length"), sample([("autumn", 25), ("spring", 23)], 1))
def test_a_day_with_a_clock_change_is_as_long_as_it_is(
    calendar: CalendarPage, stack: Stack, change: str, length: int
) -> None:
    """A repeated hour is an hour wide, a skipped one has no width: hours that follow each other touch."""
    day = next_change(DETROIT, forward=change == "spring", after_days=10)
    midnight = datetime.combine(day, time(), DETROIT)
    bookings = [
        stack.simulator.book(
            evse_id=calendar.week.ports[0], start=later(midnight, 60 * hour), end=later(midnight, 60 * hour + 60)
        )["id"]
        for hour in range(5)
    ]

    calendar.open(day=f"{day:%Y-%m-%d}", span="day")
    expect(calendar.things).to_have_count(len(bookings))

    boxes = [calendar.thing(booking).bounding_box() for booking in bookings]
    lefts = [box["x"] for box in boxes if box]
    assert [round(after - before) for before, after in pairwise(lefts)] == [round(calendar.hour)] * 4
    *followed, _ = boxes  # the last has room for its name
    assert {round(box["width"] - calendar.hour) for box in followed if box} <= {-2, -1, 0}
    _, whole = calendar.widths
    assert abs(whole - calendar.sidebar - length * calendar.hour) < 3
    names = calendar.grid.get_by_text(re.compile("^(1|2) AM"))
    expect(names).to_have_text(["1 AM EDT", "1 AM EST", "2 AM"] if change == "autumn" else [])


def test_an_event_names_its_driver_first(calendar: CalendarPage) -> None:
    """Then its time; the table has the name in a column. In a week, events with room are as wide as a name."""
    calendar.open()
    widths = sorted(calendar.things.evaluate_all("(all) => all.map((one) => one.offsetWidth)"))
    assert widths[0] >= SHORTEST
    assert widths[len(widths) // 2] >= NAME
    words = calendar.things.first.locator(".calendar-words")
    driver, time_, _ = words.inner_text().split(", ", 2)
    assert re.fullmatch(r"\w+ \w+", driver)
    assert re.match(r"\d", time_)
    assert calendar.things.evaluate_all(ARE_FIRST_NAMES_WHOLE)

    calendar.things.first.focus()
    calendar.press("v")
    expect(calendar.lines.filter(has_text=driver).first).to_be_visible()
