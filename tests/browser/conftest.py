"""One browser and one running product for all tests of a process, and a new context for each test."""

import fcntl
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import FLAGS, TIMEOUT_MS, OpenPage, new_context
from tests.browser.pages import BookingPage
from tests.browser.screenshots import save_screenshots
from tests.browser.stack import IMAGE_ORIGIN, Stack, built_site, running_stack
from tools.chromium import installed_chromium

HAS_FAILED = pytest.StashKey[bool]()
_BROWSER = pytest.StashKey[tuple[Browser, ExitStack]]()
_HERE = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Store whether the test failed, for its fixtures."""
    report = yield
    item.stash[HAS_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the built site, which the processes of one run share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "browser-dist"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            built_site(folder.with_suffix(".new"), image_origin=IMAGE_ORIGIN).rename(folder)
    return folder


@pytest.fixture(scope="session")
def shared_stack(dist: Path) -> Iterator[Stack]:
    with running_stack(dist) as running:
        yield running


@pytest.fixture
def stack(shared_stack: Stack) -> Stack:
    """Return the product with the simulator reset to its initial state.

    The functions cache the catalog for a minute: a test that changes it, or needs them cold, has its own stack.
    """
    shared_stack.reset()
    return shared_stack


@pytest.fixture
def browser(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Browser:
    """Return the browser, started by the first test that needs it and again after a crash.

    It is closed after the last test of this folder: the event loop of Playwright runs as long as it is open, and the
    asyncio tests of other folders need their own.
    """
    running = pytestconfig.stash.get(_BROWSER, None)
    if running is not None and running[0].is_connected():
        return running[0]
    _close_browser(pytestconfig)
    path = installed_chromium()
    if path is None:
        pytest.fail("no Chromium: `make test` gets one, or name yours: CHROMIUM=/path/to/chromium")
    expect.set_options(timeout=TIMEOUT_MS)
    with ExitStack() as opened:
        playwright = opened.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        opened.callback(browser.close)
        pytestconfig.stash[_BROWSER] = browser, opened.pop_all()
    folder = next(node for node in request.node.listchain() if node.path == _HERE)
    folder.addfinalizer(lambda: _close_browser(pytestconfig))
    return browser


def _close_browser(config: pytest.Config) -> None:
    running = config.stash.get(_BROWSER, None)
    if running is not None:
        del config.stash[_BROWSER]
        running[1].close()


@pytest.fixture
def console(stack: Stack) -> Iterator[ConsoleMonitor]:
    """Return the monitor of every page of the test; the test fails on messages that it did not expect."""
    console = ConsoleMonitor(stack.url)
    yield console
    assert console.unexpected == []
    assert console.missing == []


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, stack: Stack, console: ConsoleMonitor
) -> Iterator[OpenPage]:
    """Return a function that opens an empty page in a new context: a phone, unless specified otherwise."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Page:
        context = new_context(browser, stack, **options)
        console.follow(context)
        contexts.append(context)
        return context.new_page()

    try:
        yield opened
        if request.node.stash.get(HAS_FAILED, False):
            save_screenshots(contexts, request.node.nodeid)
        else:
            console.wait_for_announced([page for context in contexts for page in context.pages])
    finally:
        for context in contexts:
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")  # an answer on its way would fail the next test
            context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return an empty page on a phone."""
    return open_page()


@pytest.fixture
def booking_page(page: Page) -> BookingPage:
    """Return the booking page of a site, not opened yet."""
    return BookingPage(page)
