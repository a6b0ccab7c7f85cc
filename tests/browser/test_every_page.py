"""Requirements for every page."""

import re

from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.pages import UNKNOWN, BookingPage, StatusPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at


def test_every_page_has_a_title_of_its_own(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """With the operator's name, so that tabs can be told apart.

    Without a reference no booking is called missing; of an invented link the page says what to do.
    """
    console.expect("404 /nowhere", "404 /api/bookings/*")
    reference = stack.book(101, tomorrow_at(9))
    settled = {
        "/": page.get_by_role("link", name="Riverfront Garage"),
        "/site?id=101": page.get_by_role("heading", name="Riverfront Garage"),
        "/site?id=107": page.get_by_role("heading", name="Music Row Plaza"),
        "/booking": page.get_by_role("link", name="Book a port"),
        f"/booking#{UNKNOWN}": page.get_by_text("The link may be incomplete.").filter(visible=True),
        "/find": page.get_by_role("heading", name="Find my booking"),
        f"/booking#{reference}": page.get_by_role("heading", name="Confirmed"),
        "/nowhere": page.get_by_role("heading", name="We can't find that page"),
    }

    titles = []
    for address, landmark in settled.items():
        page.goto("about:blank")
        page.goto(address)
        expect(landmark).to_be_visible()
        titles.append(page.title())

    assert titles == [
        "Charging sites · Future Energy",
        "Riverfront Garage · Future Energy",
        "Music Row Plaza · Future Energy",
        "Your booking · Future Energy",
        "Your booking · Future Energy",
        "Find my booking · Future Energy",
        "Confirmed: Riverfront Garage · Future Energy",
        "Page not found · Future Energy",
    ]


def test_an_unknown_path_shows_the_404_page(page: Page, console: ConsoleMonitor) -> None:
    """With its status, and a link to the sites."""
    console.expect("404 /no/such/page")

    answer = page.goto("/no/such/page")

    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link", name="See all sites").click()
    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()


def test_a_reference_pasted_over_another_shows_its_own_booking(page: Page, stack: Stack) -> None:
    """The page follows its address without a reload."""
    stack.simulator.approval("instant")
    status = StatusPage(page)
    first, second = stack.book(101, tomorrow_at(9)), stack.book(107, tomorrow_at(14))
    status.open(first)
    expect(status.card).to_contain_text("Riverfront Garage")

    page.evaluate("(reference) => { location.hash = reference }", second)

    expect(status.card).to_contain_text("Music Row Plaza")


def test_search_and_filters_of_sites_are_in_the_address(page: Page) -> None:
    """Search, plug and power, also after a reload."""
    page.goto("/?q=san+francisco&connector=ccs1&kw=250")
    expect(page.get_by_role("status").first).to_have_text("1 site")
    expect(page.get_by_role("link", name="Pier 48 Lot")).to_be_visible()

    page.get_by_role("searchbox").fill("nowhere at all")

    expect(page.get_by_role("heading", name="No sites found")).to_be_visible()

    page.get_by_role("button", name="Clear the search").click()

    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("status").first).to_have_text("15 sites")
    assert page.url.endswith("/")


def test_the_nearest_site_comes_first_only_on_request(open_page: OpenPage) -> None:
    """The page reads the position on a press and never before."""
    page = open_page(geolocation={"latitude": 36.16, "longitude": -86.78}, permissions=["geolocation"])
    page.goto("/")
    first = page.get_by_role("listitem").first
    expect(first).to_contain_text("Bayfront Commons")

    page.get_by_role("button", name="Nearest first").click()

    expect(first).to_contain_text("Music Row Plaza")
    expect(first).to_contain_text(re.compile(r"\d mi"))


def test_a_city_or_zip_code_without_a_site_leads_to_the_nearest_sites(page: Page) -> None:
    """The positions of places are loaded only then; the plug of the car still counts."""
    loaded: list[str] = []
    page.on(
        "request", lambda request: loaded.append(request.url.rpartition("/")[2]) if "/places/" in request.url else None
    )
    page.goto("/")
    count, first = page.get_by_role("status").first, page.get_by_role("listitem").first
    search = page.get_by_role("searchbox")

    search.fill("Grand Rapids")
    expect(first).to_contain_text("Riverfront Garage")
    assert loaded == []
    expect(page.get_by_role("link", name="GeoNames")).to_be_hidden()

    search.fill("Flint, MI")

    expect(count).to_have_text("No site in Flint, MI. Nearest sites:")
    expect(first).to_contain_text("Riverfront Garage")
    expect(first).to_contain_text(re.compile(r"\b(9\d|1[01]\d) mi"))
    expect(page.get_by_role("link", name="GeoNames")).to_be_visible()

    search.fill("94501")

    expect(count).to_have_text("No site in 94501. Nearest sites:")
    expect(first).to_contain_text("Pier 48 Lot")
    assert loaded == ["city-f.json", "zip-9.json"]

    search.fill("flint")
    page.get_by_label("CHAdeMO").check()

    expect(count).to_have_text("No site in Flint, MI. Nearest sites:")
    expect(first).to_contain_text("CHAdeMO")
    expect(page.get_by_role("link", name="Riverfront Garage")).to_have_count(0)


def test_a_denied_position_suggests_the_search(page: Page) -> None:
    """The list stays without the permission."""
    page.goto("/")

    page.get_by_role("button", name="Nearest first").click()

    expect(page.get_by_text("Location is off.")).to_be_visible()
    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()


def test_a_tap_on_the_timeline_chooses_a_start_there(booking_page: BookingPage) -> None:
    """It sets the lists of starts and ports: the middle of a day is about noon."""
    start = tomorrow_at(12)
    booking_page.open(101)
    booking_page.day(start.date()).check()

    booking_page.page.locator(".timeline-track").first.tap()

    expect(booking_page.starts.get_by_role("radio", checked=True)).to_have_accessible_name(
        "12:00 PM to 1:00 PM, port A1, CCS · 150 kW"
    )
    expect(booking_page.port("A1")).to_be_checked()


def test_the_console_monitor_detects_each_kind_of_problem(open_page: OpenPage, console: ConsoleMonitor) -> None:
    """Each kind that must fail a test."""
    console.expect("told", "warned", "uncaught: thrown", "404 /nothing", "*TrustedHTML*")
    console.expect(*["*Content Security Policy*"] * 2)
    console.expect("leaves the site: http://127.0.0.1:9/", "net::ERR_UNSAFE_PORT /")
    page, lawless = open_page(), open_page(bypass_csp=True)
    leave = "async () => { await fetch('http://127.0.0.1:9/').catch(() => null) }"
    page.goto("/booking")
    lawless.goto("/booking")

    page.evaluate(
        """async () => {
            console.error("told");
            console.warn("warned");
            queueMicrotask(() => { throw new Error("thrown"); }); // the clock tells a timer's to the console
            try { document.body.innerHTML = "x"; } catch {}
            await fetch("/nothing");
        }"""
    )
    page.evaluate(leave)
    lawless.evaluate(leave)

    assert len(console.heard) == 9
