"""Old browsers: small features have polyfills, otherwise a notice is shown."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.context import new_context
from tests.browser.pages import BookingPage, StatusPage
from tests.browser.stack import DRIVER, Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import sample

WITHOUT_SMALL_THINGS = """
    delete Crypto.prototype.randomUUID;
    globalThis.AbortSignal = Object.create(AbortSignal, { timeout: { value: undefined } }); // the clock's
    delete Array.prototype.toSorted;
    delete Element.prototype.checkVisibility;
"""
TOO_OLD = "Your browser is too old for this page"
GREAT_THINGS = ("Object.hasOwn", "window.AbortController", "window.HTMLDialogElement")


def test_a_port_is_booked_with_polyfills(page: Page, stack: Stack) -> None:
    """As in Safari 16: polyfills create the idempotency key and the timeout of the request."""
    stack.simulator.approval("instant")
    page.add_init_script(WITHOUT_SMALL_THINGS)
    page.goto("/")
    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()
    assert page.evaluate("[crypto.randomUUID, AbortSignal.timeout, [].toSorted].every((one) => one === undefined)")
    booking = BookingPage(page)
    booking.open(101)
    start = tomorrow_at(10)
    booking.choose(start)
    booking.email.fill(DRIVER)

    booking.email.press("Enter")

    expect(StatusPage(page).heading).to_have_text("Confirmed")
    assert len(stack.bookings_of_drivers()) == 1


@pytest.fixture
def silent_page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """Return a page whose errors are not recorded: a script may fail without a feature."""
    context = new_context(browser, stack)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "address", sample(["/admin", "/site?id=101", "/", "/booking", "/find", "/move", "/signs?id=101"], 1)
)
def test_a_browser_that_is_too_old_shows_a_notice(silent_page: Page, address: str) -> None:
    """On every page that needs a script, and nothing else is shown."""
    silent_page.add_init_script("delete Array.prototype.at;")

    silent_page.goto(address)

    expect(silent_page.get_by_role("heading", name=TOO_OLD)).to_be_visible()
    expect(silent_page.get_by_role("main")).to_contain_text("Safari 16")
    expect(silent_page.get_by_role("main")).not_to_contain_text("You're offline")


@pytest.mark.parametrize("missing", sample(GREAT_THINGS, 1))
def test_every_required_feature_is_checked(silent_page: Page, missing: str) -> None:
    """Before any call is made."""
    silent_page.add_init_script(f"delete {missing};")

    silent_page.goto("/")

    expect(silent_page.get_by_role("heading", name=TOO_OLD)).to_be_visible()


def test_a_browser_without_modules_shows_a_notice_in_its_language(page: Page) -> None:
    """No other script of the page runs then."""
    page.add_init_script("delete HTMLScriptElement.prototype.noModule;")
    page.route("**/js/pages/sites.js", lambda route: route.fulfill(content_type="text/javascript", body=""))

    page.goto("/es/")

    expect(page.get_by_role("heading", name="Su navegador es demasiado antiguo para esta página")).to_be_visible()
