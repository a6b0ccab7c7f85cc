"""Screenshots of failed tests."""

import re
from collections.abc import Sequence

from playwright.sync_api import BrowserContext

from tests.support.project import PROJECT

FOLDER = PROJECT / "test-results"


def save_screenshots(contexts: Sequence[BrowserContext], test: str) -> None:
    """Save a screenshot of each page of a failed test in `test-results/`."""
    name = re.sub(r"\W+", "-", test.removeprefix("tests/browser/"))
    for number, page in enumerate((page for context in contexts for page in context.pages), start=1):
        page.screenshot(path=FOLDER / f"{name}-{number}.png", full_page=True)
