"""Changing a booking while a twin of the same change does the same."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest

from shared.ampeco_client import AmpecoClient, Booking, Rejected
from shared.domain.catalogue import Catalogue
from shared.domain.changes import ChangeDesk, belongs_to, booked_under, change_id_of, change_under
from shared.domain.errors import BookingNotFound, KeyReused, NotChangeable, OverlappingBooking, SlotUnavailable
from shared.domain.rules import HouseRules
from shared.domain.sending import Sleep
from shared.domain.windows import Window
from tests.domain.conftest import BOOKINGS, LOCATIONS, REQUESTS, Script
from tests.domain.records import NOW, START, change, creation, record

KEY = UUID("0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10")
CHANGE = change_id_of("web-1", KEY)
LATER = Window(START + timedelta(hours=2), START + timedelta(hours=3))
AVAILABILITY = "/actions/locations/v2.0/101/check-booking-availability"
THE_BOOKING = "filter%5BexternalId%5D=web-1&"
THE_CHANGE = "filter%5BexternalId%5D=web-1~"
PENDING = "filter%5Bstatus%5D=pending"


def cancelling(request_id: int, status: str = "approved") -> dict[str, Any]:
    """Return the request to cancel under the key of the change."""
    return change(request_id, 7, status=status, externalId=CHANGE)


def moving(request_id: int, window: Window = LATER) -> dict[str, Any]:
    """Return the request to move under the key of the change."""
    times = {"startAt": window.start.isoformat(), "endAt": window.end.isoformat()}
    return change(request_id, 7, "update", externalId=CHANGE, **times)


@pytest.fixture
def world(script: Script) -> Script:
    """Return a script in which booking 7 stands on port 5001, which is free for the rest of the day."""
    slot = {"startAt": (START + timedelta(hours=1)).isoformat(), "endAt": (START + timedelta(hours=9)).isoformat()}
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")], having=THE_BOOKING)
    script.on("GET", REQUESTS, [], having=THE_CHANGE)
    script.on("GET", REQUESTS, [], having=PENDING)
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}]))
    script.on("GET", BOOKINGS, [])
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})
    script.on("POST", AVAILABILITY, [{"evseId": 5001, "availableSlots": [slot]}])
    return script


def desk(ampeco: AmpecoClient, sleep: Sleep, **rules: Any) -> ChangeDesk:
    catalogue = Catalogue(ampeco, default_zone=ZoneInfo("UTC"))
    return ChangeDesk(ampeco, catalogue, HouseRules(**rules), now=lambda: NOW, sleep=sleep)


def test_the_id_of_a_change_tells_its_booking() -> None:
    """And no other one."""
    assert f"web-1~{KEY}" == CHANGE
    assert belongs_to(CHANGE, "web-1")
    assert not belongs_to(CHANGE, "web-")


async def test_of_the_same_change_twice_the_better_news_count(script: Script, ampeco: AmpecoClient) -> None:
    """Carried out, else pending, else refused; what Ampeco's filter let through by mistake, never."""
    refused, new, pending, done = (
        cancelling(1, "rejected"),
        cancelling(2, "paused"),
        cancelling(3, "pending"),
        cancelling(4),
    )
    strangers = [change(8, 7, status="approved", externalId="web-2~1"), creation(9, externalId=CHANGE)]
    script.on("GET", REQUESTS, [*strangers, new, refused, pending, done], [pending, refused], [new, refused], strangers)

    found = [await change_under(ampeco, CHANGE) for _ in range(4)]

    assert [one and one.id for one in found] == [4, 3, 1, None]


