"""What the admin tests share: a depot with 60 bookings in its next week, over 300 in a soak."""

from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page

from tests.browser.admin.depot import PER_PORT, PORTS, Depot
from tests.browser.admin.pages import AdminPage
from tests.browser.context import LAPTOP, OpenPage
from tests.browser.stack import Stack
from tests.browser.wall_time import DETROIT
from tests.support.clock import CLOCK


@pytest.fixture
def depot(stack: Stack) -> Depot:
    site = stack.simulator.add_site(ports=PORTS)
    today = CLOCK.now(DETROIT).date()
    monday = today + timedelta(days=7 - today.weekday())
    start = datetime.combine(monday, time(), DETROIT)
    bookings = stack.simulator.fill(site["locationId"], start=start, end=start + timedelta(days=7), per_port=PER_PORT)
    return Depot(site["locationId"], f"Depot {site['locationId']}", site["evseIds"], monday, bookings)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return an empty page on a laptop in another time zone than the site's."""
    return open_page(**LAPTOP, timezone_id="Asia/Kolkata")


@pytest.fixture
def admin(page: Page) -> AdminPage:
    """Return the admin page, not opened yet."""
    return AdminPage(page)
