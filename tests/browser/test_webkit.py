"""Parsing of links in WebKit, the engine of every browser on an iPhone."""

from collections.abc import Iterator

import pytest
from selenium.common.exceptions import NoSuchFrameException, StaleElementReferenceException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.context import TIMEOUT_MS
from tests.browser.stack import Stack
from tests.browser.test_altered_links import ALTERED, ENCODED, INCOMPLETE
from tests.browser.wall_time import tomorrow_at
from tests.browser.webkit import missing_parts, webkit
from tests.support.soak import in_a_soak

pytestmark = [
    in_a_soak,
    pytest.mark.skipif(
        missing_parts() != [],
        reason=f"WebKit is not installed ({', '.join(missing_parts())}): apt-get install webkit2gtk-driver xvfb",
    ),
]

LEFT = [NoSuchFrameException, StaleElementReferenceException]  # the page led elsewhere while it was looked at


@pytest.fixture(scope="module")
def safari() -> Iterator[WebKitGTK]:
    """Give one browser for all tests of the module."""
    with webkit() as driver:
        yield driver


@pytest.fixture
def reference(stack: Stack) -> str:
    """Return the reference of a booking whose port the network accepts at once."""
    stack.simulator.approval("instant")
    return stack.book(101, tomorrow_at(9), label="A1")


def heading(driver: WebKitGTK, *expected: str) -> str:
    """Return the page's first visible heading, once it is one of those expected."""

    def read(_: WebKitGTK) -> str | None:
        seen = [one.text for one in driver.find_elements(By.TAG_NAME, "h1") if one.is_displayed()]
        return next((text for text in seen if text in expected), None)

    return WebDriverWait(driver, TIMEOUT_MS / 1000, ignored_exceptions=LEFT).until(read) or ""


@pytest.mark.parametrize("altered", [*ALTERED, *ENCODED])
def test_an_altered_link_opens_its_booking(safari: WebKitGTK, stack: Stack, reference: str, altered: str) -> None:
    """With additions, and with an encoded number sign; afterwards the address is the original one."""
    safari.get("about:blank")
    safari.get(stack.url + altered.format(reference))

    assert heading(safari, "Confirmed", "Confirmada")
    assert safari.current_url.endswith(f"booking#{reference}") or safari.current_url.endswith(f"x#{reference}")


def test_an_incomplete_link_says_so(safari: WebKitGTK, stack: Stack, reference: str) -> None:
    """It names no booking, and nothing can be tried again."""
    safari.get("about:blank")
    safari.get(f"{stack.url}/booking#{reference[:-1]}")

    assert heading(safari, INCOMPLETE)
    assert [one for one in safari.find_elements(By.TAG_NAME, "button") if one.text == "Try again"] == []
