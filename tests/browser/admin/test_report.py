"""The report on the admin page: the pilot's goals, what they are made of, and the file."""

import csv
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.admin.pages import AdminPage
from tests.browser.page_problems import page_problems
from tests.browser.stack import Stack
from tests.browser.wall_time import DETROIT, later
from tests.support.clock import CLOCK


@pytest.fixture
def site(stack: Stack) -> int:
    """Add a site with three bookings of yesterday, two of them on one port at the same time."""
    added = stack.simulator.add_site(ports=2)
    noon = CLOCK.now(DETROIT).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
    for port in (0, 0, 1):
        evse_id = added["evseIds"][port]
        stack.simulator.book(evse_id=evse_id, start=noon, end=later(noon, 90), overlapping=True)
    number: int = added["locationId"]
    return number


@pytest.fixture
def report(admin: AdminPage, site: int) -> Locator:
    """Open the report of the site from the list, without the mouse."""
    admin.open(f"?site={site}&status=any")
    link = admin.page.get_by_role("navigation").get_by_role("link", name="Report")
    link.focus()
    admin.press("Enter")
    view = admin.page.get_by_role("region", name="Report", exact=True)
    expect(view.get_by_role("heading", level=2)).to_contain_text(f"Depot {site}")
    return view


def card(view: Locator, title: str) -> Locator:
    return view.get_by_role("region", name=title, exact=True)


def test_the_four_goals_stand_on_cards_with_how_they_are_counted(admin: AdminPage, report: Locator) -> None:
    """A missed goal says so in words; the definition opens with the keyboard; a double-booking has links."""
    double = card(report, "Double-bookings")
    expect(double).to_contain_text("1")
    expect(double).to_contain_text("Goal not met")
    expect(card(report, "Decided in under 5 s")).to_contain_text("Unknown")
    expect(report.get_by_role("region", name="Completed charges")).to_contain_text("Goal: 25 or more")
    expect(report.get_by_role("region", name="Bookings handled by staff")).to_contain_text("Goal met")

    double.locator("summary").focus()
    admin.press("Enter")
    expect(double.get_by_text("Bookings of the same port that overlap")).to_be_visible()

    link = report.get_by_role("listitem").get_by_role("link").first
    booking = link.inner_text()
    link.click()
    expect(admin.panel.get_by_role("heading", name=booking)).to_be_visible()


def test_hours_of_ports_are_a_table_with_bars_that_only_the_eye_gets(report: Locator) -> None:
    """Overlapping bookings count once, and the port that was booked alone as long."""
    rows = report.get_by_role("table", name="Hours by port").get_by_role("row")

    expect(rows.nth(1)).to_contain_text("P01")
    expect(rows.nth(1)).to_contain_text("1.5")
    expect(rows.nth(2)).to_contain_text("P02")
    expect(report.locator("svg:visible rect[data-bar]").first).to_have_attribute("width", "0")
    assert report.locator("td.report-bar:not([aria-hidden])").count() == 0
    assert page_problems(report.page) == []


def test_the_file_has_the_figures_of_the_chosen_days(report: Locator, tmp_path: Path) -> None:
    """In the form that spreadsheets open. Too many days are a sentence, and the days are in the address."""
    with report.page.expect_download() as download:
        report.get_by_role("button", name="Export CSV").click()
    download.value.save_as(tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_text("utf-8-sig")

    rows = list(csv.DictReader(StringIO(text, newline="")))
    values = {(row["figure"], row["item"]): row["value"] for row in rows}
    assert (values["bookings", "total"], values["double-bookings", "count"]) == ("3", "1")
    assert (values["booked-hours", "P01"], values["booked-hours", "P02"]) == ("1.5", "1.5")
    assert download.value.suggested_filename.startswith("report-")

    report.get_by_label("From day").fill("2001-01-01")
    expect(report.get_by_text("Choose up to 92 days")).to_be_visible()
    report.get_by_role("button", name="Last 7 days").click()
    expect(report.get_by_role("heading", level=2)).to_be_visible()
    assert "from=" in report.page.url
    assert "to=" in report.page.url
