"""A file of the build is temporarily missing: an old page after a deployment, a rollback, a stale CDN node."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.stack import Stack, running_stack
from tests.support.http import NO_TLS


@pytest.fixture
def own_dist(dist: Path, tmp_path: Path) -> Path:
    """Return a copy of the built site, whose files a test may remove."""
    return shutil.copytree(dist, tmp_path / "dist")


@pytest.fixture
def stack(own_dist: Path) -> Iterator[Stack]:
    """Return the product with its own copy of the site."""
    with running_stack(own_dist) as running:
        running.reset()
        yield running


def test_a_page_works_again_once_its_script_is_available(page: Page, console: ConsoleMonitor, own_dist: Path) -> None:
    """Until then a message says that a part did not load; a reload in the same browser is enough."""
    (script,) = own_dist.glob("assets/*/js/pages/sites.js")
    elsewhere = script.rename(own_dist.parent / script.name)
    console.expect("404 */js/pages/sites.js")
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("Part of this page didn't load")
    elsewhere.rename(script)

    page.get_by_role("button", name="Reload").click()

    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()


def test_a_missing_file_is_never_cached(stack: Stack, own_dist: Path) -> None:
    """In the folder of this build, of an earlier one, and among the pages; existing files are cached."""
    (script,) = own_dist.glob("assets/*/js/pages/sites.js")
    path = script.relative_to(own_dist).as_posix()
    missing = [f"/{path}x", f"/assets/0123456789ab/{script.name}", "/nowhere", "/es/nowhere"]

    with httpx.Client(base_url=stack.url, trust_env=False, timeout=30, verify=NO_TLS) as client:
        lifetimes = [client.get(address).headers["cache-control"] for address in (*missing, f"/{path}")]

    assert lifetimes == [*["no-store"] * len(missing), "public, max-age=31536000, immutable"]
