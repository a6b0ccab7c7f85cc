"""The landing view of the admin page: the bookings of one day in order, and the actions on them."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.admin.pages import AdminPage
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.page_problems import page_problems
from tests.browser.stack import DRIVER, Stack
from tests.browser.translate import Translator
from tests.browser.wall_time import DETROIT, later
from tests.support.clock import CLOCK
from tests.support.soak import sample
from tools.build_site.languages import Language

MINUTE = 60_000
SOON = 1_000
MEDIA_BOX = re.compile(rb"/MediaBox \[")


class TodayPage:
    """The view "Today"."""

    def __init__(self, admin: AdminPage) -> None:
        self.admin = admin
        self.view: Locator = admin.page.get_by_role("region", name="Today")
        self.rows = self.view.locator("tbody tr")

    def open(self, query: str) -> None:
        self.admin.page.goto(f"/admin{query}")
        self.admin.sign_in()
        expect(self.view.get_by_role("heading", level=2)).to_be_visible()


@pytest.fixture(autouse=True)
def morning(stack: Stack) -> None:
    """Begin every test at ten in the morning, also when the suite runs at midnight."""
    stack.set_clock_to_morning()


@pytest.fixture
def today(admin: AdminPage) -> TodayPage:
    return TodayPage(admin)


@pytest.fixture
def site(stack: Stack) -> int:
    """Add a site with four bookings of Dana Driver or others from the next full hour on."""
    hour = CLOCK.now(DETROIT).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    added = stack.simulator.add_site(ports=3)
    for port, (hours, user) in zip((0, 1, 2, 0), ((2, 1001), (0, 1001), (0, 1005), (4, 1005)), strict=True):
        start = later(hour, 60 * hours)
        stack.simulator.book(evse_id=added["evseIds"][port], start=start, end=later(start, 60), user_id=user)
    number: int = added["locationId"]
    return number


def test_staff_land_on_the_day_in_order_and_open_a_booking(today: TodayPage, site: int) -> None:
    """By start, the next ones marked; the panel has name, phone and email, the list no contact data."""
    today.open(f"?site={site}")

    expect(today.rows).to_have_count(4)
    expect(today.rows.filter(has_text="Next")).to_have_count(2)
    expect(today.rows.first).to_contain_text("Dana Driver")
    expect(today.view.get_by_text(re.compile("^Available now: (P0[123] until [^,]*M(, |$)){3}"))).to_be_visible()
    expect(today.view).not_to_contain_text("@")

    today.rows.first.get_by_role("link").click()
    panel = today.admin.panel
    expect(panel.get_by_text("Dana Driver")).to_be_visible()
    expect(panel.get_by_role("link", name="(616) 786-8679")).to_have_attribute("href", "tel:+16167868679")
    expect(panel.get_by_role("link", name=DRIVER)).to_have_attribute("href", f"mailto:{DRIVER.replace('@', '%40')}")


def test_a_refresh_keeps_the_focus_and_shows_what_changed(today: TodayPage, stack: Stack, site: int) -> None:
    """Every minute: a new booking appears in order, and the focused row stays focused."""
    today.open(f"?site={site}")
    expect(today.rows).to_have_count(4)
    focused = today.rows.filter(has_text="Dana Driver").last.get_by_role("link")
    focused.focus()
    time = focused.inner_text()
    booked = next(one for one in stack.simulator.live_bookings() if one["locationId"] == site)
    start = datetime.fromisoformat(booked["startAt"]) + timedelta(hours=6)
    stack.simulator.book(evse_id=booked["evseId"], start=start, end=later(start, 30))

    today.admin.page.clock.fast_forward(2 * MINUTE)

    expect(today.rows).to_have_count(5)
    expect(today.admin.focused).to_have_text(time)


def test_names_that_were_not_read_yet_follow_by_themselves(today: TodayPage, site: int) -> None:
    """As long as each response has more of them; one that has no more ends it."""
    unread = iter((3, 2, 2, 0))
    asked = []

    def rewrite(route: Route) -> None:
        fetched = route.fetch()
        body = fetched.json() | {"unread": next(unread)}
        for booking in body["bookings"][: body["unread"]]:
            del booking["driver"]["name"], booking["ports"]
        asked.append(body["unread"])
        route.fulfill(response=fetched, json=body)

    page = today.admin.page
    page.route("**/api/admin/today?*", rewrite)
    today.open(f"?site={site}")
    unknown = today.rows.filter(has_text="Port unknown")
    expect(today.view.get_by_text("More names and ports are loading.")).to_be_visible()
    expect(unknown).to_have_count(3)

    page.clock.fast_forward(SOON)
    expect(unknown).to_have_count(2)
    with page.expect_response("**/api/admin/today?*"):
        page.clock.fast_forward(SOON)
    page.clock.fast_forward(10 * SOON)
    assert asked == [3, 2, 2]

    page.clock.fast_forward(MINUTE)
    expect(unknown).to_have_count(0)
    expect(today.view.get_by_text("More names and ports are loading.")).to_be_hidden()


def test_the_site_is_remembered_in_this_browser(today: TodayPage) -> None:
    """A chosen site is selected on the next visit; "all sites" removes it."""
    today.open("")
    select = today.view.get_by_label("Site", exact=True)
    select.select_option("101")
    expect(today.view.get_by_role("heading", level=2)).to_contain_text("Riverfront Garage")
    page = today.admin.page

    page.goto("/admin")
    expect(select).to_have_value("101")
    expect(today.view.get_by_role("heading", level=2)).to_contain_text("Riverfront Garage")
    select.select_option("")
    page.goto("/admin")
    expect(today.view.get_by_role("heading", level=2)).to_contain_text("all sites")
    expect(select).to_have_value("")


def test_bookings_that_are_over_make_room_for_who_is_next(today: TodayPage, stack: Stack, site: int) -> None:
    """A button shows them; paper has all. On a day that is over, nothing is hidden."""
    booked = next(one for one in stack.simulator.live_bookings() if one["locationId"] == site)
    start = CLOCK.now(DETROIT).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    over = stack.simulator.book(evse_id=booked["evseId"], start=start, end=later(start, 30))
    today.open(f"?site={site}")
    row = today.view.locator(f'[data-booking="{over["id"]}"]')
    expect(today.rows).to_have_count(5)
    expect(row).to_be_hidden()
    today.admin.page.emulate_media(media="print")
    expect(row).to_be_visible()
    today.admin.page.emulate_media(media="screen")

    today.view.get_by_role("button", name="Show 1 earlier booking").click()
    expect(row).to_be_visible()
    today.view.get_by_role("button", name="Hide earlier bookings").click()
    expect(row).to_be_hidden()

    stack.set_clock(CLOCK.now() + timedelta(days=1))
    today.admin.page.goto(f"/admin?site={site}&day={start:%Y-%m-%d}")
    expect(row).to_be_visible()
    expect(today.view.get_by_role("button", name="earlier booking")).to_have_count(0)


def test_a_booking_over_midnight_and_long_names_fit_beside_an_open_booking(page: Page, stack: Stack, site: int) -> None:
    """In Spanish, whose texts are longer: the table ends before the panel, and no word of a name is broken."""
    booked = next(one for one in stack.simulator.live_bookings() if one["locationId"] == site)
    stack.simulator.patch("users", 1005, firstName="Maximiliana-Alexandrina", lastName="von Hohenlohe-Schillingsfürst")
    start = CLOCK.now(DETROIT).replace(hour=23, minute=30)
    stack.simulator.book(evse_id=booked["evseId"], start=start, end=later(start, 90))
    admin = AdminPage(page, Translator(Language("es")))
    page.goto(f"/es/admin?site={site}&booking={booked['id']}")
    admin.sign_in()
    table, panel = page.locator(".rows-today"), page.locator("#panel")
    expect(panel.get_by_role("link", name=re.compile(r"^\(616\)"))).to_be_visible()

    right = table.evaluate("(table) => table.getBoundingClientRect().left + table.scrollWidth")
    assert right <= panel.evaluate("(panel) => panel.getBoundingClientRect().left")
    long = table.get_by_text("Maximiliana-Alexandrina").last
    assert long.evaluate("(cell) => cell.clientWidth") > page.evaluate(WIDTH_OF_WORD, "Maximiliana-")


WIDTH_OF_WORD = """(word) => {
    const context = document.createElement("canvas").getContext("2d");
    context.font = getComputedStyle(document.querySelector(".rows-today td")).font;
    return context.measureText(word).width;
}"""


def test_a_day_that_was_not_read_again_says_why(today: TodayPage, site: int, console: ConsoleMonitor) -> None:
    """A lost connection is not the charging network's."""
    today.open(f"?site={site}")
    expect(today.rows).to_have_count(4)
    today.admin.page.route("**/api/admin/today?*", lambda route: route.abort())
    console.allow("net::ERR_FAILED /api/admin/today")

    today.admin.page.clock.fast_forward(2 * MINUTE)

    expect(
        today.view.get_by_text("Last updated 2 minutes ago. You're offline, or the connection dropped.")
    ).to_be_visible()


