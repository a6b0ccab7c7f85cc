"""Timeouts of Ampeco: we respond before the platform ends the invocation, with a correct message.

The functions have 3 s here instead of 20. The gateway ends what takes longer and answers 500 in its place, as AWS does.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.resilience.stack import HOUR, Stack, an_order, in_two_weeks, is_ours, problem, running_stack, until
from tests.support.external_ids import external_id
from tests.support.soak import sample

TIMEOUT_SECONDS = 3
SITE, PORT, DRIVER = 101, 5001, "driver@example.com"
HANGS = [
    *(("book", "before"), ("book", "after"), ("cancel", "before"), ("move", "after")),
    *(("cancel", "after"), ("move", "before")),
]
"""What hangs, and whether before Ampeco carried it out or after."""


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[Stack]:
    async with running_stack(instances=3, timeout_seconds=TIMEOUT_SECONDS) as running:
        yield running


@dataclass
class Booked:
    """A booking to be read and changed, and the requests for it."""

    stack: Stack
    reference: str
    key: str

    async def send(self, action: str) -> httpx.Response:
        """Send the request, with the same key each time."""
        start = in_two_weeks()
        later = {"startAt": (start + 2 * HOUR).isoformat(), "endAt": (start + 3 * HOUR).isoformat()}
        path = f"/api/bookings/{self.reference}"
        first = an_order(SITE, start, DRIVER, evse_id=PORT)
        other = an_order(SITE, start + 4 * HOUR, DRIVER, evse_id=PORT)
        anywhere = an_order(SITE, start + 4 * HOUR, DRIVER)
        method, url, body = {
            "list sites": ("GET", "/api/sites", None),
            "read site": ("GET", f"/api/sites/{SITE}", None),
            "availability": ("GET", f"/api/sites/{SITE}/availability", None),
            "read": ("GET", path, None),
            "invite": ("GET", f"{path}/invite.ics", None),
            "book first": ("POST", "/api/bookings", first),
            "book": ("POST", "/api/bookings", other),
            "book any port": ("POST", "/api/bookings", anywhere),
            "cancel": ("POST", f"{path}/cancel", None),
            "move": ("POST", f"{path}/update", later),
        }[action]
        return await self.stack.http.request(method, url, json=body, headers={"Idempotency-Key": self.key})

    async def warm_up(self, action: str) -> None:
        """Start the function with a request that it refuses: 3 s are short for a cold start on a busy machine."""
        change = {"cancel": "cancel", "move": "update"}.get(action)
        url = f"/api/bookings/{self.reference}/{change}" if change else "/api/bookings"
        answer = await self.stack.http.post(url, json={}, headers={"Idempotency-Key": "no key"})
        assert answer.status_code == 422, answer.text

    async def insist(self, action: str) -> httpx.Response:
        """Send the request until it succeeds, as a driver does: on a busy machine 3 s can be too short."""
        answer = await self.send(action)
        for _ in range(4):
            if not answer.is_server_error:
                break
            answer = await self.send(action)
        assert answer.is_success, answer.text
        return answer


@pytest.fixture
async def booked(stack: Stack) -> Booked:
    stack.simulator.reset()
    stack.simulator.approval("instant")
    first = await Booked(stack, "", str(uuid4())).insist("book first")
    stack.simulator.clear_calls()
    return Booked(stack, first.json()["id"], str(uuid4()))


@pytest.mark.parametrize(
    "action",
    sample(["list sites", "read", "book", "availability", "move", "read site", "invite", "cancel"], 3),
)
async def test_a_silent_ampeco_is_a_timeout_response_of_the_function(booked: Booked, action: str) -> None:
    """504 with a problem, and nothing was submitted."""
    booked.stack.simulator.faults({"kind": "hang"})

    answer = await booked.send(action)

    assert is_ours(answer), answer.text
    assert (answer.status_code, problem(answer)) == (504, "upstream-timeout")
    assert booked.stack.simulator.calls("bookingRequestCreate") == []


@pytest.mark.parametrize(("action", "when"), sample(HANGS, 4))
async def test_a_write_that_hangs_has_an_unknown_outcome(booked: Booked, action: str, when: str) -> None:
    """A retry with the same key books once."""
    hang: dict[str, Any] = {"kind": "hang", "operation": "bookingRequestCreate", "when": when}
    await booked.warm_up(action)
    booked.stack.simulator.faults(hang)

    unknown = await booked.send(action)
    booked.stack.simulator.faults()
    await booked.insist(action)

    assert is_ours(unknown), unknown.text
    assert (unknown.status_code, problem(unknown)) == (504, "outcome-unknown")
    assert len(booked.stack.simulator.calls("bookingRequestCreate")) == (2 if when == "before" else 1)


async def test_a_request_that_arrives_after_the_timeout_is_a_duplicate(booked: Booked) -> None:
    """Ampeco carries it out after the retry: one of the two is canceled."""
    stack = booked.stack
    known_before = stack.simulator.status()["bookingRequests"]
    stack.simulator.faults({"kind": "hold", "operation": "bookingRequestCreate", "count": 1})

    unknown = await booked.send("book any port")
    known = await booked.insist("book any port")
    stack.simulator.release()
    await until(lambda: stack.simulator.status()["bookingRequests"] == known_before + 2)
    duplicates = stack.live(booked.key)
    shown = await stack.read(known.json()["id"])

    assert (unknown.status_code, problem(unknown)) == (504, "outcome-unknown")
    assert len(duplicates) == 2
    assert [one["id"] for one in stack.live(booked.key)] == [shown["bookingId"]]


@pytest.mark.parametrize("action", sample(["move", "book", "cancel"], 1))
async def test_a_lookup_that_hangs_is_canceled(booked: Booked, action: str) -> None:
    """No wait uses up the remaining time."""
    looks = {"book": 2, "cancel": 2, "move": 3}[action]
    booked.stack.simulator.faults(
        {"kind": "reset", "operation": "bookingRequestCreate", "when": "after", "count": 1},
        {"kind": "hang", "operation": "bookingRequestsListing", "skip": looks},
    )

    unknown = await booked.send(action)
    booked.stack.simulator.faults()
    await booked.insist(action)

    assert is_ours(unknown), unknown.text
    assert problem(unknown) == "outcome-unknown"
    assert len(booked.stack.simulator.calls("bookingRequestCreate")) == 1


async def test_duplicates_that_stay_undecided_are_returned_as_pending(booked: Booked) -> None:
    """The reference shows the result later."""
    stack = booked.stack
    stack.simulator.approval("held")
    order = an_order(SITE, in_two_weeks() + 4 * HOUR, DRIVER, evse_id=PORT)
    for _ in range(2):
        stack.simulator.submit(order, external_id=external_id(booked.key), user_id=1001)

    answer = await booked.send("book")
    stack.decide_all()

    assert is_ours(answer), answer.text
    assert (answer.status_code, answer.json()["status"]) == (201, "pending")
    assert (await stack.read(answer.json()["id"]))["status"] == "accepted"
