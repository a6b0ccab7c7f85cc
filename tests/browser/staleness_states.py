"""States with stale or missing data, and with another time zone of the browser: walks as in `states`."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.page_fixture import PageFixture
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.wall_time import DENVER, tomorrow_at
from tools.build_site.languages import languages

SITES = "**/api/sites?*"
AVAILABILITY = "**/api/sites/101/availability?*"
STATUS_PAGES = ("booking.html", "es/booking.html")
TIMEOUT_MS = 40_000
IS_KEPT = """async (scopes) => {
    const known = await navigator.serviceWorker.getRegistrations();
    return known.filter(({ active }) => active?.state === "activated").length === scopes;
}"""
_UNTIL = """async ([given, patience]) => {
    const holds = CONDITION;
    const end = performance.now() + patience;
    while (!(await holds(given))) {
        if (performance.now() > end) throw new Error(`in vain: ${holds}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}"""


def wait_until(page: Page, condition: str, given: Any = None) -> None:
    """Wait until an asynchronous condition of the page holds: Playwright would take its promise for true."""
    page.evaluate(_UNTIL.replace("CONDITION", condition), [given, TIMEOUT_MS])


def as_stale_response(route: Route) -> None:
    """Answer as a function that has not reached Ampeco for three minutes (RFC 9111, `Age`)."""
    fresh = route.fetch()
    route.fulfill(response=fresh, headers={**fresh.headers, "age": "180", "warning": '110 - "Response is Stale"'})


def stale_data(page_fixture: PageFixture) -> Iterator[str]:
    """Show a stale list of sites, then stale free times."""
    page_fixture.page.route(SITES, as_stale_response)
    page_fixture.go_to("/")
    yield page_fixture.see("Last updated {when}.")

    booking = BookingPage(page_fixture.page, page_fixture.translator)
    booking.open(101)
    booking.choose(tomorrow_at(9), port="A1")
    page_fixture.refuse(AVAILABILITY, 502, "upstream-error")
    page_fixture.page.clock.fast_forward(75_000)
    yield page_fixture.see("Last updated")


def while_offline(page_fixture: PageFixture) -> Iterator[str]:
    """Show a booking as last read, and one that was never read."""
    page_fixture.console.expect(*["net::ERR_INTERNET_DISCONNECTED /api/bookings/*"] * 4)
    page_fixture.stack.simulator.approval("instant")
    seen, unseen = page_fixture.stack.book(103, tomorrow_at(4, DENVER)), page_fixture.stack.book(101, tomorrow_at(14))
    StatusPage(page_fixture.page, page_fixture.translator).open(seen)
    page_fixture.see("Confirmed")
    wait_until(page_fixture.page, IS_KEPT, len(STATUS_PAGES))

    page_fixture.page.context.set_offline(True)
    page_fixture.page.reload()
    page_fixture.see("As of {when}")
    yield "a booking without a connection"

    page_fixture.go_to(f"/booking#{unseen}")
    yield page_fixture.see("We couldn't load your booking")


def another_language(page_fixture: PageFixture) -> Iterator[str]:
    """Show the offer of the page in the browser's preferred language."""
    other = next(one for one in languages() if one.code != page_fixture.translator.language.code)
    page_fixture.page.add_init_script(
        f"Object.defineProperty(navigator, 'languages', {{ get: () => ['{other.tag}'] }})"
    )
    page_fixture.go_to("/booking")
    page_fixture.see("Looking for your booking?")
    page_fixture.read(other.refusal)
    yield "another language offered"
