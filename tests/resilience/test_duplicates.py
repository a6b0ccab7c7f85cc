"""Twenty concurrent duplicates of one key, in several processes: one booking, and consistent responses."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, nullcontext
from random import Random
from typing import Any

import httpx
import pytest

from tests.resilience.interleave import HELD, arrived, interleave
from tests.resilience.stack import HOUR, Stack, an_order, in_two_weeks, is_ours, new_key, running_stack, seeded
from tests.support.report import Report
from tests.support.soak import SOAK, pairs, sample

DUPLICATES = 20
ROUNDS = 25 if SOAK else 2
OF_A_KIND = 5 if SOAK else 1
PROCESSES = 4
SEED = 3
WRITE = "bookingRequestCreate"

Order = dict[str, Any]

PORTS = [(101, 5001), (101, 5003), (102, 5007), (102, 5009), (103, 5011)]
PLUGS = [(101, "ccs1"), (102, None), (103, "j1772"), (101, None), (102, "nacs")]
pytestmark = pytest.mark.timeout(300)  # bounded by its rounds; a busy machine takes its time over them
CHOSEN = {"a_chosen_port": True, "any_port_that_fits": False}
MODES = {"instant": "instant", "delayed": "delayed"}


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[Stack]:
    async with running_stack(instances=6) as running:
        yield running


@pytest.fixture
def rng(stack: Stack) -> Random:
    """Seed the random choices; Ampeco decides after 0.05 s or 0.15 s, often the later request first."""
    stack.simulator.reset()
    stack.simulator.approval("delayed", seconds=0.1, order="random")
    stack.workers.clear()
    return seeded(SEED)


def orders(count: int, *, chosen: bool) -> Iterator[Order]:
    """Yield so many booking requests without conflicts, for ports or with criteria."""
    for number in range(count):
        site, choice = (PORTS if chosen else PLUGS)[number % len(PORTS)]
        start = in_two_weeks() + number // len(PORTS) * 2 * HOUR
        wanted: Order = {"evse_id": choice} if chosen else {"connector": choice}
        yield an_order(site, start, f"driver{number % 20}@example.com", **wanted)


async def duplicates(stack: Stack, order: Order, key: str) -> list[httpx.Response]:
    """Submit twenty times concurrently, and let Ampeco decide every resulting request."""
    stack.simulator.clear_calls()
    answers = await asyncio.gather(*(stack.press(order, key) for _ in range(DUPLICATES)))
    stack.creators()
    stack.decide_all()
    return list(answers)


def overlapping_creates(stack: Stack) -> AbstractContextManager[None]:
    """Hold the first create request until another one has arrived: otherwise the scheduler decides if one does."""
    stack.simulator.faults({**HELD, "operation": WRITE})
    return interleave(stack.simulator, arrived(stack.simulator, WRITE, 2), lambda: None)


def sent(stack: Stack, what: str) -> int:
    """Return how many requests of a type reached Ampeco in this round."""
    return sum(f'"type":"{what}"' in call["body"] for call in stack.simulator.calls(WRITE))


async def check_that_one_lives(stack: Stack, key: str, answers: list[httpx.Response]) -> None:
    """Check the invariants once a booking exists for the key: for each response, before any reader and after one."""
    assert [reply.text for reply in answers if not is_ours(reply) or reply.status_code != 201] == []
    said = [reply.json() for reply in answers]
    (live,) = stack.live(key)
    assert {one["status"] for one in said} <= {"pending", "approved"}
    assert {one["bookingRequestId"] for one in said if one["status"] == "approved"} <= {live["requestId"]}
    (reference,) = {one["id"] for one in said}

    shown = await stack.read(reference)
    stack.decide_all()

    assert (shown["bookingId"], shown["status"]) == (live["id"], "accepted")
    assert stack.live(key) == [live]


@pytest.mark.parametrize("chosen", CHOSEN.values(), ids=CHOSEN)
async def test_twenty_duplicates_are_one_booking(stack: Stack, rng: Random, report: Report, *, chosen: bool) -> None:
    """In each round: one active booking, every response is a success that names it, and reading changes nothing."""
    with_duplicates = requests = withdrawn = 0

    for number, order in enumerate(orders(ROUNDS, chosen=chosen)):
        key = new_key(rng)
        overlap = overlapping_creates(stack) if number % 5 == 0 else nullcontext()
        with overlap:
            answers = await duplicates(stack, order, key)
        with_duplicates += sent(stack, "create") > 1
        requests += sent(stack, "create")
        withdrawn += sent(stack, "cancel")
        await check_that_one_lives(stack, key, answers)

    processes = len(stack.workers)
    report(rounds=ROUNDS, presses=ROUNDS * DUPLICATES, processes=processes, rounds_with_duplicates=with_duplicates,
           requests=requests, withdrawn=withdrawn)  # fmt: skip
    assert processes >= PROCESSES
    assert with_duplicates >= max(1, ROUNDS // 5), "too few to prove anything"


@pytest.mark.parametrize(("chosen", "mode"), pairs(CHOSEN, MODES))
async def test_a_rejected_first_request_is_not_the_result_of_any_duplicate(
    stack: Stack, rng: Random, report: Report, *, chosen: bool, mode: str
) -> None:
    """If Ampeco approves a later one. If all are rejected, every response says so."""
    ends: Counter[str] = Counter()

    for order in orders(OF_A_KIND, chosen=chosen):
        stack.simulator.approval(mode, seconds=0.1, order="random", rejectReason="Under maintenance", rejectCount=1)
        key = new_key(rng)
        answers = await duplicates(stack, order, key)
        if stack.live(key):
            await check_that_one_lives(stack, key, answers)
        else:
            assert {reply.json()["status"] for reply in answers} <= {"pending", "rejected"}
        ends["approved later" if stack.live(key) else "all rejected"] += 1

    report(rounds=ends.total(), ends=dict(ends))


@pytest.mark.parametrize("action", sample(["move", "cancel"], 1))
async def test_twenty_duplicates_of_a_change_are_one_change(
    stack: Stack, rng: Random, report: Report, action: str
) -> None:
    """Each response is a success; none reports the change itself as a conflict."""
    requests = 0

    for number, order in enumerate(orders(OF_A_KIND, chosen=True)):
        booked = (await stack.press(order, new_key(rng))).json()["id"]
        stack.decide_all()
        stack.simulator.clear_calls()
        start = in_two_weeks() + (24 + 2 * number) * HOUR
        times = {"startAt": start.isoformat(), "endAt": (start + HOUR).isoformat()}
        url, body = {"cancel": ("cancel", None), "move": ("update", times)}[action]
        headers = {"Idempotency-Key": new_key(rng)}
        answers = await asyncio.gather(
            *(stack.http.post(f"/api/bookings/{booked}/{url}", json=body, headers=headers) for _ in range(DUPLICATES))
        )
        stack.decide_all()
        requests += len(stack.simulator.calls(WRITE))

        assert [reply.text for reply in answers if reply.status_code != 202] == []
        (change,) = {reply.json()["change"] for reply in answers}
        reply = await stack.http.get(f"/api/bookings/{booked}", params={"change": change})
        shown = reply.json()
        assert shown["change"]["status"] == "approved"
        assert shown["status"] == ("cancelled" if action == "cancel" else "accepted")

    report(rounds=OF_A_KIND, presses=OF_A_KIND * DUPLICATES, requests=requests)
