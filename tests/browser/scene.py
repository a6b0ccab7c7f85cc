"""A page on which a state is brought about, the server's answers bent where that is the only way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.stack import Stack
from tests.browser.watch import Watch


@dataclass(frozen=True)
class Scene:
    """Where a state is drawn."""

    page: Page
    stack: Stack
    watch: Watch

    def refuse(self, url: str, status: int, kind: str, **more: Any) -> None:
        """Answer with a problem."""
        problem = {"type": f"urn:problem:{kind}", "title": "Refused", "status": status, "detail": "Told why.", **more}
        self.page.route(url, lambda route: route.fulfill(status=status, json=problem), times=1)
        self.watch.announce(f"{status} /api/*")

    def rewrite(self, url: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Answer with what the server says, changed."""

        def answer(route: Route) -> None:
            fetched = route.fetch()
            body = fetched.json()
            change(body)
            route.fulfill(response=fetched, json=body)

        self.page.route(url, answer)

    def hold(self, url: str) -> None:
        """Never answer."""
        self.page.route(url, lambda _: None)

    def shows(self, words: str) -> None:
        """Wait until the words can be seen."""
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()
