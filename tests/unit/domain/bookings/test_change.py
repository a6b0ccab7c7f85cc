"""Changing a booking while a duplicate request for the same change is processed."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest

from shared.ampeco_client import AmpecoClient, Booking, Rejected
from shared.domain.bookings.change import (
    BookingChangeService,
    derive_change_id,
    find_change_request,
    is_change_of,
    target_by_external_id,
)
from shared.domain.errors import BookingNotFound, KeyReused, NotChangeable, OverlappingBooking, SlotUnavailable
from shared.domain.policy import BookingPolicy
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import Sleep
from tests.support.scripted_client import BOOKINGS, LOCATIONS, REQUESTS, Script
from tests.unit.domain.commands import dependencies
from tests.unit.domain.records import START, change, creation, record

KEY = UUID("0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10")
CHANGE = derive_change_id("web-1", KEY)
LATER = Window(START + timedelta(hours=2), START + timedelta(hours=3))
AVAILABILITY = "/actions/locations/v2.0/101/check-booking-availability"
THE_BOOKING = "filter%5BexternalId%5D=web-1&"
THE_CHANGE = "filter%5BexternalId%5D=web-1~"
PENDING = "filter%5Bstatus%5D=pending"


def cancelling(request_id: int, status: str = "approved") -> dict[str, Any]:
    """Return the command to cancel under the key of the change."""
    return change(request_id, 7, status=status, externalId=CHANGE)


def moving(request_id: int, window: Window = LATER) -> dict[str, Any]:
    """Return the command to reschedule under the key of the change."""
    times = {"startAt": window.start.isoformat(), "endAt": window.end.isoformat()}
    return change(request_id, 7, "update", externalId=CHANGE, **times)


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script in which booking 7 is on port 5001, which is free for the rest of the day."""
    slot = {"startAt": (START + timedelta(hours=1)).isoformat(), "endAt": (START + timedelta(hours=9)).isoformat()}
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")], having=THE_BOOKING)
    script.on("GET", REQUESTS, [], having=THE_CHANGE)
    script.on("GET", REQUESTS, [], having=PENDING)
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}]))
    script.on("GET", BOOKINGS, [])
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})
    script.on("POST", AVAILABILITY, [{"evseId": 5001, "availableSlots": [slot]}])
    return script


def service(ampeco: AmpecoClient, sleep: Sleep, **policy: Any) -> BookingChangeService:
    return BookingChangeService(dependencies(ampeco, BookingPolicy(**policy), sleep))


def test_the_external_id_of_a_change_contains_its_booking_id() -> None:
    """No other booking id matches it."""
    assert f"web-1~{KEY}" == CHANGE
    assert is_change_of(CHANGE, "web-1")
    assert not is_change_of(CHANGE, "web-")


async def test_of_duplicate_changes_the_best_status_counts(script: Script, ampeco: AmpecoClient) -> None:
    """Approved, else pending, else rejected; requests that Ampeco's filter returned by mistake are ignored."""
    refused, new, pending, done = (
        cancelling(1, "rejected"),
        cancelling(2, "paused"),
        cancelling(3, "pending"),
        cancelling(4),
    )
    strangers = [change(8, 7, status="approved", externalId="web-2~1"), creation(9, externalId=CHANGE)]
    script.on("GET", REQUESTS, [*strangers, new, refused, pending, done], [pending, refused], [new, refused], strangers)

    found = [await find_change_request(ampeco, CHANGE) for _ in range(4)]

    assert [one and one.id for one in found] == [4, 3, 1, None]


