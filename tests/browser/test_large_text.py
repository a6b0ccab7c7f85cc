"""Text at 150 and 200 % on a phone: every state of every page of drivers still needs no scrolling sideways."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE_SIZE, OpenPage
from tests.browser.scene import Scene
from tests.browser.stack import Stack
from tests.browser.states import WALKS, Walk, a_booking, a_site, no_page, the_list_of_sites, what_is_free
from tests.browser.tongue import Tongue
from tests.browser.watch import Watch
from tests.support.soak import in_a_soak
from tools.build_site.languages import Language, languages

_IN_EVERY_RUN = (the_list_of_sites, a_site, what_is_free, a_booking, no_page)
_WALKS = [walk if walk in _IN_EVERY_RUN else pytest.param(walk, marks=in_a_soak) for walk in WALKS]
PERCENT = (150, 200)

_ENLARGE = """(percent) => {
    window.enlarged ??= new CSSStyleSheet();
    window.enlarged.replaceSync(percent === 100 ? "" : `html { font-size: ${percent}% !important }`);
    if (!document.adoptedStyleSheets.includes(window.enlarged)) document.adoptedStyleSheets.push(window.enlarged);
}"""
_TOO_WIDE = """() => {
    const { clientWidth: width, scrollWidth } = document.documentElement;
    if (scrollWidth <= width) return [];
    const sticksOut = (element) => element.getBoundingClientRect().right > width + 1;
    const wide = [...document.body.querySelectorAll("*")].filter(sticksOut);
    return [`${scrollWidth}`, ...wide.slice(0, 8).map(({ outerHTML }) => outerHTML.slice(0, 90))];
}"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
@pytest.mark.parametrize("walk", _WALKS, ids=lambda walk: walk.__name__)
def test_large_text_needs_no_scrolling_sideways(
    open_page: OpenPage, stack: Stack, watch: Watch, walk: Walk, language: Language
) -> None:
    """At 390 pixels, by the size of text alone (WCAG 1.4.4, 1.4.10); what scrolls by itself, as the calendar, may."""
    page = open_page(locale=language.tag, is_mobile=False, has_touch=False)

    found = {state: _too_wide(page) for state in walk(Scene(page, stack, watch, Tongue(language)))}

    assert found
    assert {state: wide for state, wide in found.items() if wide} == {}


def _too_wide(page: Page) -> dict[int, list[str]]:
    """Return what sticks out on a phone at which size of text, and leave the page as it was."""
    wide, size = {}, page.viewport_size
    page.set_viewport_size(PHONE_SIZE)
    for percent in PERCENT:
        page.evaluate(_ENLARGE, percent)
        wide[percent] = page.evaluate(_TOO_WIDE)
    page.evaluate(_ENLARGE, 100)
    if size:
        page.set_viewport_size(size)
    return {percent: found for percent, found in wide.items() if found}
