"""Facts about an event whose records are missing or incomplete at Ampeco."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.catalog.catalog import Catalog
from shared.domain.messages import events
from shared.domain.messages.facts import Facts
from shared.domain.messages.policy import MessagePolicy
from shared.domain.messages.reader import MessageReader
from tests.support.scripted_client import BOOKINGS, EVSES, LOCATIONS, REQUESTS, Script

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
START = NOW + timedelta(hours=20)
BOOKING: dict[str, Any] = {
    "id": 7,
    "userId": 1001,
    "locationId": 101,
    "status": "accepted",
    "startAt": START.isoformat(),
    "endAt": (START + timedelta(hours=1)).isoformat(),
    "createdAt": NOW.isoformat(),
    "bookedEvses": [{"id": 5001}],
}
LISTED = {name: value for name, value in BOOKING.items() if name != "bookedEvses"}
REQUEST: dict[str, Any] = {"id": 1, "type": "create", "status": "rejected", "userId": 1001, "locationId": 101}


async def read(ampeco: AmpecoClient, event: events.Event) -> Facts | None:
    reader = MessageReader(ampeco, Catalog(ampeco, default_zone=ZoneInfo("UTC"), now=lambda: NOW), MessagePolicy())
    return await reader.read_facts(event, NOW)


@pytest.mark.parametrize("said", [404, {**BOOKING, "userId": None}, {**BOOKING, "startAt": "soon"}])
async def test_a_booking_that_cannot_be_reported_has_no_facts(ampeco: AmpecoClient, script: Script, said: Any) -> None:
    """It was deleted, or has no driver or no time."""
    script.on("GET", f"{BOOKINGS}/7", said)

    assert await read(ampeco, events.created(7)) is None


@pytest.mark.parametrize("said", [404, {**REQUEST, "type": "cancel", "bookingId": 7}])
async def test_a_deleted_request_or_one_of_another_kind_has_no_facts(
    ampeco: AmpecoClient, script: Script, said: Any
) -> None:
    """Only a rejected create request is reported by itself."""
    script.on("GET", f"{REQUESTS}/1", said)

    assert await read(ampeco, events.declined(1)) is None


async def test_a_missing_port_or_site_does_not_affect_other_facts(ampeco: AmpecoClient, script: Script) -> None:
    """A request without times replaces no booking."""
    script.on("GET", f"{BOOKINGS}/7", BOOKING)
    script.on("GET", BOOKINGS, [BOOKING])
    script.on("GET", REQUESTS, [{**REQUEST, "evseId": 5002}])
    script.on("GET", f"{EVSES}/5001", 404)
    script.on("GET", f"{LOCATIONS}/101", 404)

    facts = await read(ampeco, events.created(7))

    assert facts is not None
    assert ([booking.id for booking in facts.bookings], [one.id for one in facts.requests]) == ([7], [1])
    assert facts.ports == {}
    assert (facts.places[101].location.id, facts.places[101].location.name) == (101, ())
    assert script.count("GET", f"{EVSES}/5002") == 0


async def upcoming(ampeco: AmpecoClient) -> Facts:
    reader = MessageReader(ampeco, Catalog(ampeco, default_zone=ZoneInfo("UTC"), now=lambda: NOW), MessagePolicy())
    return await reader.read_upcoming(1001, NOW)


async def test_a_driver_without_bookings_costs_one_call(ampeco: AmpecoClient, script: Script) -> None:
    """Those that are canceled, or that belong to somebody else whatever the filter, are none."""
    script.on("GET", BOOKINGS, [{**LISTED, "status": "cancelled"}, {**LISTED, "id": 8, "userId": 1002}])

    facts = await upcoming(ampeco)

    assert (facts.bookings, facts.requests, facts.ports, facts.places) == ((), (), {}, {})
    assert script.count("GET", REQUESTS) == 0


async def test_an_upcoming_booking_comes_with_its_port_and_requests(ampeco: AmpecoClient, script: Script) -> None:
    """The list has no port, so the booking itself is read."""
    script.on("GET", BOOKINGS, [LISTED])
    script.on("GET", f"{BOOKINGS}/7", BOOKING)
    script.on("GET", REQUESTS, [{**REQUEST, "status": "approved", "bookingId": 7}])
    script.on("GET", f"{EVSES}/5001", {"id": 5001, "label": "A1"})
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})

    facts = await upcoming(ampeco)

    assert [(one.id, one.booked_evse_ids) for one in facts.bookings] == [(7, (5001,))]
    assert [one.id for one in facts.requests] == [1]
    assert {number: port.label for number, port in facts.ports.items()} == {5001: "A1"}
    assert list(facts.places) == [101]
