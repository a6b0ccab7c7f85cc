"""Text at 150 and 200 % on a phone: no state of a driver's page scrolls horizontally."""

import pytest

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.large_text import too_wide
from tests.browser.page_fixture import PageFixture
from tests.browser.stack import Stack
from tests.browser.states import WALKS, Walk, a_booking, a_site, no_page, the_list_of_sites, what_is_free
from tests.browser.translate import Translator
from tests.support.soak import in_a_soak
from tools.build_site.languages import Language, languages

_IN_EVERY_RUN = (the_list_of_sites, a_site, what_is_free, a_booking, no_page)
_LANGUAGES = [
    pytest.param(language, marks=in_a_soak) if language.code == "en" else language  # Spanish has the longer words
    for language in languages()
]
_WALKS = [walk if walk in _IN_EVERY_RUN else pytest.param(walk, marks=in_a_soak) for walk in WALKS]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", _LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("walk", _WALKS, ids=lambda walk: walk.__name__)
def test_large_text_needs_no_scrolling_sideways(
    open_page: OpenPage, stack: Stack, console: ConsoleMonitor, walk: Walk, language: Language
) -> None:
    """At 390 pixels, by the size of text alone (WCAG 1.4.4, 1.4.10); what scrolls by itself, as the calendar, may."""
    page = open_page(locale=language.tag, is_mobile=False, has_touch=False)

    found = {state: too_wide(page) for state in walk(PageFixture(page, stack, console, Translator(language)))}

    assert found
    assert {state: wide for state, wide in found.items() if wide} == {}
