"""Page object of the admin page; elements are found by role and name."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.stack import ADMIN_TOKEN
from tests.browser.translate import ENGLISH, Translator

UNDO_MS = 8_000
SOON = 60_000
"""Milliseconds in which a decision of Ampeco is displayed, whatever the polling interval."""


class AdminPage:
    """The sign-in, the list, the booking panel, the dialogs and the list of tasks."""

    def __init__(self, page: Page, translator: Translator = ENGLISH) -> None:
        self.page = page
        self.translator = translator
        self.token = page.get_by_label(translator.say("Admin token"))
        self.bookings = page.get_by_role("region", name=translator.say("Bookings"))
        self.rows = self.bookings.locator("tbody tr")
        self.queue = page.get_by_role("region", name=translator.say("Requests"))
        self.panel = page.get_by_role("complementary", name=re.compile(f"^{translator.source('Booking')} "))
        self.dialog = page.get_by_role("dialog")
        self.tasks = page.get_by_role("region", name=translator.say("Your changes"))
        self.search = page.get_by_role("searchbox", name=translator.say("Find a booking"))
        self.email = page.get_by_role("textbox", name=translator.say("Driver's email"))

    def open(self, query: str = "", token: str = ADMIN_TOKEN) -> None:
        """Sign in, open the page, and wait until its list is drawn."""
        self.page.add_init_script(f"sessionStorage.setItem('admin-token', '\"{token}\"')")
        self.page.goto(f"/admin?view=list&{query.removeprefix('?')}")
        expect(self.rows.first).to_be_visible()

    def sign_in(self, token: str = ADMIN_TOKEN) -> None:
        self.token.fill(token)
        self.page.get_by_role("button", name=self.translator.say("Sign in")).click()

    def row(self, booking_id: int) -> Locator:
        return self.rows.filter(has=self.page.get_by_role("link", name=str(booking_id), exact=True))

    def open_row(self, number: int) -> int:
        """Open the booking of a row; return its number."""
        link = self.rows.nth(number).get_by_role("link")
        booking = int(link.inner_text())
        link.click()
        expect(self.panel.get_by_role("heading", name=str(booking))).to_be_visible()
        expect(self.panel.get_by_role("heading", name=self.translator.exactly("History"))).to_be_visible()
        return booking

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def focused(self) -> Locator:
        return self.page.locator(":focus")
