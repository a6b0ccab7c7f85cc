"""Responses that a test changes on their way to the page."""

from collections.abc import Callable

from playwright.sync_api import Page, Route


def route_once(page: Page, url: str, handle: Callable[[Route], object]) -> None:
    """Let `handle` answer the first request to `url`; later ones are sent on.

    Not with `times=1`: Playwright stops intercepting after it, and the events of a request that the page sends in that
    moment never arrive.
    """
    unused = [handle]

    def handle_first(route: Route) -> None:
        if unused:
            unused.pop()(route)
        else:
            route.fallback()

    page.route(url, handle_first)
