"""Several requests with one idempotency key, as each process sees them."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient, CreateRequest, deadline
from shared.domain.bookings.idempotency import (
    approved_duplicates,
    cancel_duplicates,
    cancel_orphaned_duplicates,
    resolve_duplicates,
)
from shared.domain.timeutil.site_time import Sleep
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.records import change, creation, record

KEY = "web-1"


def attempt(request_id: int, status: str) -> dict[str, Any]:
    """Return a request with the key; once approved, its booking's id is ten times its own."""
    booked = {"bookingId": request_id * 10} if status == "approved" else {}
    return creation(request_id, status=status, externalId=KEY, **booked)


def attempts(*statuses: str) -> list[dict[str, Any]]:
    """Return requests 1, 2, … in these statuses."""
    return [attempt(number, status) for number, status in enumerate(statuses, 1)]


def read(*records: dict[str, Any]) -> list[CreateRequest]:
    return [CreateRequest.model_validate(one) for one in records]


async def test_without_listed_requests_there_is_no_result(script: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Ampeco's list may not contain a new request yet."""
    script.on("GET", REQUESTS, [])

    assert await resolve_duplicates(ampeco, KEY, frozenset({1}), sleep=sleep) is None


@pytest.mark.parametrize(
    ("created_ids", "withdrawn"),
    [(frozenset({1}), []), (frozenset({2}), [20]), (frozenset({2, 3}), [20, 30]), (None, [20, 30])],
)
async def test_each_process_waits_and_cancels_its_own_duplicates(
    script: Script,
    ampeco: AmpecoClient,
    sleep: Sleep,
    pauses: list[float],
    created_ids: frozenset[int] | None,
    withdrawn: list[int],
) -> None:
    """The lowest request that is not rejected counts; after a lost response any process cancels the surplus ones."""
    pending, half = attempts("pending", "pending", "pending"), attempts("pending", "approved", "approved")
    script.on("GET", REQUESTS, pending, half, attempts("approved", "approved", "approved"))
    script.on("POST", REQUESTS, change(9, 20))

    canonical = await resolve_duplicates(ampeco, KEY, created_ids, sleep=sleep)

    assert canonical is not None
    assert (canonical.id, pauses) == (1, [0.2, 0.3])
    assert [(one["type"], one["bookingId"]) for one in script.sent()] == [("cancel", number) for number in withdrawn]
    assert {one["externalId"] for one in script.sent()} == {f"web-1~twin-{number // 10}" for number in withdrawn}


@pytest.mark.parametrize(("created_ids", "looks"), [(frozenset({1}), 1), (frozenset({2}), 2), (None, 2)])
async def test_a_pending_duplicate_of_another_process_is_not_awaited(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, created_ids: frozenset[int] | None, looks: int
) -> None:
    """Its own process cancels it; one that may be ours has to be awaited."""
    script.on("GET", REQUESTS, attempts("approved", "pending"), attempts("approved", "rejected"))

    await resolve_duplicates(ampeco, KEY, created_ids, sleep=sleep)

    assert script.count("GET", REQUESTS) == looks
    assert script.sent() == []


async def test_a_rejection_is_final_once_no_duplicate_can_arrive(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """A duplicate that was sent at the same moment appears a little later."""
    script.on("GET", REQUESTS, attempts("rejected"))

    canonical = await resolve_duplicates(ampeco, KEY, frozenset({1}), sleep=sleep)

    assert canonical is not None
    assert (canonical.id, pauses) == (1, [0.2, 0.3, 0.5, 0.5, 0.5])


@pytest.mark.usefixtures("_time_stands_still")
@pytest.mark.parametrize(("seconds", "waits"), [(2.1, []), (2.2, [0.2]), (2.3, [0.2, 0.3])])
async def test_near_the_deadline_the_current_status_is_returned(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float], seconds: float, waits: list[float]
) -> None:
    """The next read of the status resolves the rest."""
    script.on("GET", REQUESTS, attempts("pending", "approved"))

    with deadline(seconds):
        canonical = await resolve_duplicates(ampeco, KEY, frozenset({2}), sleep=sleep)

    assert canonical is not None
    assert (canonical.id, canonical.status, pauses) == (1, "pending", waits)
    assert script.sent() == []


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], []),
        (["pending", "approved"], []),
        (["rejected", "rejected"], []),
        (["approved", "pending"], []),
        (["rejected", "approved", "approved", "rejected", "approved"], [3, 5]),
    ],
)
def test_there_are_duplicates_only_after_one_request_is_approved(statuses: list[str], expected: list[int]) -> None:
    """Then every other approved request is one."""
    assert [one.id for one in approved_duplicates(iter(read(*attempts(*statuses))))] == expected


async def test_a_reader_cancels_duplicates_of_a_crashed_process(
    script: Script, ampeco: AmpecoClient, warnings: Callable[[], list[str]]
) -> None:
    """Bookings that are over, requests without a booking, and failed reads are skipped."""
    requests = attempts("approved", *["approved"] * 5)
    del requests[1]["bookingId"]
    script.on("GET", f"{BOOKINGS}/30", 404)
    script.on("GET", f"{BOOKINGS}/40", record(40, status="cancelled"))
    script.on("GET", f"{BOOKINGS}/50", record(50, status="reserved"))
    script.on("GET", f"{BOOKINGS}/60", record(60))
    script.on("POST", REQUESTS, change(9, 50))

    await cancel_orphaned_duplicates(ampeco, KEY, read(*requests))

    assert [(one["type"], one["bookingId"], one["externalId"]) for one in script.sent()] == [
        ("cancel", 50, "web-1~twin-5"),
        ("cancel", 60, "web-1~twin-6"),
    ]
    assert warnings() == ["duplicate_cancellation_failed: NotFound"]


async def test_a_failed_cancellation_is_left_to_the_next_reader(
    script: Script, ampeco: AmpecoClient, warnings: Callable[[], list[str]]
) -> None:
    """The other duplicates are canceled all the same."""
    requests = attempts("approved", "approved", "approved", "approved")
    del requests[1]["bookingId"]
    script.on("POST", REQUESTS, 422, change(9, 40))

    await cancel_duplicates(ampeco, KEY, read(*requests[1:]))

    assert [one["bookingId"] for one in script.sent()] == [30, 40]
    assert warnings() == ["duplicate_cancellation_failed: Rejected"]
