"""WCAG 2.2 AA as far as tests can check it, in every state of every page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.a11y_checks import hidden_focuses, look, moving, small_targets
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import OpenPage
from tests.browser.large_text import too_wide
from tests.browser.page_fixture import PageFixture
from tests.browser.page_problems import page_problems
from tests.browser.pages import BookingPage
from tests.browser.stack import Stack
from tests.browser.staleness_states import while_offline
from tests.browser.states import (
    WALKS,
    Walk,
    each_page,
)
from tests.browser.translate import Translator
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import in_a_soak, sample
from tools.build_site.languages import Language, languages

_WALKS = sample((each_page, *WALKS), 1)
_LANGUAGES = [
    pytest.param(language, marks=in_a_soak) if language.code == "en" else language  # Spanish has the longer words
    for language in languages()
]

CHOSEN_DAY = ".day input:checked ~ .day-button"
CHOSEN_AND_OTHER = (
    (".chip input:checked + span", ".chip input:enabled:not(:checked) + span"),
    (".chip input:disabled + span", ".chip input:enabled:not(:checked) + span"),
    (CHOSEN_DAY, ".day input:not(:checked) ~ .day-button"),
    (".start input:checked ~ .start-button", ".start input:not(:checked) ~ .start-button"),
)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", _LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("walk", _WALKS, ids=lambda walk: walk.__name__)
def test_each_page_passes_axe_in_both_themes_and_fits_with_large_text(
    open_page: OpenPage, stack: Stack, console: ConsoleMonitor, walk: Walk, language: Language
) -> None:
    """No violation in either theme, and no horizontal scrolling; every state in a soak.

    Neither at 320 pixels (WCAG 1.4.10), nor at 390 with text of 150 and 200 % (WCAG 1.4.4). States that follow a
    submission are checked in the booking summary alone; the page around it was checked before.
    """
    # A phone would zoom out instead of scrolling.
    page = open_page(locale=language.tag, is_mobile=False, has_worker=walk is while_offline)
    outcome = page.locator("#outcome")
    faults, wide = {}, {}

    for state in walk(PageFixture(page, stack, console, Translator(language))):
        wide[state] = too_wide(page)
        faults[state] = page_problems(page, "#booking-summary" if outcome.is_visible() else "html")

    assert faults
    assert {state: found for state, found in faults.items() if found} == {}
    assert {state: found for state, found in wide.items() if found} == {}


def test_every_target_is_44_pixels_also_on_narrow_screens(page: Page, stack: Stack) -> None:
    """At 390 and 320 pixels, on each page from the list to the booking (WCAG 2.5.5)."""
    stack.simulator.approval("instant")
    booking = BookingPage(page)
    reference = stack.book(101, tomorrow_at(9), label="A1")

    small: dict[str, list[str]] = {}

    def measure(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 640})
            small[f"{heading}, {width}"] = small_targets(page)

    page.goto("/?q=nowhere")
    measure("No sites found")
    page.get_by_role("button", name="Clear the search").click()
    measure("Riverfront Garage")
    booking.open(101, kw=150)
    booking.choose(tomorrow_at(14), port="A2")
    booking.submit.click()
    measure("Check this before booking")
    page.goto(f"/booking#{reference}")
    measure("Confirmed")
    page.goto(f"/move#{reference}")
    expect(booking.starts.get_by_role("radio").first).to_be_attached()
    measure("Change time")

    assert {where: targets for where, targets in small.items() if targets} == {}


@pytest.mark.parametrize(("width", "height"), sample([(320, 256), (390, 844), (1280, 400)], 1))
def test_the_focused_element_is_visible(open_page: OpenPage, width: int, height: int) -> None:
    """Neither sticky elements nor the edge of the screen hide it, also at 400 % zoom (WCAG 2.4.11)."""
    page = open_page(viewport={"width": width, "height": height}, is_mobile=False)
    booking = BookingPage(page)
    booking.open(101, kw=150, date=f"{tomorrow_at(4):%Y-%m-%d}", **{"from": "04:00"})
    expect(booking.start(tomorrow_at(4))).to_be_checked()

    as_list = page.get_by_text("Times as a list")
    assert hidden_focuses(page, "Tab", as_list) == []
    as_list.press("Enter")
    assert hidden_focuses(page, "Tab", booking.start(tomorrow_at(4))) == []
    assert hidden_focuses(page, "ArrowDown", booking.start(tomorrow_at(8))) == []
    assert hidden_focuses(page, "Tab", booking.submit) == []


def test_forced_colors_and_reduced_motion_are_supported(open_page: OpenPage) -> None:
    """Free, taken and own slots, selected or not, differ in forced colors; reduced motion is respected."""
    page = open_page(forced_colors="active", reduced_motion="reduce")
    booking = BookingPage(page)

    booking.open(101, kw=150)
    booking.choose(tomorrow_at(14), port="A1")

    marks = [look(page, f".key-{kind}") for kind in ("free", "taken", "yours")]
    assert len(set(marks)) == len(marks)
    for chosen, other in CHOSEN_AND_OTHER:
        assert look(page, chosen) != look(page, other)
    assert look(page, f"{CHOSEN_DAY} > .day-number") == look(page, f"{CHOSEN_DAY} > .day-weekday")
    assert moving(page) == []
