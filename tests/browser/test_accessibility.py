"""WCAG 2.2 AA as far as a machine can tell, in every state of every page."""

import pytest
from playwright.sync_api import Page

from tests.browser.faults import faults_of
from tests.browser.scene import Scene
from tests.browser.stack import Stack
from tests.browser.states import WALKS, Walk
from tests.browser.watch import Watch


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_every_state_passes_axe_light_and_dark_and_fits_a_narrow_screen(
    page: Page, stack: Stack, watch: Watch, walk: Walk
) -> None:
    """No violation in either scheme, and nothing to scroll sideways at 320 pixels (WCAG 1.4.10)."""
    found = {state: faults_of(page) for state in walk(Scene(page, stack, watch))}

    assert found
    assert {state: faults for state, faults in found.items() if faults} == {}
