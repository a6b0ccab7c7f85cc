"""Bookings and changes by admins: the same services as for drivers, with another policy and other external ids."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.change_booking import AdminChangeService
from shared.domain.bookings.create import BookingService
from shared.domain.bookings.decision import CreateBookingCommand
from shared.domain.catalog.catalog import Catalog
from shared.domain.dependencies import Dependencies
from shared.domain.errors import BookingChanged, BookingNotFound, InvalidRequest, SlotUnavailable
from shared.domain.identifiers import admin_external_id
from shared.domain.policy import AdminPolicy
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import Sleep
from tests.support.scripted_client import BOOKINGS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.commands import AVAILABILITY, free
from tests.unit.domain.records import NOW, START, change, creation, evse, location, record, user

KEY = UUID("0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10")
MINE, CHANGE = f"admin-{KEY}", f"admin-7~{KEY}"
UNDER_THE_KEY, THE_CHANGE = f"filter%5BexternalId%5D={MINE}", f"filter%5BexternalId%5D={CHANGE}"
SEEN = datetime.fromisoformat(record(7)["lastUpdatedAt"])
LATER = Window(START + timedelta(hours=2), START + timedelta(hours=3))
TAKEN = Window(START + timedelta(hours=30), START + timedelta(hours=31))
LOST = httpx.ReadError("reset")


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script in which booking 7 is on port 5001, which is free otherwise."""
    script.on("POST", AVAILABILITY, [free(5001)])
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}]))
    script.on("GET", f"{BOOKINGS}/8", 404)
    script.on("GET", BOOKINGS, [])
    script.on("GET", REQUESTS, [])
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", EVSES, [evse(5001, "A1")])
    script.on("GET", f"{EVSES}/5001", evse(5001, "A1"))
    script.on("GET", f"{USERS}/1001", user(1001))
    return script


@pytest.fixture
def dependencies(scripted: AmpecoClient, catalog: Catalog, sleep: Sleep) -> Dependencies:
    return Dependencies(scripted, catalog, AdminPolicy(), now=lambda: NOW, sleep=sleep)


@pytest.fixture
def bookings(dependencies: Dependencies) -> BookingService:
    return BookingService(dependencies)


@pytest.fixture
def changes(dependencies: Dependencies) -> AdminChangeService:
    return AdminChangeService(dependencies)


def order(window: Window) -> CreateBookingCommand:
    """Return a booking request for a driver by id."""
    return CreateBookingCommand(101, window, driver=1001, external_id=admin_external_id(KEY), evse_id=5001)


def moving(request_id: int) -> dict[str, Any]:
    """Return a reschedule command under the key."""
    times = {"startAt": LATER.start.isoformat(), "endAt": LATER.end.isoformat()}
    return change(request_id, 7, "update", externalId=CHANGE, **times)


async def test_external_ids_of_staff_have_their_own_prefix(
    scenario: Script, bookings: BookingService, changes: AdminChangeService
) -> None:
    """That of a change contains the booking's id."""
    scenario.on("POST", REQUESTS, creation(1, externalId=MINE, evseId=5001), change(2, 7), moving(3))

    booked = await bookings.create(order(LATER))
    cancelled = await changes.cancel(7, KEY)
    moved = await changes.reschedule(7, LATER, KEY, expected_last_updated_at=SEEN)

    assert [one.id for one in (booked, cancelled, moved)] == [1, 2, 3]
    assert [(one["type"], one["externalId"]) for one in scenario.sent()] == [
        ("create", MINE),
        ("cancel", CHANGE),
        ("update", CHANGE),
    ]


async def test_after_a_lost_response_to_staff_the_request_is_looked_up(
    scenario: Script, bookings: BookingService, changes: AdminChangeService, pauses: list[float]
) -> None:
    """It is not sent again. The pause is the same as for drivers, for a booking as for a change."""
    scenario.on("POST", REQUESTS, LOST)
    scenario.on("GET", REQUESTS, [], [creation(1, externalId=MINE, evseId=5001)], having=UNDER_THE_KEY)
    scenario.on("GET", REQUESTS, [], [change(2, 7, externalId=CHANGE)], having=THE_CHANGE)

    booked = await bookings.create(order(LATER))
    cancelled = await changes.cancel(7, KEY)

    assert (booked.id, cancelled.id) == (1, 2)
    assert (len(scenario.sent()), pauses) == (2, [0.25, 0.25])


async def test_a_taken_slot_is_refused_to_staff_as_well(
    scenario: Script, bookings: BookingService, changes: AdminChangeService
) -> None:
    """With the site's time zone; nothing is sent."""
    with pytest.raises(SlotUnavailable) as not_booked:
        await bookings.create(order(TAKEN))
    with pytest.raises(SlotUnavailable) as not_moved:
        await changes.reschedule(7, TAKEN, KEY, expected_last_updated_at=SEEN)

    assert {not_booked.value.zone, not_moved.value.zone} == {ZoneInfo("America/Detroit")}
    assert scenario.sent() == []


@pytest.mark.parametrize("lasts", [timedelta(days=7, seconds=1), -timedelta(hours=1)])
async def test_the_policy_for_staff_applies_to_staff(
    scenario: Script, bookings: BookingService, changes: AdminChangeService, lasts: timedelta
) -> None:
    """A week at most, and the end after the start."""
    window = Window(START, START + lasts)

    with pytest.raises(InvalidRequest):
        await bookings.create(order(window))
    with pytest.raises(InvalidRequest):
        await changes.reschedule(7, window, KEY, expected_last_updated_at=SEEN)

    assert scenario.sent() == []


@pytest.mark.parametrize("expected_last_updated_at", [SEEN - timedelta(seconds=1), SEEN + timedelta(seconds=1)])
async def test_a_booking_that_changed_since_staff_loaded_it_is_not_moved(
    scenario: Script, changes: AdminChangeService, expected_last_updated_at: datetime
) -> None:
    """The error contains the current booking, whichever version is newer."""
    with pytest.raises(BookingChanged) as refusal:
        await changes.reschedule(7, LATER, KEY, expected_last_updated_at=expected_last_updated_at)

    current = refusal.value.current
    assert (current.booking.last_updated_at, refusal.value.now) == (SEEN, NOW)
    assert (current.site.name, current.ports and current.ports[0].label) == ("Garage", "A1")
    assert current.driver is not None
    assert current.driver.id == 1001
    assert scenario.sent() == []


async def test_a_changed_booking_is_canceled_anyway(scenario: Script, changes: AdminChangeService) -> None:
    """A change of its time does not matter for a cancellation."""
    scenario.on("GET", f"{BOOKINGS}/7", record(7, lastUpdatedAt=NOW.isoformat()))
    scenario.on("POST", REQUESTS, change(2, 7))

    cancelled = await changes.cancel(7, KEY)

    assert cancelled.id == 2


async def test_an_unknown_booking_is_neither_moved_nor_canceled(scenario: Script, changes: AdminChangeService) -> None:
    """The error names its id."""
    with pytest.raises(BookingNotFound):
        await changes.cancel(8, KEY)
    with pytest.raises(BookingNotFound):
        await changes.reschedule(8, LATER, KEY, expected_last_updated_at=SEEN)

    assert scenario.sent() == []
