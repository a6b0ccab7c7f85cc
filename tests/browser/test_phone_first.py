"""The booking page on a phone: one period of the day open, the choices in one line, and Book near."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.context import PHONE_SIZE, OpenPage
from tests.browser.pages import BookingPage
from tests.browser.stack import Stack
from tests.browser.translate import Translator
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import in_a_soak, sample
from tools.build_site.languages import Language, languages

BOOK_WITHIN = 1_500
"""CSS pixels from the top of the page to the end of the Book button."""
LONG_NAME = "Metropolitan Regional Airport North Terminal Long-Term Parking Structure"
HIDDEN_HEIGHT = "(name) => name.scrollHeight - name.clientHeight"
OPEN = "#starts details[open]:not([hidden])"
CLOSED = "#starts details:not([open], [hidden]) > summary"
_LANGUAGES = sample(sorted(languages(), key=lambda language: language.code == "en"), 1)  # Spanish has the longer words


@pytest.fixture(autouse=True)
def morning(stack: Stack) -> None:
    """Begin every test at ten in the morning, also when the suite runs at midnight."""
    stack.set_clock_to_morning()


@pytest.mark.parametrize("plug", sample([None, "CCS"], 1))
def test_book_is_near_once_start_and_port_are_chosen(booking_page: BookingPage, plug: str | None) -> None:
    """Without a remembered plug; with one in a soak."""
    page = booking_page.page
    assert page.viewport_size == PHONE_SIZE
    booking_page.open(101)

    booking_page.choose(tomorrow_at(14), port="A3", plug=plug)

    expect(page.locator("#needs > summary")).to_have_text(re.compile("^1 h · CCS *Edit$" if plug else "^1 h *Edit$"))
    expect(page.locator("#ports summary")).to_have_text(re.compile("^Port A3 · CCS · 350 kW *Edit$"))
    box = booking_page.submit.bounding_box()
    assert box is not None
    assert page.evaluate("scrollY") + box["y"] + box["height"] <= BOOK_WITHIN


@in_a_soak
@pytest.mark.parametrize("language", _LANGUAGES, ids=lambda language: language.code)
def test_book_is_near_with_any_port(open_page: OpenPage, language: Language) -> None:
    """With three ports in the strip, in each language: the site's Spanish name takes two lines."""
    page = open_page(locale=language.tag)
    booking_page = BookingPage(page, Translator(language))
    booking_page.open(101, connector="ccs1")

    booking_page.day(tomorrow_at(14).date()).check()
    booking_page.start(tomorrow_at(14)).check()

    any_port = booking_page.translator.source("Any available port")
    expect(page.locator("#ports summary")).to_have_text(re.compile(f"^{any_port}"))
    box = booking_page.submit.bounding_box()
    assert box is not None
    assert page.evaluate("scrollY") + box["y"] + box["height"] <= BOOK_WITHIN


@in_a_soak
@pytest.mark.parametrize("language", _LANGUAGES, ids=lambda language: language.code)
def test_book_is_near_at_a_site_with_a_long_name(open_page: OpenPage, stack: Stack, language: Language) -> None:
    """The name takes two lines; all of it is there for screen readers, and for the eye with the facts of the site."""
    names = [{"locale": each.code, "translation": LONG_NAME} for each in languages()]
    stack.simulator.patch("locations", 101, name=names)
    page = open_page(locale=language.tag)
    booking_page = BookingPage(page, Translator(language))
    name = page.get_by_role("heading", level=1, name=LONG_NAME)

    booking_page.open(101)
    booking_page.day(tomorrow_at(14).date()).check()
    booking_page.start(tomorrow_at(14)).check()
    booking_page.choose_port_if_asked()

    box = booking_page.submit.bounding_box()
    assert box is not None
    assert page.evaluate("scrollY") + box["y"] + box["height"] <= BOOK_WITHIN
    assert name.evaluate(HIDDEN_HEIGHT) > 0
    page.locator(".facts summary").click()
    assert name.evaluate(HIDDEN_HEIGHT) == 0