async def test_what_was_never_booked_is_not_changed(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Nothing stands under the key of the reference."""
    world.on("GET", REQUESTS, [], having=THE_BOOKING)

    with pytest.raises(BookingNotFound):
        await desk(ampeco, sleep).cancel(booked_under(ampeco, "web-1"), KEY)


async def test_what_is_not_yet_booked_is_not_changed(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Ampeco has not decided."""
    world.on("GET", REQUESTS, [creation(5, status="pending", externalId="web-1")], having=THE_BOOKING)

    with pytest.raises(NotChangeable):
        await desk(ampeco, sleep).cancel(booked_under(ampeco, "web-1"), KEY)


@pytest.mark.parametrize(("status", "cancelled"), [("reserved", True), ("completed", False), ("paused", False)])
async def test_only_what_is_alive_is_cancelled_and_only_what_is_not_held_yet_moved(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, status: str, *, cancelled: bool
) -> None:
    """Of a status that nobody knows neither is believed."""
    world.on("GET", f"{BOOKINGS}/7", record(7, status=status, bookedEvses=[{"id": 5001}]))
    world.on("POST", REQUESTS, cancelling(6))
    changes, target = desk(ampeco, sleep), booked_under(ampeco, "web-1")

    with pytest.raises(NotChangeable):
        await changes.move(target, LATER, KEY)
    with nullcontext() if cancelled else pytest.raises(NotChangeable):
        await changes.cancel(target, KEY)

    assert [one["type"] for one in world.sent()] == ["cancel"] * cancelled


async def test_a_twin_of_the_change_that_was_faster_answers_for_it(
    world: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Ampeco refuses to cancel what the twin has just cancelled."""
    world.on("POST", REQUESTS, 422)
    world.on("GET", REQUESTS, [], [cancelling(6)], having=THE_CHANGE)

    assert (await desk(ampeco, sleep).cancel(booked_under(ampeco, "web-1"), KEY)).id == 6


async def test_a_refusal_without_a_twin_is_a_refusal(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """It is told as Ampeco said it."""
    world.on("POST", REQUESTS, 422)

    with pytest.raises(Rejected):
        await desk(ampeco, sleep).cancel(booked_under(ampeco, "web-1"), KEY)


async def test_an_answer_to_another_question_changes_nothing(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """It cannot be shown as a change."""
    world.on("POST", REQUESTS, creation(6))

    with pytest.raises(NotChangeable):
        await desk(ampeco, sleep).cancel(booked_under(ampeco, "web-1"), KEY)


@pytest.mark.parametrize(
    ("earlier", "same"), [(moving(6), True), (moving(6, Window(START, LATER.end)), False), (cancelling(6), False)]
)
async def test_a_key_moves_a_booking_to_one_time_only(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, earlier: dict[str, Any], *, same: bool
) -> None:
    """The same again is answered with what it led to; anything else needs a key of its own."""
    world.on("GET", REQUESTS, [earlier], having=THE_CHANGE)
    moved = desk(ampeco, sleep).move(booked_under(ampeco, "web-1"), LATER, KEY)

    if same:
        assert (await moved).id == 6
    else:
        with pytest.raises(KeyReused):
            await moved

    assert world.sent() == []


@pytest.mark.parametrize(("allowed", "user_id"), [(True, 1001), (False, None), (False, 1001)])
async def test_only_a_known_driver_of_a_strict_operator_holds_one_port_at_a_time(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, user_id: int | None, *, allowed: bool
) -> None:
    """The booking that is moved is in nobody's way, another of the same driver is."""
    times = {"startAt": LATER.start.isoformat(), "endAt": LATER.end.isoformat()}
    world.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}], userId=user_id))
    world.on("GET", BOOKINGS, [record(7, **times), record(8, userId=user_id, **times)])
    world.on("POST", REQUESTS, moving(6))
    moved = desk(ampeco, sleep, allow_overlapping_bookings=allowed).move(booked_under(ampeco, "web-1"), LATER, KEY)

    if user_id and not allowed:
        with pytest.raises(OverlappingBooking):
            await moved
    else:
        assert (await moved).id == 6


@pytest.mark.parametrize(
    ("ports", "starts"), [(None, []), ([5001, 5002], [2, 1.5, 2.5]), ([5002, 5001], [0]), ([5001], None)]
)
async def test_every_port_of_the_booking_must_be_free(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, ports: list[int] | None, starts: list[float] | None
) -> None:
    """One of two is not enough, and where Ampeco does not tell the port, none is known; its first one's is offered."""
    evses = [{"id": number} for number in ports] if ports else None
    world.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=evses))
    world.on("GET", f"{LOCATIONS}/101", {"id": 101, "timezone": "America/Detroit"})
    world.on("POST", REQUESTS, moving(6))
    moved = desk(ampeco, sleep).move(booked_under(ampeco, "web-1"), LATER, KEY)

    if starts is None:
        assert (await moved).id == 6
        return
    with pytest.raises(SlotUnavailable) as taken:
        await moved
    assert taken.value.zone == ZoneInfo("America/Detroit")
    assert [(one.window.start - START) / timedelta(hours=1) for one in taken.value.alternatives.same_port] == starts


async def test_what_is_asked_carries_the_name_of_the_change(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """By which it is found again when the reply is lost."""
    world.on("POST", REQUESTS, httpx.ReadError("reset"))
    changes = desk(ampeco, sleep)

    world.on("GET", REQUESTS, [], [cancelling(6)], having=THE_CHANGE)
    cancelled = await changes.cancel(booked_under(ampeco, "web-1"), KEY)
    world.on("GET", REQUESTS, [], [moving(8)], having=THE_CHANGE)
    moved = await changes.move(booked_under(ampeco, "web-1"), LATER, KEY)

    assert (cancelled.id, moved.id, pauses) == (6, 8, [0.25, 0.25])
    assert world.sent() == [
        {"type": "cancel", "bookingId": 7, "externalId": CHANGE},
        {
            "type": "update",
            "bookingId": 7,
            "startAt": "2026-03-04T17:00:00Z",
            "endAt": "2026-03-04T18:00:00Z",
            "externalId": CHANGE,
        },
    ]


async def test_a_booking_is_checked_before_it_is_changed(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Whoever asks may believe something else of it."""
    seen: list[Booking] = []

    async def check(booking: Booking) -> None:
        seen.append(booking)
        raise NotChangeable

    with pytest.raises(NotChangeable):
        await desk(ampeco, sleep).cancel(booked_under(ampeco, "web-1")._replace(check=check), KEY)

    assert ([booking.id for booking in seen], world.sent()) == ([7], [])


async def test_the_drivers_own_time_is_asked_for(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """And the booking that is moved does not stand in its own way."""
    world.on("GET", BOOKINGS, [record(7)])
    world.on("POST", REQUESTS, moving(6, Window(START, LATER.end)))

    await desk(ampeco, sleep).move(booked_under(ampeco, "web-1"), Window(START, LATER.end), KEY)

    asked = [one.url.params for one in world.asked if one.url.path.endswith(BOOKINGS)]
    assert [params["filter[userId]"] for params in asked] == ["1001", "1001"]
