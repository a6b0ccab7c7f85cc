"""A visitor in a browser that Playwright does not drive: WebKit or Firefox, behind the calls that both have."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By

from tests.browser.context import TIMEOUT_MS
from tests.browser.firefox import firefox
from tests.browser.webkit import webkit
from tests.support.clock import CLOCK

CLOCK_SCRIPT = "suite-clock.js"

_SHIFTED_DATE = """
const Machine = Date;
globalThis.Date = class extends Machine {
  constructor(...given) {
    super(...(given.length ? given : [Machine.now() + %d]));
  }
  static now() {
    return Machine.now() + %d;
  }
};
"""

# Mark the first visible element whose accessible name begins with `text`. Of a radio or checkbox, its label: drawn, it
# is what people press.
_MARK = """(selector, text) => {
  const spoken = (one) => {
    const copy = one.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true]").forEach((silent) => silent.remove());
    return copy.textContent;
  };
  const named = (one) =>
    (one.getAttribute("aria-label") ?? spoken(one.labels?.[0] ?? one)).replace(/\\s+/g, " ").trim();
  const pressed = (one) => (one.matches("[type=radio], [type=checkbox]") && one.labels?.[0]) || one;
  const seen = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility === "visible";
  document.querySelectorAll("[data-marked]").forEach((one) => delete one.dataset.marked);
  const found = [...document.querySelectorAll(selector)]
    .find((one) => !one.disabled && named(one).startsWith(text) && seen(pressed(one)));
  if (found) {
    pressed(found).dataset.marked = "";
    pressed(found).scrollIntoView({ block: "center", behavior: "instant" });
  }
  return Boolean(found);
}"""

_TEXT = """(selector) => [...document.querySelectorAll(selector)]
  .filter((one) => one.getClientRects().length > 0)
  .map((one) => one.innerText)
  .join("\\n")"""


class Browser(Protocol):
    """The calls of a browser that a visitor needs."""

    version: str

    def open(self, url: str) -> None: ...

    def click(self, selector: str) -> None: ...

    def type(self, selector: str, text: str) -> None: ...

    def run(self, script: str, *given: object) -> Any: ...


class Safari:
    """WebKit, with the calls of a `Browser`."""

    def __init__(self, driver: WebKitGTK) -> None:
        self._driver = driver
        self.version = f"{driver.capabilities['browserName']}/{driver.capabilities['browserVersion']}"
        driver.set_window_size(390, 844)

    def open(self, url: str) -> None:
        self._driver.get(url)

    def click(self, selector: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).click()

    def type(self, selector: str, text: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).send_keys(text)

    def run(self, script: str, *given: object) -> Any:
        return self._driver.execute_script(f"return ({script})(...arguments)", *given)


class Visitor:
    """Presses and reads visible elements, found by their text, and waits for them."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self._url = url

    def open(self, path: str) -> None:
        self.browser.open("about:blank")  # else a link that differs in its fragment alone loads nothing
        self.browser.open(self._url + path)

    def press(self, selector: str, text: str = "") -> None:
        """Press the first such element whose accessible name begins with the text."""
        self._mark(selector, text)
        self.browser.click("[data-marked]")

    def write(self, selector: str, value: str) -> None:
        self._mark(selector, "")
        self.browser.type("[data-marked]", value)

    def unfold(self, selector: str) -> None:
        """Open a `details` element, unless it is open."""
        _wait(lambda: bool(self.browser.run("(one) => !!document.querySelector(one)", selector)), lambda: selector)
        if not self.browser.run("(one) => document.querySelector(one).open", selector):
            self.press(f"{selector} > summary")

    def sees(self, selector: str, text: str) -> None:
        """Wait until the visible text of such elements contains this one."""

        def read() -> str:
            seen: str = self.browser.run(_TEXT, selector)
            return seen

        _wait(lambda: text in read(), lambda: f"no {text!r} in {selector}: {read()!r}")

    def _mark(self, selector: str, text: str) -> None:
        _wait(lambda: bool(self.browser.run(_MARK, selector, text)), lambda: f"no {selector} named {text!r}")


def _wait(is_done: Callable[[], bool], complaint: Callable[[], str]) -> None:
    for _ in range(TIMEOUT_MS // 100):
        if is_done():
            return
        time.sleep(0.1)
    raise AssertionError(complaint())


@contextmanager
def visiting(engine: str, url: str) -> Iterator[Visitor]:
    """Start `webkit` or `firefox` with the size of a phone, and stop it at the end of the block."""
    if engine == "firefox":
        with firefox() as browser:
            yield Visitor(browser, url)
    else:
        with webkit() as driver:
            yield Visitor(Safari(driver), url)


def set_clock(dist: Path) -> None:
    """Set the clock of every page of a built site to the test's time."""
    offset = round(CLOCK.offset.total_seconds() * 1000)
    (dist / CLOCK_SCRIPT).write_text(_SHIFTED_DATE % (offset, offset), encoding="utf-8")
    tag = f'<script src="/{CLOCK_SCRIPT}"></script>'
    for page in dist.rglob("*.html"):
        content = page.read_text(encoding="utf-8")
        if tag not in content:
            page.write_text(content.replace("<head>", f"<head>{tag}", 1), encoding="utf-8")
