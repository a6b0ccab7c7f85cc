"""The monitor of the console."""

from playwright.sync_api import Page

from tests.browser.console_monitor import ConsoleMonitor


def test_an_announced_line_may_come_after_the_test(page: Page, console: ConsoleMonitor) -> None:
    """The end of each test waits for it, and fails without it."""
    console.expect("late")

    page.evaluate("setTimeout(() => console.error('late'), 300)")