async def test_an_unknown_booking_is_not_changed(scenario: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """No request has the key of the reference."""
    scenario.on("GET", REQUESTS, [], having=THE_BOOKING)

    with pytest.raises(BookingNotFound):
        await service(ampeco, sleep).cancel(target_by_external_id(ampeco, "web-1"), KEY)


async def test_a_pending_booking_is_not_changed(scenario: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    scenario.on("GET", REQUESTS, [creation(5, status="pending", externalId="web-1")], having=THE_BOOKING)

    with pytest.raises(NotChangeable):
        await service(ampeco, sleep).cancel(target_by_external_id(ampeco, "web-1"), KEY)


@pytest.mark.parametrize(("status", "cancelled"), [("reserved", True), ("completed", False), ("paused", False)])
async def test_only_active_bookings_are_canceled_and_only_unreserved_ones_moved(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, status: str, *, cancelled: bool
) -> None:
    """With an unknown status, neither is allowed."""
    scenario.on("GET", f"{BOOKINGS}/7", record(7, status=status, bookedEvses=[{"id": 5001}]))
    scenario.on("POST", REQUESTS, cancelling(6))
    changes, target = service(ampeco, sleep), target_by_external_id(ampeco, "web-1")

    with pytest.raises(NotChangeable):
        await changes.reschedule(target, LATER, KEY)
    with nullcontext() if cancelled else pytest.raises(NotChangeable):
        await changes.cancel(target, KEY)

    assert [one["type"] for one in scenario.sent()] == ["cancel"] * cancelled


async def test_a_faster_duplicate_of_a_change_is_its_result(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Ampeco rejects canceling a booking that the duplicate has just canceled."""
    scenario.on("POST", REQUESTS, 422)
    scenario.on("GET", REQUESTS, [], [cancelling(6)], having=THE_CHANGE)

    assert (await service(ampeco, sleep).cancel(target_by_external_id(ampeco, "web-1"), KEY)).id == 6


async def test_a_rejection_without_a_duplicate_is_a_rejection(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """The rejected request is returned unchanged."""
    scenario.on("POST", REQUESTS, 422)

    with pytest.raises(Rejected):
        await service(ampeco, sleep).cancel(target_by_external_id(ampeco, "web-1"), KEY)


async def test_a_response_of_another_type_is_unexpected(scenario: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """It cannot be shown as a change."""
    scenario.on("POST", REQUESTS, creation(6))

    with pytest.raises(NotChangeable):
        await service(ampeco, sleep).cancel(target_by_external_id(ampeco, "web-1"), KEY)


@pytest.mark.parametrize(
    ("earlier", "same"), [(moving(6), True), (moving(6, Window(START, LATER.end)), False), (cancelling(6), False)]
)
async def test_a_key_reschedules_a_booking_to_one_time_only(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, earlier: dict[str, Any], *, same: bool
) -> None:
    """The same command again returns the earlier result; another time needs another key."""
    scenario.on("GET", REQUESTS, [earlier], having=THE_CHANGE)
    moved = service(ampeco, sleep).reschedule(target_by_external_id(ampeco, "web-1"), LATER, KEY)

    if same:
        assert (await moved).id == 6
    else:
        with pytest.raises(KeyReused):
            await moved

    assert scenario.sent() == []


@pytest.mark.parametrize(("allowed", "user_id"), [(True, 1001), (False, None), (False, 1001)])
async def test_overlaps_are_checked_only_for_known_drivers_under_a_strict_policy(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, user_id: int | None, *, allowed: bool
) -> None:
    """The rescheduled booking itself does not conflict, another one of the driver does."""
    times = {"startAt": LATER.start.isoformat(), "endAt": LATER.end.isoformat()}
    scenario.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}], userId=user_id))
    scenario.on("GET", BOOKINGS, [record(7, **times), record(8, userId=user_id, **times)])
    scenario.on("POST", REQUESTS, moving(6))
    moved = service(ampeco, sleep, allow_overlapping_bookings=allowed).reschedule(
        target_by_external_id(ampeco, "web-1"), LATER, KEY
    )

    if user_id and not allowed:
        with pytest.raises(OverlappingBooking):
            await moved
    else:
        assert (await moved).id == 6


@pytest.mark.parametrize(
    ("ports", "starts"), [(None, []), ([5001, 5002], [1.5, 2, 2.5]), ([5002, 5001], [0]), ([5001], None)]
)
async def test_every_port_of_the_booking_must_be_free(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, ports: list[int] | None, starts: list[float] | None
) -> None:
    """One of two is not enough; an unknown port is not free. Alternatives are those of the first port."""
    evses = [{"id": number} for number in ports] if ports else None
    scenario.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=evses))
    scenario.on("GET", f"{LOCATIONS}/101", {"id": 101, "timezone": "America/Detroit"})
    scenario.on("POST", REQUESTS, moving(6))
    moved = service(ampeco, sleep).reschedule(target_by_external_id(ampeco, "web-1"), LATER, KEY)

    if starts is None:
        assert (await moved).id == 6
        return
    with pytest.raises(SlotUnavailable) as taken:
        await moved
    assert taken.value.zone == ZoneInfo("America/Detroit")
    assert [(one.window.start - START) / timedelta(hours=1) for one in taken.value.alternatives.same_port] == starts


async def test_the_request_has_the_external_id_of_the_change(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """It is found by it after a lost response."""
    scenario.on("POST", REQUESTS, httpx.ReadError("reset"))
    changes = service(ampeco, sleep)

    scenario.on("GET", REQUESTS, [], [cancelling(6)], having=THE_CHANGE)
    cancelled = await changes.cancel(target_by_external_id(ampeco, "web-1"), KEY)
    scenario.on("GET", REQUESTS, [], [moving(8)], having=THE_CHANGE)
    moved = await changes.reschedule(target_by_external_id(ampeco, "web-1"), LATER, KEY)

    assert (cancelled.id, moved.id, pauses) == (6, 8, [0.25, 0.25])
    assert scenario.sent() == [
        {"type": "cancel", "bookingId": 7, "externalId": CHANGE},
        {
            "type": "update",
            "bookingId": 7,
            "startAt": "2026-03-04T17:00:00Z",
            "endAt": "2026-03-04T18:00:00Z",
            "externalId": CHANGE,
        },
    ]


async def test_a_booking_is_checked_before_it_is_changed(scenario: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """The caller's view of it may be outdated."""
    seen: list[Booking] = []

    async def check(booking: Booking) -> None:
        seen.append(booking)
        raise NotChangeable

    with pytest.raises(NotChangeable):
        await service(ampeco, sleep).cancel(target_by_external_id(ampeco, "web-1")._replace(check=check), KEY)

    assert ([booking.id for booking in seen], scenario.sent()) == ([7], [])


async def test_the_drivers_active_bookings_are_loaded(scenario: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """The rescheduled booking does not conflict with itself."""
    scenario.on("GET", BOOKINGS, [record(7)])
    scenario.on("POST", REQUESTS, moving(6, Window(START, LATER.end)))

    await service(ampeco, sleep).reschedule(target_by_external_id(ampeco, "web-1"), Window(START, LATER.end), KEY)

    requested = [one.url.params for one in scenario.calls if one.url.path.endswith(BOOKINGS)]
    assert [params["filter[userId]"] for params in requested] == ["1001", "1001"]
