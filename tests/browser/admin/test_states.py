"""Every state of the staff's page: each passes axe in both schemes, and fits a narrow screen."""

import pytest
from playwright.sync_api import Page

from tests.browser.admin.staff_states import staff
from tests.browser.faults import faults_of
from tests.browser.large_text import too_wide
from tests.browser.scene import Scene
from tests.browser.stack import Stack
from tests.browser.watch import Watch
from tests.support.soak import in_a_soak


@in_a_soak
@pytest.mark.timeout(600)
def test_large_text_needs_no_scrolling_sideways(page: Page, stack: Stack, watch: Watch) -> None:
    """In every state, at 390 pixels, by the size of text alone (WCAG 1.4.4); the grid scrolls by itself."""
    found = {state: too_wide(page) for state in staff(Scene(page, stack, watch))}

    assert found
    assert {state: wide for state, wide in found.items() if wide} == {}


@in_a_soak
def test_every_state_passes_axe_light_and_dark_and_fits_a_narrow_screen(page: Page, stack: Stack, watch: Watch) -> None:
    """No violation in either scheme, and nothing to scroll sideways at 320 pixels (WCAG 1.4.10)."""
    found = {state: faults_of(page) for state in staff(Scene(page, stack, watch))}

    assert found
    assert {state: faults for state, faults in found.items() if faults} == {}