def test_other_days_and_errors(today: TodayPage, site: int) -> None:
    """Buttons lead to earlier and later days; a failed read has a button to try again."""
    today.open(f"?site={site}")
    today.view.get_by_role("button", name="Later").click()
    expect(today.view.get_by_text("No bookings on this day.")).to_be_visible()
    today.view.get_by_role("button", name="Today").click()
    expect(today.rows).to_have_count(4)


@pytest.mark.parametrize("width", sample([320, 1280], 1))
def test_a_day_with_a_port_that_is_out_of_order_passes_axe_and_fits(
    page: Page, today: TodayPage, stack: Stack, site: int, width: int
) -> None:
    """In both themes. The port comes first; a link opens an affected booking."""
    booked = next(one for one in stack.simulator.live_bookings() if one["locationId"] == site)
    stack.simulator.patch("evses", booked["evseId"], hardwareStatus="faulted")
    page.set_viewport_size({"width": width, "height": 800})
    today.open(f"?site={site}")
    broken = today.view.get_by_role("region", name="Out of order")
    expect(broken).to_contain_text("is out of order.")

    assert page_problems(page) == []
    broken.get_by_role("link").first.click()
    expect(today.admin.panel.get_by_role("heading", name="Booking")).to_be_visible()


@pytest.mark.parametrize("paper", sample(["Letter", "A4"], 1))
def test_a_day_with_thirty_bookings_prints_on_one_page(today: TodayPage, stack: Stack, paper: str) -> None:
    """With a port that is out of order on top; the bar and the buttons are not printed."""
    hour = CLOCK.now(DETROIT).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    added = stack.simulator.add_site(ports=5)
    for number in range(30):
        start = later(hour, 60 * (number // 5))
        port = added["evseIds"][number % 5]
        stack.simulator.book(evse_id=port, start=start, end=later(start, 60), user_id=1001)
    stack.simulator.patch("evses", added["evseIds"][0], hardwareStatus="faulted")
    today.open(f"?site={added['locationId']}")
    expect(today.rows).to_have_count(30)
    expect(today.view.get_by_role("button", name=re.compile("Call drivers"))).to_have_count(1)

    sheets = MEDIA_BOX.findall(today.admin.page.pdf(format=paper))

    assert len(sheets) == 1
    today.admin.page.emulate_media(media="print")
    expect(today.view.get_by_role("button")).to_have_count(0)
    expect(today.rows.last).to_be_visible()
