"""A driver's visit and the staff's list in WebKit, the engine of every iPhone, and in Firefox."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import firefox, webkit
from tests.browser.stack import ADMIN_TOKEN, DRIVER, Stack, running_stack
from tests.browser.visitor import Visitor, set_clock, visiting
from tests.browser.wall_time import clock_text, day_text, tomorrow_at
from tests.support.soak import in_a_soak

MISSING = {
    "webkit": (webkit.missing_parts(), "webkit2gtk-driver xvfb"),
    "firefox": (firefox.missing_parts(), "firefox-esr"),
}

CHECK_AVAILABILITY = "locationCheckBookingAvailability"
AFTERNOON = '#starts details[data-hours^="12"]'


def engine(name: str, *marks: pytest.MarkDecorator) -> Any:
    parts, packages = MISSING[name]
    reason = f"{name} is not installed ({', '.join(parts)}): apt-get install {packages}"
    return pytest.param(name, marks=[pytest.mark.skipif(bool(parts), reason=reason), *marks], id=name)


@pytest.fixture(scope="module")
def clocked(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the built site, on whose pages a test sets the clock."""
    return shutil.copytree(dist, tmp_path_factory.mktemp("clocked") / "dist")


@pytest.fixture(scope="module")
def own_stack(clocked: Path) -> Iterator[Stack]:
    with running_stack(clocked) as running:
        yield running


@pytest.fixture(scope="module", params=[engine("webkit"), engine("firefox", in_a_soak)])
def shared_visitor(request: pytest.FixtureRequest, own_stack: Stack) -> Iterator[Visitor]:
    with visiting(request.param, own_stack.url) as visitor:
        yield visitor


@pytest.fixture
def visitor(shared_visitor: Visitor, own_stack: Stack, clocked: Path) -> Visitor:
    own_stack.reset()
    own_stack.simulator.approval("instant")
    set_clock(clocked)
    return shared_visitor


def test_a_driver_books_from_the_list_of_sites(visitor: Visitor, own_stack: Stack) -> None:
    """The free times are requested once, although that begins before the script is loaded.

    Of seven days with a clock change, Ampeco is asked twice: for 168 hours, and for the last one.
    """
    start = tomorrow_at(14)
    visitor.open("/")
    own_stack.simulator.clear_calls()
    visitor.write("input[type=search]", "grand rapids")
    visitor.press("a", "Riverfront Garage")
    visitor.sees("h1", "Riverfront Garage")

    visitor.press("input[type=radio]", day_text(start.date()))
    begins = [json.loads(call["body"])["startAfter"] for call in own_stack.simulator.calls(CHECK_AVAILABILITY)]
    assert len(begins) == len(set(begins)) > 0
    visitor.unfold(AFTERNOON)
    visitor.press("input[type=radio]", f"{clock_text(start)} to ")
    visitor.press("input[type=radio]", "A1")
    visitor.write("input[type=email]", DRIVER)
    visitor.press("button", "Book")

    visitor.sees("h1", "Confirmed")
    visitor.sees("main", "A1")
    visitor.sees("main", day_text(start.date()))
    [live] = own_stack.bookings_of_drivers()
    assert live["evseId"] == own_stack.port(101, "A1")


@in_a_soak
def test_a_driver_changes_and_cancels(visitor: Visitor, own_stack: Stack) -> None:
    reference = own_stack.book(101, tomorrow_at(9), label="A1")
    later = tomorrow_at(14)
    visitor.open(f"/booking#{reference}")
    visitor.sees("h1", "Confirmed")

    visitor.press("a", "Change time")
    visitor.unfold(AFTERNOON)
    visitor.press("input[type=radio]", f"{clock_text(later)} to ")
    visitor.press("button", "Move to ")
    visitor.sees("h1", "Moved")

    visitor.press("button", "Cancel booking")
    visitor.press("button", "Yes, cancel it")
    visitor.open("/")  # leaving the page cancels at once
    visitor.open(f"/booking#{reference}")

    visitor.sees("h1", "Canceled")
    assert own_stack.bookings_of_drivers() == []


@in_a_soak
def test_staff_see_the_list_and_a_booking(visitor: Visitor, own_stack: Stack) -> None:
    own_stack.book(101, tomorrow_at(9), label="A1")
    (booking,) = own_stack.bookings_of_drivers()
    visitor.open("/admin?view=list")
    visitor.write("input[type=password]", ADMIN_TOKEN)
    visitor.press("button", "Sign in")

    visitor.press("a", str(booking["id"]))

    visitor.sees("aside h2", str(booking["id"]))
    visitor.sees("aside", "A1")
