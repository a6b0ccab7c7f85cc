"""Several requests with one key, from the view of one of the processes."""

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
from shared.domain.bookings.submission import Sleep
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.records import change, creation, record

KEY = "web-1"


def attempt(request_id: int, status: str) -> dict[str, Any]:
    """Return a request under the key; its booking, once approved, has ten times its number."""
    booked = {"bookingId": request_id * 10} if status == "approved" else {}
    return creation(request_id, status=status, externalId=KEY, **booked)


def attempts(*statuses: str) -> list[dict[str, Any]]:
    """Return requests 1, 2, … in these statuses."""
    return [attempt(number, status) for number, status in enumerate(statuses, 1)]


def read(*records: dict[str, Any]) -> list[CreateRequest]:
    return [CreateRequest.model_validate(one) for one in records]


async def test_where_nothing_stands_nothing_counts(script: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Ampeco's list may not show yet what it took."""
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
    """The lowest that is not rejected is the booking; of what may be anybody's, anybody withdraws the rest."""
    pending, half = attempts("pending", "pending", "pending"), attempts("pending", "approved", "approved")
    script.on("GET", REQUESTS, pending, half, attempts("approved", "approved", "approved"))
    script.on("POST", REQUESTS, change(9, 20))

    canonical = await resolve_duplicates(ampeco, KEY, created_ids, sleep=sleep)

    assert canonical is not None
    assert (canonical.id, pauses) == (1, [0.2, 0.3])
    assert [(one["type"], one["bookingId"]) for one in script.sent()] == [("cancel", number) for number in withdrawn]
    assert {one["externalId"] for one in script.sent()} == {f"web-1~twin-{number // 10}" for number in withdrawn}


@pytest.mark.parametrize(("created_ids", "looks"), [(frozenset({1}), 1), (frozenset({2}), 2), (None, 2)])
async def test_a_stranger_that_is_undecided_keeps_nobody_waiting(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, created_ids: frozenset[int] | None, looks: int
) -> None:
    """Whoever made it withdraws it; what may be our own has to be waited for."""
    script.on("GET", REQUESTS, attempts("approved", "pending"), attempts("approved", "rejected"))

    await resolve_duplicates(ampeco, KEY, created_ids, sleep=sleep)

    assert script.count("GET", REQUESTS) == looks
    assert script.sent() == []


async def test_a_rejection_is_final_once_no_duplicate_can_arrive(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """A duplicate that was sent at the same moment shows up a little later."""
    script.on("GET", REQUESTS, attempts("rejected"))

    canonical = await resolve_duplicates(ampeco, KEY, frozenset({1}), sleep=sleep)

    assert canonical is not None
    assert (canonical.id, pauses) == (1, [0.2, 0.3, 0.5, 0.5, 0.5])


@pytest.mark.usefixtures("_time_stands_still")
@pytest.mark.parametrize(("seconds", "waits"), [(2.1, []), (2.2, [0.2]), (2.3, [0.2, 0.3])])
async def test_with_little_time_left_the_answer_is_given_as_it_stands(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float], seconds: float, waits: list[float]
) -> None:
    """Whoever reads the reference next sees the end of it."""
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
def test_nothing_is_a_duplicate_before_one_request_is_approved(statuses: list[str], expected: list[int]) -> None:
    """Then it is every approved one but the booking."""
    assert [one.id for one in approved_duplicates(iter(read(*attempts(*statuses))))] == expected


async def test_a_reader_cancels_duplicates_of_a_crashed_process(
    script: Script, ampeco: AmpecoClient, warnings: Callable[[], list[str]]
) -> None:
    """What is over already, what names no booking, and what cannot be read now, hinder nothing."""
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
    """And the others are withdrawn all the same."""
    requests = attempts("approved", "approved", "approved", "approved")
    del requests[1]["bookingId"]
    script.on("POST", REQUESTS, 422, change(9, 40))

    await cancel_duplicates(ampeco, KEY, read(*requests[1:]))

    assert [one["bookingId"] for one in script.sent()] == [30, 40]
    assert warnings() == ["duplicate_cancellation_failed: Rejected"]
