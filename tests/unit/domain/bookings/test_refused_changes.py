"""Changes of bookings with missing data."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.bookings.change import BookingChangeService, target_by_external_id
from shared.domain.errors import NotChangeable
from shared.domain.policy import BookingPolicy
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.commands import dependencies
from tests.unit.domain.records import START, creation, record

KEY = UUID("0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10")
LATER = Window(START + timedelta(hours=2), START + timedelta(hours=3))


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script in which a booking was approved, and no change of it is known."""
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")])
    return script


@pytest.fixture
def service(ampeco: AmpecoClient) -> BookingChangeService:
    return BookingChangeService(dependencies(ampeco, BookingPolicy()))


async def test_a_deleted_booking_cannot_be_changed(
    scenario: Script, ampeco: AmpecoClient, service: BookingChangeService
) -> None:
    """A retry would never help, so it is not reported as a failure of Ampeco."""
    scenario.on("GET", f"{BOOKINGS}/7", 404)
    target = target_by_external_id(ampeco, "web-1")

    with pytest.raises(NotChangeable):
        await service.cancel(target, KEY)
    with pytest.raises(NotChangeable):
        await service.reschedule(target, LATER, KEY)

    assert scenario.sent() == []


async def test_a_booking_without_a_location_is_not_rescheduled(
    scenario: Script, ampeco: AmpecoClient, service: BookingChangeService
) -> None:
    """Its availability cannot be checked."""
    scenario.on("GET", f"{BOOKINGS}/7", record(7, locationId=None))

    with pytest.raises(NotChangeable):
        await service.reschedule(target_by_external_id(ampeco, "web-1"), LATER, KEY)

    assert scenario.sent() == []
