"""Switch a booking by staff: records of Ampeco that lack data."""

from datetime import timedelta

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.switch_booking import AdminSwitchService, Destination
from shared.domain.errors import NotChangeable
from shared.domain.policy import AdminPolicy
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.commands import dependencies
from tests.unit.domain.records import START, creation, record


def switch_service(ampeco: AmpecoClient) -> AdminSwitchService:
    return AdminSwitchService(dependencies(ampeco, AdminPolicy()))


@pytest.mark.parametrize("missing", ["locationId", "userId"])
@pytest.mark.parametrize("chosen", [True, False])
async def test_a_booking_without_site_or_driver_is_not_switched(
    script: Script, ampeco: AmpecoClient, missing: str, *, chosen: bool
) -> None:
    """To a chosen port as to any: nobody knows where, or for whom. Nothing is written."""
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}], **{missing: None}))
    script.on("GET", REQUESTS, [])
    to = Destination(5002, Window(START, START + timedelta(hours=1))) if chosen else None

    with pytest.raises(NotChangeable):
        await switch_service(ampeco).switch(7, 5001, to)

    assert script.sent() == []


async def test_a_duplicate_of_a_booking_is_not_switched(script: Script, ampeco: AmpecoClient) -> None:
    """Of two approved requests with one key, the first has the driver's booking."""
    made = creation(6, bookingId=7, externalId="web-1")
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}]))
    script.on("GET", REQUESTS, [made])
    script.on("GET", REQUESTS, [creation(5, bookingId=8, externalId="web-1"), made], having="externalId%5D=web-1")

    with pytest.raises(NotChangeable):
        await switch_service(ampeco).switch(7, 5001, None)

    assert script.sent() == []