def test_one_period_of_the_day_is_open_and_the_others_are_rows(booking_page: BookingPage) -> None:
    """Night is last, the first time of a period has AM or PM, and a row shows its number of times."""
    page = booking_page.page
    booking_page.open(101)
    booking_page.day(tomorrow_at(9).date()).check()

    expect(page.locator(OPEN)).to_have_count(1)
    expect(page.locator(f"{OPEN} h3")).to_have_text("Morning")
    expect(page.locator(f"{OPEN} .start-button").first).to_have_text(re.compile(r"^6:00\s+AM$"))
    expect(page.locator(f"{OPEN} .start-button").nth(1)).to_have_text(re.compile(r"^6:30\s*$"))
    rows = [" ".join(words.split()) for words in page.locator(CLOSED).all_inner_texts()]
    assert rows == [
        "Afternoon 12 times",
        "Evening 12 times",
        "Night 12:00 \N{EN DASH} 6:00 AM \N{MIDDLE DOT} 12 times",
    ]
    expect(booking_page.days.get_by_role("radio", checked=True).locator("..")).to_contain_text("48 times")


def test_the_period_of_the_last_choice_opens_on_the_next_day(booking_page: BookingPage) -> None:
    """And the present one on the site's today."""
    page, start = booking_page.page, tomorrow_at(19)
    booking_page.open(101)
    booking_page.choose(start, plug="CCS")
    expect(page.locator(f"{OPEN} h3")).to_have_text("Evening")

    booking_page.days.get_by_role("radio").nth(3).check()
    expect(page.locator(f"{OPEN} h3")).to_have_text("Evening")
    booking_page.days.get_by_role("radio").first.check()

    expect(page.locator(f"{OPEN} h3")).to_have_text("Morning")


def test_a_period_opens_with_a_key_and_its_times_are_reached_with_arrows(open_page: OpenPage) -> None:
    """An opened period stays open while the page is refreshed."""
    booking = BookingPage(open_page())
    booking.open(101)
    booking.day(tomorrow_at(9).date()).check()
    evening = booking.page.locator("#starts summary", has_text="Evening")

    evening.press("Enter")
    booking.page.clock.fast_forward(75_000)
    booking.page.keyboard.press("Tab")
    booking.page.keyboard.press("Space")

    expect(booking.starts.get_by_role("radio", checked=True)).to_have_accessible_name(re.compile("^6:00 PM to"))
    expect(booking.starts.get_by_role("radio", checked=True)).to_be_focused()


def test_a_start_stays_under_the_finger_while_other_periods_close(booking_page: BookingPage) -> None:
    """The page scrolls by the height that collapses above."""
    page = booking_page.page
    booking_page.open(101)
    booking_page.day(tomorrow_at(9).date()).check()
    chosen = booking_page.start(tomorrow_at(19))
    chosen.locator("..").scroll_into_view_if_needed()
    before = chosen.locator("..").bounding_box()

    chosen.check()
    expect(page.locator(OPEN)).to_have_count(1)
    after = chosen.locator("..").bounding_box()

    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 1


def test_the_next_available_time_is_named_only_where_the_day_has_none_soon(open_page: OpenPage) -> None:
    """Not on a day with a time within two hours, nor once one is chosen."""
    booking = BookingPage(open_page())
    offer = booking.page.get_by_role("button", name=re.compile("^Next available"))
    booking.open(101)

    expect(offer).to_be_hidden()
    booking.days.get_by_role("radio").nth(1).check()
    expect(offer).to_be_visible()
    booking.starts.get_by_role("radio").first.check()

    expect(offer).to_be_hidden()


@pytest.mark.parametrize("address", sample(["/es/", "/"], 1))
def test_the_header_is_one_line_on_a_narrow_phone(open_page: OpenPage, address: str) -> None:
    """The operator's name takes two lines before the links come below it."""
    page = open_page(viewport={"width": 360, "height": 800})
    page.goto(address)

    brand, *links = page.locator(".masthead > *").all()
    box = brand.bounding_box()

    assert box is not None
    for link in links:
        beside = link.bounding_box()
        assert beside is not None
        assert box["y"] <= beside["y"] < box["y"] + box["height"]
