"""Selecting the canonical request of a key."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient, CreateBooking, CreateRequest, EvseCriteria
from shared.domain.bookings.create_requests import (
    canonical_request,
    find_attempts,
    find_create_requests,
    has_same_payload,
)
from shared.domain.bookings.origin import find_create_request
from tests.support.scripted_client import REQUESTS, Script
from tests.unit.domain.records import NOW, booking, change, creation

START, END = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 2, 11, tzinfo=UTC)
WANTED = CreateBooking(user_id=7, location_id=1, start_at=START, end_at=END, evse_id=100, external_id="web-1")


def attempt(request_id: int, status: str, **changes: Any) -> CreateRequest:
    """Return a create request as Ampeco would send it."""
    record = {"userId": 7, "locationId": 1, "startAt": START, "endAt": END, "evseId": 100, "externalId": "web-1"}
    return CreateRequest.model_validate({"id": request_id, "status": status, **record, **changes})


@pytest.mark.parametrize(
    ("statuses", "canonical"),
    [
        (["pending"], 1),
        (["approved", "approved"], 1),
        (["rejected", "approved"], 2),
        (["rejected", "pending", "approved"], 2),
        (["rejected", "rejected"], 1),
    ],
)
def test_the_lowest_request_that_was_not_rejected_is_canonical(statuses: list[str], canonical: int) -> None:
    """If all are rejected, the first one."""
    attempts = [attempt(number, status) for number, status in enumerate(statuses, 1)]

    chosen = canonical_request(reversed(attempts))

    assert chosen is not None
    assert chosen.id == canonical


def test_without_requests_there_is_no_canonical_one() -> None:
    assert canonical_request([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"userId": 8},
        {"locationId": 2},
        {"startAt": END},
        {"endAt": datetime(2026, 3, 2, 12, tzinfo=UTC)},
        {"evseId": 101},
        {"evseId": None},
    ],
)
def test_another_payload_is_another_booking(change: dict[str, Any]) -> None:
    """A key belongs to the payload it was first used for."""
    assert has_same_payload(attempt(1, "pending"), WANTED)
    assert not has_same_payload(attempt(1, "pending", **change), WANTED)


def test_criteria_are_part_of_the_payload_without_a_named_port() -> None:
    """Missing criteria and empty ones are equal."""
    anywhere = WANTED.model_copy(update={"evse_id": None})
    fast = WANTED.model_copy(update={"evse_id": None, "evse_criteria": EvseCriteria(min_power=50)})

    assert has_same_payload(attempt(1, "pending", evseId=None, evseCriteria={}), anywhere)
    assert has_same_payload(attempt(1, "pending", evseId=None, evseCriteria={"minPower": 50}), fast)
    assert not has_same_payload(attempt(1, "pending", evseId=None), fast)


async def test_only_create_requests_with_exactly_that_external_id_are_found(
    script: Script, ampeco: AmpecoClient
) -> None:
    """Oldest first; Ampeco's filter may return others."""
    found = [creation(9, externalId="web-1"), change(2, 7, externalId="web-1"), creation(3, externalId="web-12")]
    script.on("GET", REQUESTS, [*found, creation(4, externalId="web-1")])

    attempts = await find_create_requests(ampeco, "web-1")

    assert [attempt.id for attempt in attempts] == [4, 9]
    assert script.calls[0].url.params["filter[externalId]"] == "web-1"


async def test_under_a_former_external_id_only_requests_of_the_last_hour_count(
    script: Script, ampeco: AmpecoClient
) -> None:
    """An id that reveals the key must not give access for ever. The first id with requests counts."""
    ages = {"web-1": timedelta(hours=1), "web-2": timedelta(minutes=59), "web-3": timedelta(0)}
    for number, (external_id, age) in enumerate(ages.items(), 1):
        made = creation(number, externalId=external_id, createdAt=(NOW - age).isoformat())
        script.on("GET", REQUESTS, [made, creation(9, externalId=external_id)], having=f"={external_id}")

    script.on("GET", REQUESTS, [], having="=web-0")

    assert [one.id for one in await find_attempts(ampeco, "web-0", ages, NOW)] == [2]
    assert len(script.calls) == 3
    assert await find_attempts(ampeco, "web-0", ["web-1"], NOW) == ()
    assert [one.id for one in await find_attempts(ampeco, "web-1", ages, NOW)] == [1, 9]


@pytest.mark.parametrize("type_", [None, 5, "unheard-of"])
async def test_a_request_of_any_type_with_the_external_id_is_found(
    type_: object, script: Script, ampeco: AmpecoClient
) -> None:
    """If it were skipped, a second request would be submitted."""
    mine, other = creation(1, externalId="web-1", type=type_), creation(2, externalId="web-2", type=type_)
    script.on("GET", REQUESTS, [mine, other])

    (attempt,) = await find_create_requests(ampeco, "web-1")

    assert (type(attempt), attempt.id, attempt.user_id) == (CreateRequest, 1, 1001)


async def test_without_its_creation_time_the_request_of_a_booking_is_not_searched(
    script: Script, ampeco: AmpecoClient
) -> None:
    assert await find_create_request(ampeco, booking(7, createdAt=None)) is None
    assert script.calls == []
