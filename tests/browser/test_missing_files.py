"""A file of the build is temporarily missing: an old page after a deployment, a rollback, a stale CDN node."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.context import new_context
from tests.browser.stack import Stack, running_stack


@pytest.fixture(scope="module")
def folder(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the site, from which a test may remove files."""
    return Path(shutil.copytree(dist, tmp_path_factory.mktemp("missing") / "dist"))


@pytest.fixture(scope="module")
def own_stack(folder: Path) -> Iterator[Stack]:
    """Start a product that serves that copy."""
    with running_stack(folder) as running:
        yield running


def test_a_page_works_again_once_its_script_is_available(browser: Browser, own_stack: Stack, folder: Path) -> None:
    """Until then a message says that a part did not load; a reload in the same browser is enough."""
    (script,) = folder.glob("assets/*/js/pages/sites.js")
    away = script.rename(folder / "away.js")
    context = new_context(browser, own_stack)
    page = context.new_page()
    with page.expect_response(f"**/{script.name}") as missing:
        page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("Part of this page didn't load")

    away.rename(script)
    page.get_by_role("button", name="Reload").click()

    assert missing.value.status == 404
    expect(page.get_by_role("link", name="Riverfront Garage")).to_be_visible()
    context.close()


def test_a_missing_file_is_never_cached(own_stack: Stack, folder: Path) -> None:
    """In the folder of this build, of an earlier one, and among the pages; existing files are cached."""
    (script,) = folder.glob("assets/*/js/pages/sites.js")
    path = script.relative_to(folder).as_posix()
    missing = [f"/{path}x", f"/assets/0123456789ab/{script.name}", "/nowhere", "/es/nowhere"]

    with httpx.Client(base_url=own_stack.url, trust_env=False, timeout=30) as client:
        lifetimes = [client.get(address).headers["cache-control"] for address in (*missing, f"/{path}")]

    assert lifetimes == [*["no-store"] * len(missing), "public, max-age=31536000, immutable"]
