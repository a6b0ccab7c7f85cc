"""Page objects of the booking page and the status page; elements are found by role and name."""

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.browser.translate import ENGLISH, Translator

UNKNOWN = f"web-00000000-0000-4000-8000-000000000000.{'A' * 43}"
"""A reference that has the form of one, and that nobody holds."""

_START = re.compile(r'radio "(?P<name>[^"]*?), \d+ ports? available')


class BookingPage:
    """The booking page of one site, up to submitting the form."""

    def __init__(self, page: Page, translator: Translator = ENGLISH) -> None:
        self.page = page
        self.translator = translator
        self.days = page.get_by_role("group", name=translator.exactly("Day"))
        self.starts = page.get_by_role("group", name=translator.exactly("Start time"))
        self.ports = page.get_by_role("group", name=translator.say("Which port?"))
        self.summary = page.get_by_role("complementary", name=translator.say("Your booking"))
        self.email = page.get_by_role("textbox", name=translator.say("App account email"))
        self.submit = self.summary.get_by_role("button", name=translator.beginning("Book"))
        self.outcome = self.summary.get_by_role("region")

    def open(self, site_id: int, **query: str | int) -> None:
        """Open the page and wait until it has something to choose."""
        self.page.goto(self.translator.at(f"/site?{urlencode({'id': site_id, **query})}"))
        expect(self.days.get_by_role("radio").first).to_be_attached()

    def choose(self, start: datetime, *, port: str | None = None, plug: str | None = None) -> None:
        """Choose a plug, the day and time of a start, and a port: the first one if one must be chosen."""
        if plug is not None:
            self.plug(plug).check()
        self.day(start.date()).check()
        self.start(start).check()
        if port is not None:
            self.port(port).check()
        else:
            self.choose_port_if_asked()

    def choose_port_if_asked(self) -> None:
        """Choose the first port, unless any port is selected already."""
        if self.page.locator("#ports .is-missing").is_visible():
            self.ports.get_by_role("radio").first.check()

    def plug(self, name: str) -> Locator:
        self._unfold("#needs")
        return self.page.get_by_role("group", name="Plug").get_by_role("radio", name=name, exact=True)

    def length(self, name: str) -> Locator:
        self._unfold("#needs")
        return self.page.get_by_role("group", name="Length").get_by_role("radio", name=name, exact=True)

    def day(self, day: date) -> Locator:
        return self.days.get_by_role("radio", name=re.compile(f"^{self.translator.day(day)},"))

    def start(self, start: datetime) -> Locator:
        expect(self.days.get_by_role("radio").first).to_be_attached()
        self._unfold(f'#starts [data-hours^="{start.hour // 6 * 6:02}"]')
        name = self.translator.source("{start} to {end}, {ports}", start=self.translator.clock(start))
        return self.starts.get_by_role("radio", name=re.compile(f"^{name}"))

    def port(self, name: str) -> Locator:
        self._unfold("#ports details")
        return self.ports.get_by_role("radio", name=re.compile(f"^{re.escape(name)} "))

    @property
    def power(self) -> Locator:
        self._unfold("#needs")
        return self.page.get_by_role("combobox", name="Power")

    @property
    def any_port(self) -> Locator:
        self._unfold("#ports details")
        return self.ports.get_by_role("radio", name="Any available port")

    def offered_starts(self) -> list[str]:
        """Return each start by its accessible name, such as "9:00 AM to 10:00 AM", by time: the page has night last."""
        self._unfold("#starts details")
        night, *rest = (self.starts.locator(f'[data-hours^="{hour}"]') for hour in ("00", "06", "12", "18"))
        read = [part.aria_snapshot() for part in (night, *rest) if part.is_visible()]
        return [match["name"] for match in _START.finditer("\n".join(read))]

    def _unfold(self, selector: str) -> None:
        """Open every collapsed part, so that its content is found."""
        self.page.evaluate(
            "(selector) => document.querySelectorAll(selector).forEach((part) => { part.open = true; })", selector
        )


class StatusPage:
    """The page of one booking."""

    def __init__(self, page: Page, translator: Translator = ENGLISH) -> None:
        self.page = page
        self.translator = translator
        self.heading = page.get_by_role("heading", level=1)
        self.reason = page.get_by_role("status").filter(has=self.heading)
        self.card = page.get_by_role("region", name="Where and when")
        self.arrival = page.get_by_role("region", name="When you arrive")

    def open(self, reference: str) -> None:
        self.page.goto(self.translator.at(f"/booking#{reference}"))

    @property
    def has_tick(self) -> bool:
        """Whether a tick is next to the status; the icon has no name, so its file identifies it."""
        icon: Any = self.heading.locator("use").get_attribute("href")
        return str(icon).endswith("#check")


def expect_error(page: Page, heading: str, reason: str, timeout: float | None = None) -> None:
    """Expect a part of the page to say that it cannot be shown, and why."""
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("heading", name=heading)).to_be_visible(timeout=timeout)
    expect(alert).to_contain_text(reason)
