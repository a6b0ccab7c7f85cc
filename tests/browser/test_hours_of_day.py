"""The 12 or 24-hour clock of the reader's settings, in every language; the time zone stays the site's."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.context import OpenPage
from tests.browser.stack import Stack
from tests.browser.wall_time import tomorrow_at
from tests.support.soak import sample

HALVES = re.compile(r"\b[AP]M\b|[ap]\.\s?m\.")


@pytest.mark.parametrize(
    ("reader", "root", "start", "end"),
    sample(
        [
            ("en-GB", "/", "14:00", "15:00"),
            ("es-US", "/es/", "2:00", "3:00 p"),
            ("de-DE", "/", "14:00", "15:00"),
            ("es-ES", "/es/", "14:00", "15:00"),
            ("en-US", "/", "2:00", "3:00 PM"),
        ],
        1,
    ),
)
def test_times_follow_the_hour_cycle_of_the_reader(
    open_page: OpenPage, stack: Stack, reader: str, root: str, start: str, end: str
) -> None:
    """On the status page, and on every start of the booking page."""
    stack.simulator.approval("instant")
    reference = stack.book(101, tomorrow_at(14), label="A1")
    page = open_page(locale=reader)

    page.goto(f"{root}booking#{reference}")
    card = page.locator(".booking-card-time")
    expect(card).to_contain_text(re.compile(rf"\b{start}\b.+\b{end.replace(' ', '.')}"))
    expect(card).to_contain_text(re.compile("E[SD]T|GMT"))

    page.goto(f"{root}site?id=101")
    starts = page.locator("#when")
    expect(starts.get_by_role("radio").first).to_be_attached()
    text = starts.inner_text()
    assert (HALVES.search(text) is None) == start.startswith("14")
