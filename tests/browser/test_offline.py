"""The status page offline: the last response with its time, and no unavailable actions."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.page_problems import problems_in_a_soak
from tests.browser.pages import StatusPage, expect_error
from tests.browser.routes import route_once
from tests.browser.stack import Stack
from tests.browser.staleness_states import IS_KEPT, STATUS_PAGES, wait_until
from tests.browser.wall_time import tomorrow_at
from tools.build_site.site import PUBLIC
from tools.build_site.worker import ADDRESS, booking_worker

BOOKING = "**/api/bookings/*"
UNREACHED = "net::ERR_INTERNET_DISCONNECTED /api/bookings/*"
AS_OF = re.compile(r"As of \d{1,2}:\d\d [AP]M")
REGISTRATIONS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
CONTROLLER = "() => navigator.serviceWorker.controller"
NEWER_WAITS = "async () => (await navigator.serviceWorker.getRegistration()).waiting?.state === 'installed'"
CACHES = "() => caches.keys()"
OLD_IS_GONE = "async (old) => !(await caches.has(old))"
KEPT = """async () => {
    const caching = (await caches.keys()).map((name) => caches.open(name));
    const requests = (await Promise.all(caching)).map((cache) => cache.keys());
    return (await Promise.all(requests)).flat().map(({ url }) => url);
}"""


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return an empty page that keeps the status page in a service worker."""
    return open_page(has_worker=True)


@pytest.fixture
def build_anew(dist: Path) -> Iterator[Callable[[str], None]]:
    """Return a function that builds the site with another brand on the status page, as a newer version."""
    before = {name: (dist / name).read_bytes() for name in (*STATUS_PAGES, ADDRESS[1:])}

    def build(brand: str) -> None:
        pages = {name: before[name].decode().replace("Future Energy", brand) for name in STATUS_PAGES}
        after = {name: html.encode() for name, html in pages.items()} | {ADDRESS[1:]: booking_worker(PUBLIC, pages)}
        for name, content in after.items():
            (dist / name).write_bytes(content)

    yield build
    for name, content in before.items():
        (dist / name).write_bytes(content)


def test_a_booking_that_was_read_can_be_shown_offline(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """With the response's time, without axe violations or actions that need a connection; refreshed when online.

    Also in the other language, whose page was never open.
    """
    console.expect(*[UNREACHED] * 4)
    stack.simulator.approval("instant")
    reference, status = stack.book(101, tomorrow_at(9), label="A1"), StatusPage(page)
    status.open(reference)
    expect(status.heading).to_have_text("Confirmed")
    expect(page.get_by_text("As of")).to_be_hidden()
    wait_until(page, IS_KEPT, len(STATUS_PAGES))

    page.context.set_offline(True)
    page.reload()

    expect(status.heading).to_have_text("Confirmed")
    expect(status.reason).to_contain_text(AS_OF)
    expect(status.reason).to_contain_text("You're offline, or the connection dropped")
    expect(page).to_have_title(re.compile(r"^Confirmed as of \d{1,2}:\d\d [AP]M: Riverfront Garage"))
    expect(status.card).to_contain_text("A1")
    expect(status.arrival).to_be_visible()
    expect(page.get_by_text("You need a connection to change or cancel.")).to_be_visible()
    assert [name for name in _offered(page) if name in {"Change time", "Cancel booking"}] == []
    expect(page.get_by_role("group", name="Add to calendar")).to_be_hidden()
    assert problems_in_a_soak(page) == []

    page.context.set_offline(False)

    expect(page.get_by_text("As of")).to_be_hidden()
    expect(page).to_have_title(re.compile("^Confirmed: "))
    assert {"Change time", "Cancel booking"} <= set(_offered(page))
    kept = page.evaluate(KEPT)
    assert kept
    assert [url for url in kept if "/api/" in url or reference in url] == []

    page.context.set_offline(True)
    page.goto(f"/es/booking#{reference}")

    expect(page.locator("html")).to_have_attribute("lang", re.compile("^es"))
    expect(page.get_by_role("heading", level=2).first.locator("..")).to_contain_text("A1")


def test_a_booking_that_no_longer_exists_is_not_stored(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """Its last response is deleted; a late or failed response leaves what was stored."""
    console.expect("502 /api/bookings/*", "404 /api/bookings/*", *[UNREACHED] * 2)
    stack.simulator.approval("instant")
    status = StatusPage(page)
    route_once(page, BOOKING, _cancelled)
    status.open(stack.book(101, tomorrow_at(9), label="A1"))
    expect(status.heading).to_have_text("Canceled")
    wait_until(page, IS_KEPT, len(STATUS_PAGES))

    page.route(BOOKING, lambda _: None)
    with page.expect_request(BOOKING):
        page.reload()
    page.clock.fast_forward(3_000)

    expect(status.reason).to_contain_text(AS_OF)
    expect(status.reason).to_contain_text("This is taking too long.")

    # In addition to the holding route, which would pass requests on if it were removed before the page is left.
    _refuse(page, 502, "upstream-error")
    page.reload()

    expect(status.reason).to_contain_text(AS_OF)
    expect(status.reason).to_contain_text("We can't reach the charging network.")
    expect(status.heading).to_have_text("Canceled")

    _refuse(page, 404, "booking-not-found")
    page.reload()

    expect(page.get_by_role("heading", name="No booking matches this link")).to_be_visible()

    page.unroute_all()
    page.context.set_offline(True)
    page.reload()

    expect_error(page, "We couldn't load your booking", "You're offline, or the connection dropped")


def test_a_newer_build_replaces_the_cached_status_page(
    page: Page, stack: Stack, build_anew: Callable[[str], None]
) -> None:
    """An open page is left alone; after it is closed, the newer version opens offline. No other page has a worker."""
    others = ("/site?id=101", f"/move#{stack.book(101, tomorrow_at(9))}", "/")
    page.goto("/")
    assert page.evaluate(REGISTRATIONS) == 0
    page.goto("/booking")
    wait_until(page, IS_KEPT, len(STATUS_PAGES))
    (old,) = [name for name in page.evaluate(CACHES) if name.startswith("status-page:/booking:")]

    build_anew("Newer Energy")
    page.reload()

    expect(page).to_have_title("Your booking · Newer Energy")
    wait_until(page, NEWER_WAITS)
    assert old in page.evaluate(CACHES)

    for other in others:
        page.goto(other)
        assert page.evaluate(CONTROLLER) is None

    wait_until(page, OLD_IS_GONE, old)
    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()
    page.context.set_offline(True)
    page.goto("/booking")

    expect(page).to_have_title("Your booking · Newer Energy")
    expect(page.get_by_role("heading", name="Looking for your booking?")).to_be_visible()
    assert page.evaluate(REGISTRATIONS) == len(STATUS_PAGES)


def _offered(page: Page) -> list[str]:
    """Return the names of the visible links and buttons."""
    changes = page.locator("#changes").locator("a, button").filter(visible=True)
    return changes.all_inner_texts()


def _cancelled(route: Route) -> None:
    """Answer with the server's response, changed to a canceled booking."""
    answer = route.fetch()
    route.fulfill(response=answer, json=answer.json() | {"status": "cancelled"})


def _refuse(page: Page, status: int, kind: str) -> None:
    """Answer requests for a booking with a problem until the route is removed."""
    problem: dict[str, Any] = {"type": f"urn:problem:{kind}", "title": "Refused", "status": status}
    page.route(BOOKING, lambda route: route.fulfill(status=status, json=problem))
