"""Browser contexts of the tests: a phone or a laptop, at the time of the test."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser.stack import Stack
from tests.support.clock import CLOCK

PHONE_SIZE: ViewportSize = {"width": 390, "height": 844}
PHONE = {
    "viewport": PHONE_SIZE,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-US",
    "timezone_id": "America/Detroit",
    "reduced_motion": "reduce",
}
LAPTOP = {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False}
UNWANTED = (
    # The address bar's suggestions and a spare process: invisible, but created for each context, a third of all CPU
    # time.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    # The browser reads one list only, so the relevant features that Playwright disables are repeated here.
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
    "--in-process-gpu",  # a process less to start and to talk to: a fifth of the computing time of a page
    "--renderer-process-limit=1",  # for each context: its first page keeps the process of the empty one
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TIMEOUT_MS = 40_000
"""Twice what the slowest page takes while two other processes keep both cores busy."""

OpenPage = Callable[..., Page]
"""Opens an empty page in a new context; its arguments are options of the context."""


def new_context(
    browser: Browser, stack: Stack, *, has_clock: bool = True, has_worker: bool = False, **options: Any
) -> BrowserContext:
    """Return a new context, to be closed by the caller: a phone at the test's time, unless specified otherwise.

    Without a clock, its pages may have frames that run no script. A service worker, for tests without a connection,
    takes as long as loading a page.
    """
    context = browser.new_context(base_url=stack.url, **{**PHONE, **options})
    context.set_default_timeout(TIMEOUT_MS)
    if has_clock:
        context.clock.install(time=CLOCK.now())
        if not has_worker:
            context.add_init_script("delete Navigator.prototype.serviceWorker")
    return context
