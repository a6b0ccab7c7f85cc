"""200 bookings by 20 parallel clients in many processes with faults of all kinds: none lost, none duplicated."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.resilience.load import DRIVERS, EVERY_FAULT, RIVALS, SHARE, SLOTS, Attempt, attempts, run_attempts
from tests.resilience.stack import Stack, is_ours, overlapping_pairs, problem, running_stack, seeded
from tests.support.external_ids import external_id
from tests.support.report import Report
from tests.support.soak import SOAK, in_a_soak

SEED = 20
INSTANCES = 20
READERS = 4
PROCESSES = 4
MAX_RUN_SECONDS = 75 if SOAK else 25
"""What is not answered until then is booked in calm weather: the suite stays within its time."""

# The storm bounds itself; clearing up may take a busy machine longer.
pytestmark = [in_a_soak, pytest.mark.timeout(180)]


@dataclass(frozen=True)
class LoadResult:
    """The result after all requests were decided and each reference was read once."""

    attempts: list[Attempt]
    injected_faults: dict[str, object]
    """The storm in numbers."""
    processes: int
    faults: Counter[str]
    """Calls by what went wrong with them; "None" is nothing."""
    bookings: list[dict[str, Any]]
    """All active ones at Ampeco."""
    shown: dict[str, dict[str, Any]]
    """What each reference showed."""
    console: str

    def live(self, attempt: Attempt) -> list[dict[str, Any]]:
        """Return the active bookings with the key."""
        return [booking for booking in self.bookings if booking["externalId"] == external_id(attempt.key)]


@pytest.fixture(scope="module")
async def result() -> AsyncIterator[LoadResult]:
    """Run the load test on a stack of its own."""
    async with running_stack(instances=INSTANCES) as stack:
        made = attempts(seeded(SEED))
        stack.simulator.approval("delayed", seconds=0.3, order="random")
        stack.simulator.faults(*EVERY_FAULT)
        queue, began = iter(made), time.monotonic()
        drivers = asyncio.gather(*(run_attempts(stack, queue, seeded(SEED + number)) for number in range(DRIVERS)))
        await asyncio.wait({drivers}, timeout=MAX_RUN_SECONDS)
        lasted, in_storm = time.monotonic() - began, sum(attempt.is_answered for attempt in made)
        faults = Counter(str(call["fault"]) for call in stack.simulator.calls())
        stack.simulator.faults()
        await drivers
        await stack.quiet()
        processes = len(stack.creators())
        surplus, shown = await settled(stack, made)
        yield LoadResult(
            attempts=made,
            injected_faults={
                "seconds": round(lasted),
                "answered_in_the_storm": in_storm,
                "surplus_left_to_readers": surplus,
            },
            processes=processes,
            faults=faults,
            bookings=stack.simulator.live_bookings(),
            shown=shown,
            console=stack.gateway.output,
        )


async def settled(stack: Stack, made: list[Attempt]) -> tuple[int, dict[str, dict[str, Any]]]:
    """Let Ampeco decide everything, and read every reference once; return the surplus before, and the statuses."""
    stack.simulator.approval("instant")
    stack.decide_all()
    keys = Counter(booking["externalId"] for booking in stack.simulator.live_bookings())
    surplus = sum(keys[external_id(attempt.key)] > 1 for attempt in made)
    references = {one["id"] for attempt in made for one in attempt.successes}
    shown: dict[str, dict[str, Any]] = {}

    async def read() -> None:
        while references:
            reference = references.pop()
            shown[reference] = await stack.read(reference)

    await asyncio.gather(*(read() for _ in range(READERS)))
    return surplus, shown


def test_the_load_had_every_fault(result: LoadResult, report: Report) -> None:
    """Every kind of fault occurred, in several processes, and drivers had to retry."""
    lost = sum(attempt.lost for attempt in result.attempts)
    answers = Counter(
        problem(answer) or answer.json()["status"] for attempt in result.attempts for answer in attempt.answers
    )
    report(
        **result.injected_faults,
        processes=result.processes,
        upstream_calls=result.faults.total(),
        faults=dict(result.faults.most_common()),
        attempts=len(result.attempts),
        presses=answers.total() + lost,
        lost_connections=lost,
        answers=dict(answers.most_common()),
        booked=sum(bool(result.live(attempt)) for attempt in result.attempts),
        refused=sum(attempt.was_refused for attempt in result.attempts),
        given_up=sum(not attempt.is_answered for attempt in result.attempts),
    )

    assert len(result.attempts) == SLOTS + len(RIVALS)
    assert result.processes >= PROCESSES
    assert {fault["kind"] for fault in EVERY_FAULT} <= result.faults.keys()
    assert result.faults["None"] < result.faults.total() * (1 - SHARE), "less than one call in ten failed"


def test_no_request_hung(result: LoadResult) -> None:
    """Every awaited request got a response of the function, and none timed out."""
    foreign = [answer.text for attempt in result.attempts for answer in attempt.answers if not is_ours(answer)]

    assert foreign == []
    assert "timed out" not in result.console
    assert "Traceback" not in result.console


def test_every_attempt_got_a_definite_response(result: LoadResult) -> None:
    """After retries with the same key."""
    assert [attempt.order for attempt in result.attempts if not attempt.is_answered] == []


def test_no_key_has_two_bookings(result: LoadResult) -> None:
    """However often it was submitted."""
    assert [attempt.key for attempt in result.attempts if len(result.live(attempt)) > 1] == []


def test_no_port_is_booked_twice(result: LoadResult) -> None:
    """Not even for a part of the time."""
    assert overlapping_pairs(result.bookings) == []


def test_every_success_names_the_active_booking(result: LoadResult) -> None:
    """By its reference; the request id is right if Ampeco had decided."""
    for attempt in result.attempts:
        for said in attempt.successes:
            if said["status"] == "rejected":
                continue
            shown = result.shown[said["id"]]
            live = result.live(attempt)
            if shown["requestStatus"] == "rejected":
                assert (said["status"], live) == ("pending", [])
                continue
            assert [shown["bookingId"]] == [booking["id"] for booking in live]
        if attempt.successes and attempt.successes[-1]["status"] == "approved":
            assert attempt.successes[-1]["bookingRequestId"] == result.live(attempt)[0]["requestId"]


def test_after_a_refusal_there_is_no_active_booking(result: LoadResult) -> None:
    assert [attempt.order for attempt in result.attempts if attempt.was_refused and result.live(attempt)] == []


def test_every_wanted_slot_was_booked_once(result: LoadResult) -> None:
    """Of two drivers who wanted the same slot, one got it."""
    got = Counter(attempt.slot for attempt in result.attempts for _ in result.live(attempt))

    assert got == Counter({attempt.slot: 1 for attempt in result.attempts})
