"""A file of the build is temporarily missing: an old page after a deployment, a rollback, a stale CDN node."""

from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.stack import Stack
from tests.support.http import NO_TLS


def test_a_page_works_again_once_its_script_is_available(page: Page, console: ConsoleMonitor) -> None:
    """Until then a message says that a part did not load; a reload in the same browser is enough."""
    console.expect("404 */js/pages/sites.js")
    page.route("**/js/pages/sites.js", lambda route: route.fulfill(status=404, body=""), times=1)
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("Part of this page didn't load")

    page.get_by_role("button", name="Reload").click()

    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()


def test_a_missing_file_is_never_cached(stack: Stack, dist: Path) -> None:
    """In the folder of this build, of an earlier one, and among the pages; existing files are cached."""
    (script,) = dist.glob("assets/*/js/pages/sites.js")
    path = script.relative_to(dist).as_posix()
    missing = [f"/{path}x", f"/assets/0123456789ab/{script.name}", "/nowhere", "/es/nowhere"]

    with httpx.Client(base_url=stack.url, trust_env=False, timeout=30, verify=NO_TLS) as client:
        lifetimes = [client.get(address).headers["cache-control"] for address in (*missing, f"/{path}")]

    assert lifetimes == [*["no-store"] * len(missing), "public, max-age=31536000, immutable"]
