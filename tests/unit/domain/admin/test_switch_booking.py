"""Switch a booking by staff: records of Ampeco that lack data."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.switch_booking import AdminSwitchService, Destination
from shared.domain.bookings.switch_port import SwitchService
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import NotChangeable
from shared.domain.policy import AdminPolicy
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.records import NOW, START, record


@pytest.mark.parametrize("missing", ["locationId", "userId"])
@pytest.mark.parametrize("chosen", [True, False])
async def test_a_booking_without_site_or_driver_is_not_switched(
    script: Script, ampeco: AmpecoClient, missing: str, *, chosen: bool
) -> None:
    """To a chosen port as to any: nobody knows where, or for whom. Nothing is written."""
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}], **{missing: None}))
    script.on("GET", REQUESTS, [])
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"))
    common = SwitchService(ampeco, catalog, now=lambda: NOW)
    switches = AdminSwitchService(ampeco, common, AdminPolicy(), now=lambda: NOW)
    to = Destination(5002, Window(START, START + timedelta(hours=1))) if chosen else None

    with pytest.raises(NotChangeable):
        await switches.switch(7, 5001, to)

    assert script.sent() == []
