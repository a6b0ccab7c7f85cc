"""Today: a site with more bookings than one response reads."""

from datetime import timedelta

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.today import TodayService
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.catalog.catalog import Catalog
from tests.support.scripted_client import BOOKINGS, CHARGE_POINTS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.records import NOW, evse, location, record, user


@pytest.mark.parametrize("is_cut", [True, False])
async def test_after_twenty_pages_of_bookings_the_day_is_not_complete(
    script: Script, scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory, *, is_cut: bool
) -> None:
    today = {name: (NOW + timedelta(hours=hour)).isoformat() for name, hour in (("startAt", 1), ("endAt", 2))}
    following = {"next": f"https://ampeco.test/public-api{BOOKINGS}?cursor=1"} if is_cut else {}
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", CHARGE_POINTS, [])
    script.on("GET", BOOKINGS, {"data": [record(7, **today)], "links": following})
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}], **today))
    script.on("GET", REQUESTS, [])
    script.on("GET", f"{EVSES}/5001", evse(5001, "A1"))
    script.on("GET", f"{USERS}/1001", user(1001))
    service = TodayService(scripted, catalog, user_directory, BookedPortResolver(scripted), now=lambda: NOW)

    day = await service.of_site(101, None)

    assert [row.booking.id for row in day.bookings] == [7]
    assert day.complete is not is_cut
    assert script.count("GET", BOOKINGS) == (20 if is_cut else 1)
