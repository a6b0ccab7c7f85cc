"""Page object of the calendar; elements are found by role and name."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.stack import ADMIN_TOKEN
from tests.browser.wall_time import DETROIT

SIGNED_IN = f"sessionStorage.setItem('admin-token', '\"{ADMIN_TOKEN}\"')"


@dataclass(frozen=True)
class Week:
    """A site and its bookings in the week that begins today."""

    site: int
    ports: list[int]
    today: date
    bookings: list[dict[str, Any]]

    def row_of(self, booking: dict[str, Any]) -> int:
        return self.ports.index(booking["evseId"])

    def is_free(self, row: int, start: datetime, end: datetime) -> bool:
        """Return whether the port of a row has no booking in this time."""
        own = [_times_of(booking) for booking in self.bookings if self.row_of(booking) == row]
        return all(until <= start or since >= end for since, until in own)

    def with_room_after(self, hours: int) -> list[dict[str, Any]]:
        """Return bookings in the first rows that have this much free time after them that day, earliest first."""
        found = []
        for booking in self.bookings:
            _, end = _times_of(booking)
            row = self.row_of(booking)
            if row < 6 and end.hour + hours < 24 and self.is_free(row, end, end + timedelta(hours=hours)):
                found.append(booking)
        return sorted(found, key=lambda booking: _times_of(booking)[0].astimezone(UTC))


class CalendarPage:
    """The toolbar, the grid and the table, with the panel and the dialogs."""

    def __init__(self, page: Page, week: Week) -> None:
        self.page = page
        self.week = week
        self.view = page.get_by_role("region", name="Calendar")
        self.grid = page.get_by_role("group", name="Ports and hours")
        self.items = self.grid.locator("[data-key]:not(.calendar-port-name)")
        self.lines = page.get_by_role("region", name="Bookings by port and time").locator("tbody tr")
        self.panel = page.get_by_role("complementary")
        self.dialog = page.get_by_role("dialog")

    def open(self, **query: str) -> None:
        """Sign in, open the calendar, and wait until it is drawn."""
        self.page.add_init_script(SIGNED_IN)
        more = "".join(f"&{name}={value}" for name, value in query.items())
        self.page.goto(f"/admin?view=calendar&site={self.week.site}{more}")
        expect(self.items.first).to_be_attached()

    @property
    def things(self) -> Locator:
        """All items in the grid except the free windows."""
        return self.items.and_(self.page.get_by_role("button", name=re.compile("(?<!, available)$")))

    def thing(self, booking_id: int, what: str = "") -> Locator:
        """Return a booking's item in the grid, or its proposed new place if a word of that name is given."""
        return self.grid.locator(f'[data-booking="{booking_id}"]').and_(self.page.get_by_role("button", name=what))

    def drag(self, thing: Locator, hours: float, rows: int = 0) -> None:
        """Drag it by its middle to a later hour, and to a row further down."""
        thing.scroll_into_view_if_needed()
        box = thing.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        down = self._top_of_row(y, rows) - self._top_of_row(y, 0)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + hours * self.hour, y + down, steps=6)

    def _top_of_row(self, y: float, rows: int) -> float:
        """Return the top of the row at a height of the window, or of one so many rows below it."""
        tops: list[float] = self.grid.locator(".ec-row-head").evaluate_all(
            "(all) => all.map((one) => one.getBoundingClientRect().top)"
        )
        return tops[max(number for number, top in enumerate(tops) if top <= y) + rows]

    @property
    def widths(self) -> tuple[int, int]:
        """Pixels of the grid that are seen, and of all of it."""
        room, whole = self.grid.locator(".ec-main").evaluate("(box) => [box.clientWidth, box.scrollWidth]")
        return room, whole

    @property
    def sidebar(self) -> int:
        """Pixels of the column of ports."""
        width: int = self.grid.locator(".ec-body .ec-sidebar").evaluate("(side) => side.offsetWidth")
        return width

    @property
    def hour(self) -> float:
        """Pixels of an hour."""
        width: str = self.grid.locator(".ec-main").evaluate("(box) => box.style.getPropertyValue('--ec-slot-width')")
        return float(width.removesuffix("px"))

    def ask_to_move(self) -> None:
        """Submit the change that the dialog proposes, once it has loaded the free times."""
        expect(self.dialog.get_by_text("Available then.")).to_be_visible()
        self.dialog.get_by_role("button", name="Move booking").click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def focused(self) -> Locator:
        return self.page.locator(":focus")

    @property
    def scrolled(self) -> float:
        """The horizontal scroll position of the grid, in pixels."""
        left: float = self.grid.locator(".ec-main").evaluate("(box) => box.scrollLeft")
        return left


def _times_of(booking: dict[str, Any]) -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(booking[name]).astimezone(DETROIT) for name in ("startAt", "endAt"))
    return start, end
