"""Admin views with missing data, or with more data than can be read."""

from datetime import timedelta
from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient, Paged, Rejected
from shared.domain.admin.booking_detail import booking_detail
from shared.domain.admin.calendar import CalendarService
from shared.domain.admin.cursors import Cursor, fetch_page
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.bookings.switch_completion import SwitchCompleter
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import InvalidRequest
from tests.support.scripted_client import BOOKINGS, CHARGE_POINTS, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.commands import AVAILABILITY
from tests.unit.domain.records import NOW, START, change, creation, record


@pytest.fixture(autouse=True)
def _an_empty_site(script: Script) -> None:
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})
    script.on("GET", CHARGE_POINTS, [])
    script.on("POST", AVAILABILITY, [])
    script.on("GET", BOOKINGS, [])
    script.on("GET", f"{USERS}/1001", 404)


async def test_a_long_queue_of_requests_is_also_read_by_site(
    script: Script, scripted: AmpecoClient, catalog: Catalog
) -> None:
    """Three pages of everybody's requests for the changes, then all of this site; each once."""

    def page(number: int, *requests: dict[str, Any]) -> dict[str, Any]:
        following = f"https://ampeco.test/public-api{REQUESTS}?cursor={number}"
        return {"data": list(requests), "links": {"next": following}}

    here = [creation(number, status="pending") for number in (4, 9)]
    script.on("GET", REQUESTS, here, having="filter%5BlocationId%5D=101")
    script.on("GET", REQUESTS, page(1, change(1, 7)), page(2, creation(2, locationId=102)), page(3, here[0]))
    calendars = CalendarService(
        scripted,
        catalog,
        UserDirectory(scripted),
        BookedPortResolver(scripted),
        SwitchCompleter(scripted),
        now=lambda: NOW,
    )

    calendar = await calendars.for_window(101, START, START + timedelta(days=1))

    narrow = [one.url.params for one in script.calls if one.url.path.endswith(REQUESTS)][-1]
    assert [one.request.id for one in calendar.pending] == [4, 9]
    assert script.count("GET", REQUESTS) == 4
    assert (narrow["filter[startBefore]"], narrow["filter[endAfter]"]) == (
        "2026-03-05T15:00:00Z",
        "2026-03-04T15:00:00Z",
    )


async def test_a_booking_with_unknown_ports_has_none_as_ports(
    script: Script, scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory
) -> None:
    """None is not an empty list: the booking has a port, and it is unknown."""
    script.on("GET", f"{BOOKINGS}/7", record(7))
    script.on("GET", REQUESTS, [])
    script.on("GET", f"{USERS}/1001", 404)

    detail = await booking_detail(scripted, catalog, user_directory, 7)

    assert (detail.ports, detail.driver, detail.requests_complete) == (None, None, True)


async def test_a_rejected_page_without_a_cursor_is_blamed_on_the_filters() -> None:
    """Only with a cursor is it blamed on the cursor."""
    pages: list[str | None] = []

    async def refuse(after: str | None) -> Any:
        pages.append(after)
        raise Rejected("list_bookings", 422, errors={})

    with pytest.raises(Rejected):
        await fetch_page(Paged(refuse), Cursor(query=""))
    with pytest.raises(InvalidRequest) as refusal:
        await fetch_page(Paged(refuse), Cursor(query="", after="?cursor=1"))
    assert (refusal.value.field, pages) == ("cursor", [None, "?cursor=1"])
