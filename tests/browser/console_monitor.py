"""Monitor of the browser's console, uncaught errors and requests to other origins."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

_REFUSED = "Failed to load resource: "
_STATUS = "the server responded with a status of "
_WAITS, _WAIT_MS = 100, 50


class ConsoleMonitor:
    """Records console errors and warnings, uncaught errors of pages, and requests to other origins.

    One line each: `404 /api/bookings` for a response that the console reports, `net::ERR_FAILED /api/sites` for a
    request without one, otherwise the message. A violation of the content security policy is an error there too.
    """

    def __init__(self, origin: str) -> None:
        self.heard: list[str] = []
        self._origin = origin
        self._announced: list[str] = []
        self._allowed: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Record every page of a context from now on."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)

    def expect(self, *lines: str) -> None:
        """Announce lines that the test is about to cause: one for each time, `*` for any text."""
        self._announced += lines

    def allow(self, *lines: str) -> None:
        """Name lines that the test may cause, any number of times: what they report depends on which call is faster."""
        self._allowed += lines

    def wait_for_announced(self, pages: Sequence[Page]) -> None:
        """Wait a few seconds, while pages are open, for announced lines that are still missing.

        Console events can arrive after the page shows the same response.
        """
        for _ in range(_WAITS):
            if not self.missing or not pages:
                return
            pages[0].wait_for_timeout(_WAIT_MS)

    @property
    def unexpected(self) -> list[str]:
        """Recorded problems that were not expected."""
        return self._compared()[0]

    @property
    def missing(self) -> list[str]:
        """Announced lines that did not come."""
        return self._compared()[1]

    def _compared(self) -> tuple[list[str], list[str]]:
        surprising, expected = [], list(self._announced)
        for line in self.heard:
            known = next((pattern for pattern in expected if fnmatchcase(line, pattern)), None)
            if known is not None:
                expected.remove(known)
            elif not any(fnmatchcase(line, pattern) for pattern in self._allowed):
                surprising.append(line)
        return surprising, expected

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self.heard.append(_line(message))

    def _on_error(self, error: WebError) -> None:
        self.heard.append(f"uncaught: {error.error.message}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self._origin}/"):
            self.heard.append(f"leaves the site: {request.url}")


def _line(message: ConsoleMessage) -> str:
    if not message.text.startswith(_REFUSED):
        return message.text
    reason = message.text.removeprefix(_REFUSED).removeprefix(_STATUS)
    return f"{reason.split(' ', 1)[0]} {urlsplit(message.location['url']).path}"
