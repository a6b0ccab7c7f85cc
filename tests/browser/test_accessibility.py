"""WCAG 2.2 AA as far as a machine can tell, in every state of every page."""

from functools import cache

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE_SIZE
from tests.browser.scene import Scene
from tests.browser.stack import Stack
from tests.browser.states import WALKS, Walk
from tests.browser.watch import Watch
from tests.support.gateway import PROJECT

_AXE = PROJECT / "node_modules/axe-core/axe.min.js"
_RUN = """async (options) => {
    const { violations } = await axe.run(options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]));
}"""
_ALL_RULES = {"rules": {"target-size": {"enabled": True}}}
_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
_TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width);
    return wide.map(({ outerHTML }) => ["too wide", outerHTML.slice(0, 120)]);
}"""


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_every_state_passes_axe_light_and_dark_and_fits_a_narrow_screen(
    page: Page, stack: Stack, watch: Watch, walk: Walk
) -> None:
    """No violation in either scheme, and nothing to scroll sideways at 320 pixels (WCAG 1.4.10)."""
    found = {state: _faults_of(page) for state in walk(Scene(page, stack, watch))}

    assert found
    assert {state: faults for state, faults in found.items() if faults} == {}


def _faults_of(page: Page) -> list[list[str]]:
    """Return what is wrong with the page as it is, and leave it so."""
    page.evaluate(_axe())
    faults: list[list[str]] = page.evaluate(_RUN, _ALL_RULES)
    page.emulate_media(color_scheme="dark")
    faults += page.evaluate(_RUN, _COLOURS)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    faults += page.evaluate(_TOO_WIDE)
    page.set_viewport_size(PHONE_SIZE)
    return faults


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")
