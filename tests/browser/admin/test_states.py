"""Every state of the admin page: each passes axe in both themes, and fits a narrow screen."""

import pytest
from playwright.sync_api import Page

from tests.browser.admin.admin_states import staff
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.large_text import too_wide
from tests.browser.page_fixture import PageFixture
from tests.browser.page_problems import page_problems
from tests.browser.stack import Stack
from tests.support.soak import in_a_soak


@in_a_soak
@pytest.mark.timeout(600)
def test_large_text_needs_no_scrolling_sideways(page: Page, stack: Stack, console: ConsoleMonitor) -> None:
    """In every state, at 390 pixels, by text size alone (WCAG 1.4.4); the grid scrolls within its own box."""
    found = {state: too_wide(page) for state in staff(PageFixture(page, stack, console))}

    assert found
    assert {state: wide for state, wide in found.items() if wide} == {}


@in_a_soak
def test_every_state_passes_axe_in_both_themes_and_fits_320_pixels(
    page: Page, stack: Stack, console: ConsoleMonitor
) -> None:
    """No violation in either theme, and no horizontal scrolling at 320 pixels (WCAG 1.4.10)."""
    found = {state: page_problems(page) for state in staff(PageFixture(page, stack, console))}

    assert found
    assert {state: faults for state, faults in found.items() if faults} == {}
