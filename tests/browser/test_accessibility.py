"""WCAG 2.2 AA as far as a machine can tell, in every state of every page."""

from functools import cache

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.scene import Scene
from tests.browser.stack import Stack
from tests.browser.states import STATES
from tests.browser.watch import Watch
from tests.support.gateway import PROJECT

NARROW: ViewportSize = {"width": 320, "height": 640}

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
    return wide.map(({ outerHTML }) => outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("state", STATES)
def test_every_state_passes_axe_light_and_dark_and_fits_a_narrow_screen(
    page: Page, stack: Stack, watch: Watch, state: str
) -> None:
    """No violation in either scheme, and nothing to scroll sideways at 320 pixels (WCAG 1.4.10)."""
    STATES[state](Scene(page, stack, watch))

    page.evaluate(_axe())
    in_light = page.evaluate(_RUN, _ALL_RULES)
    page.emulate_media(color_scheme="dark")
    in_dark = page.evaluate(_RUN, _COLOURS)
    page.set_viewport_size(NARROW)

    assert in_light == []
    assert in_dark == []
    assert page.evaluate(_TOO_WIDE) == []


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")
