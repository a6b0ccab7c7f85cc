"""A browser for each module, a fresh context for each test, and one running product for all."""

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.pages import BookingPage
from tests.browser.stack import IMAGE_ORIGIN, Stack, built_site, running_stack
from tests.support.clock import CLOCK
from tests.support.project import PROJECT
from tools.chromium import installed_chromium

PHONE_SIZE: ViewportSize = {"width": 390, "height": 844}
PHONE = {
    "viewport": PHONE_SIZE,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-US",
    "timezone_id": "America/Detroit",
    "reduced_motion": "reduce",
}
UNWANTED = (
    # An address bar's suggestions, and a process in reserve: nobody sees them, yet each context made them again, a
    # third of all computing time.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    # The browser heeds one list alone, so what Playwright's own holds back and could be met here stands here again.
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
)
FLAGS = (
    f"--disable-features={','.join(UNWANTED)}",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TIMEOUT_MS = 40_000
"""Twice what the slowest page takes while two other processes keep both cores busy."""
SCREENSHOTS = PROJECT / "test-results"

OpenPage = Callable[..., Page]
HAS_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep whether the test failed, for its fixtures to know."""
    report = yield
    item.stash[HAS_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(tmp_path_factory.mktemp("browser") / "dist", image_origin=IMAGE_ORIGIN)


@pytest.fixture(scope="session")
def shared_stack(dist: Path) -> Iterator[Stack]:
    with running_stack(dist) as running:
        yield running


@pytest.fixture
def stack(shared_stack: Stack) -> Stack:
    """Give the product with everything at its platform as it was at the start.

    The functions keep the catalog for a minute: a test that changes it, or needs them cold, has a stack of its own.
    """
    shared_stack.reset()
    return shared_stack


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser that ends with the module.

    While Playwright is open its event loop counts as running, and the asyncio tests of other modules could not run.
    """
    path = installed_chromium()
    if path is None:
        pytest.fail("no Chromium: `make test` gets one, or name yours: CHROMIUM=/path/to/chromium")
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def new_context(browser: Browser, stack: Stack, **options: Any) -> BrowserContext:
    """Return a new context, to be closed by the caller: a phone at the test's time, unless specified otherwise."""
    context = browser.new_context(base_url=stack.url, **{**PHONE, **options})
    context.set_default_timeout(TIMEOUT_MS)
    context.clock.install(time=CLOCK.now())
    return context


@pytest.fixture
def console(stack: Stack) -> Iterator[ConsoleMonitor]:
    """Give the watch over every page of the test; the test fails on what it did not announce."""
    console = ConsoleMonitor(stack.url)
    yield console
    assert console.unexpected == []
    assert console.missing == []


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, stack: Stack, console: ConsoleMonitor
) -> Iterator[OpenPage]:
    """Give what opens an empty page in a new context: a phone, unless the options say otherwise."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Page:
        context = new_context(browser, stack, **options)
        console.follow(context)
        contexts.append(context)
        return context.new_page()

    try:
        yield opened
        if request.node.stash.get(HAS_FAILED, False):
            _photograph(contexts, request.node.nodeid)
    finally:
        for context in contexts:
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")  # an answer on its way would fail the next test
            context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Give an empty page on a phone."""
    return open_page()


@pytest.fixture
def booking_page(page: Page) -> BookingPage:
    """Give the page on which a port is booked, not opened yet."""
    return BookingPage(page)


def _photograph(contexts: list[BrowserContext], test: str) -> None:
    """Keep what the failed test saw, in `test-results/`."""
    name = re.sub(r"\W+", "-", test.removeprefix("tests/browser/"))
    for number, page in enumerate((page for context in contexts for page in context.pages), start=1):
        page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png", full_page=True)
