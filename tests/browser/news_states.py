"""States that come of old or missing news, and of where the browser is: walks as in `states`."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.pages import BookingPage, StatusPage
from tests.browser.scene import Scene
from tests.browser.walls import DENVER, tomorrow_at
from tools.build_site.languages import languages

SITES = "**/api/sites?*"
AVAILABILITY = "**/api/sites/101/availability?*"
STATUS_PAGES = ("booking.html", "es/booking.html")
PATIENCE_MS = 40_000
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
    """Wait until a condition of the page holds that takes a promise: Playwright would take the promise for a yes."""
    page.evaluate(_UNTIL.replace("CONDITION", condition), [given, PATIENCE_MS])


def as_an_old_copy(route: Route) -> None:
    """Answer as a function does that could not reach the platform for three minutes (RFC 9111, `Age`)."""
    fresh = route.fetch()
    route.fulfill(response=fresh, headers={**fresh.headers, "age": "180", "warning": '110 - "Response is Stale"'})


def old_news(scene: Scene) -> Iterator[str]:
    """Show a list of sites that is old, then free time that is."""
    scene.page.route(SITES, as_an_old_copy)
    scene.go_to("/")
    yield scene.see("Last known list, from {when}.")

    booking = BookingPage(scene.page, scene.tongue)
    booking.open(101)
    booking.choose(tomorrow_at(9), port="A1")
    scene.refuse(AVAILABILITY, 502, "upstream-error")
    scene.page.clock.fast_forward(75_000)
    yield scene.see("This is an old picture, from")


def without_a_connection(scene: Scene) -> Iterator[str]:
    """Show a booking as it was when it was last looked at, and one that never was."""
    scene.watch.announce(*["net::ERR_INTERNET_DISCONNECTED /api/bookings/*"] * 4)
    scene.stack.simulator.approval("instant")
    seen, unseen = scene.stack.book(103, tomorrow_at(4, DENVER)), scene.stack.book(101, tomorrow_at(14))
    StatusPage(scene.page, scene.tongue).open(seen)
    scene.see("Confirmed")
    wait_until(scene.page, IS_KEPT, len(STATUS_PAGES))

    scene.page.context.set_offline(True)
    scene.page.reload()
    scene.see("As of {when}")
    yield "a booking without a connection"

    scene.go_to(f"/booking#{unseen}")
    yield scene.see("The booking cannot be shown right now")


def another_language(scene: Scene) -> Iterator[str]:
    """Show the offer of a page in the language that the browser prefers."""
    other = next(one for one in languages() if one.code != scene.tongue.language.code)
    scene.page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => ['{other.tag}'] }})")
    scene.go_to("/booking")
    scene.see("This link names no booking")
    scene.read(other.refusal)
    yield "another language offered"
