"""A page in a given state, with the server's responses changed where that is the only way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.routes import route_once
from tests.browser.stack import Stack
from tests.browser.translate import ENGLISH, Translator


@dataclass(frozen=True)
class PageFixture:
    """A page with its language, in which a walk produces the states."""

    page: Page
    stack: Stack
    console: ConsoleMonitor
    translator: Translator = ENGLISH

    def go_to(self, address: str) -> None:
        """Open the page of an English path in the walk's language; reload even if only the fragment differs."""
        self.page.goto("about:blank")
        self.page.goto(self.translator.at(address))

    def see(self, words: str) -> str:
        """Wait until this text of the page is visible, and return it."""
        self._see(self.page.get_by_text(self.translator.say(words)))
        return words

    def read(self, words: str) -> str:
        """Wait until an untranslated text, such as a name, is visible, and return it."""
        self._see(self.page.get_by_text(words))
        return words

    def await_heading(self, words: str) -> None:
        """Wait for a heading that may be invisible: a loading part shows only a skeleton."""
        expect(self.page.get_by_role("heading", name=self.translator.say(words))).to_be_attached()

    def press(self, words: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=self.translator.beginning(words)).click()

    def refuse(self, url: str, status: int, kind: str) -> None:
        """Answer the next request with a problem."""
        problem = {"type": f"urn:problem:{kind}", "title": "Refused", "status": status, "detail": "Told why."}
        route_once(self.page, url, lambda route: route.fulfill(status=status, json=problem))
        self.console.expect(f"{status} /api/*")

    def fail(self, url: str, *, at: str) -> None:
        """Open a path whose requests are no longer held, and answer them with an error."""
        self.release(url)
        self.refuse(url, 502, "upstream-error")
        self.go_to(at)

    def rewrite(self, url: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Answer with a changed copy of the server's response."""

        def answer(route: Route) -> None:
            fetched = route.fetch()
            body = fetched.json()
            change(body)
            route.fulfill(response=fetched, json=body)

        self.page.route(url, answer)

    def hold(self, url: str) -> None:
        """Leave requests without an answer."""
        self.page.route(url, lambda _: None)

    def release(self, url: str) -> None:
        """Leave the page that waits for a response, and hold no more requests."""
        self.page.goto("about:blank")
        self.page.unroute(url)

    @staticmethod
    def _see(found: Locator) -> None:
        expect(found.filter(visible=True).first).to_be_visible()
