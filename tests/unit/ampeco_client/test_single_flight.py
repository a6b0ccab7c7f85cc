"""Concurrent identical reads share one call."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx

from shared.ampeco_client import (
    AmpecoClient,
    BookingRequestFilters,
    CreateBooking,
    ServerError,
    bypass_circuit_breaker,
    deadline,
    reserve,
)
from shared.ampeco_client._single_flight import SingleFlight

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RECORD = {
    "data": {"id": 7, "chargePointId": 3, "locationId": 101, "status": "approved", "type": "create"},
}
BOOKING = CreateBooking(user_id=41, location_id=101, start_at=NOON, end_at=NOON)


class Gate:
    """Answers every call, with `answer`, once it is opened."""

    def __init__(self) -> None:
        self.answer = httpx.Response(200, json=RECORD)
        self.calls = 0
        self.canceled = 0
        self._open = asyncio.Event()
        self._called = asyncio.Condition()

    async def __call__(self, _request: httpx.Request) -> httpx.Response:
        async with self._called:
            self.calls += 1
            self._called.notify_all()
        try:
            await self._open.wait()
        except asyncio.CancelledError:
            self.canceled += 1
            raise
        return self.answer

    def open(self) -> None:
        """Answer the calls that wait, and those to come."""
        self._open.set()

    async def called(self) -> None:
        """Wait until there was a call."""
        async with self._called:
            await self._called.wait_for(lambda: self.calls > 0)


@pytest.fixture
async def gate(ampeco: respx.MockRouter) -> AsyncIterator[Gate]:
    """Return the gate that every call waits at."""
    gate = Gate()
    ampeco.route().mock(side_effect=gate)
    yield gate
    gate.open()


async def _settle() -> None:
    """Let every task run until it waits for the gate."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_identical_reads_at_once_are_one_call(client: AmpecoClient, gate: Gate) -> None:
    """Each caller gets the record."""
    reads = [asyncio.create_task(client.read_evse(7)) for _ in range(3)]
    await _settle()
    gate.open()

    assert [(await read).id for read in reads] == [7, 7, 7]
    assert gate.calls == 1


async def test_pages_of_a_list_are_shared_too(client: AmpecoClient, gate: Gate) -> None:
    """As are lists with the same filters."""
    gate.answer = httpx.Response(200, json={"data": [RECORD["data"]]})
    reads = [asyncio.create_task(client.list_evses().page()) for _ in range(2)]
    await _settle()
    gate.open()

    assert [len((await read).items) for read in reads] == [1, 1]
    assert gate.calls == 1


async def test_other_reads_are_calls_of_their_own(client: AmpecoClient, gate: Gate) -> None:
    """What is shared has the same path and the same query."""
    reads = [
        asyncio.create_task(client.read_evse(7)),
        asyncio.create_task(client.read_evse(7, include=())),
        asyncio.create_task(client.read_charge_point(7)),
    ]
    await _settle()
    gate.open()
    await asyncio.gather(*reads)

    assert gate.calls == 3


async def test_a_later_read_is_a_new_call(client: AmpecoClient, gate: Gate) -> None:
    """Nothing is kept once the call has ended."""
    gate.open()
    await client.read_evse(7)
    await client.read_evse(7)

    assert gate.calls == 2


@pytest.mark.parametrize(
    "act",
    [
        lambda client: client.read_booking(7),
        lambda client: client.read_booking_request(7),
        lambda client: client.list_booking_requests(BookingRequestFilters(external_id="web-1")).page(),
        lambda client: client.list_bookings().page(),
        lambda client: client.submit_booking_request(BOOKING),
    ],
)
async def test_writes_and_what_settles_a_booking_are_never_shared(
    client: AmpecoClient, gate: Gate, act: Callable[[AmpecoClient], Any]
) -> None:
    """Each of these reads must be later than what its own caller did."""
    acts = [asyncio.ensure_future(act(client)) for _ in range(2)]
    await _settle()
    calls = gate.calls
    gate.open()
    await asyncio.gather(*acts, return_exceptions=True)

    assert calls == 2


@pytest.mark.parametrize("limits", [lambda: deadline(5), lambda: reserve(0.2), bypass_circuit_breaker])
async def test_a_caller_with_other_limits_has_a_call_of_its_own(
    client: AmpecoClient, gate: Gate, limits: Callable[[], AbstractContextManager[None]]
) -> None:
    """A short deadline of one caller does not end the call of another."""

    async def read(inside: AbstractContextManager[None]) -> None:
        with inside:
            await client.read_evse(7)

    reads = [asyncio.create_task(read(inside)) for inside in (nullcontext(), limits())]
    await _settle()
    gate.open()
    await asyncio.gather(*reads)

    assert gate.calls == 2


@pytest.mark.parametrize("leaves", [0, 1])
async def test_a_canceled_caller_leaves_the_call_to_the_others(client: AmpecoClient, gate: Gate, leaves: int) -> None:
    """Also if it was the first."""
    reads = [asyncio.create_task(client.read_evse(7)) for _ in range(2)]
    await _settle()
    reads[leaves].cancel()
    await _settle()
    gate.open()

    assert (await reads[1 - leaves]).id == 7
    assert reads[leaves].cancelled()
    assert (gate.calls, gate.canceled) == (1, 0)


async def test_the_call_ends_with_its_last_caller(client: AmpecoClient, gate: Gate) -> None:
    """A call that outlived its invocation would resume in the next one."""
    reads = [asyncio.create_task(client.read_evse(7)) for _ in range(2)]
    await gate.called()
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)

    assert gate.canceled == 1
    assert len(asyncio.all_tasks()) == 1  # this one


async def test_an_error_of_a_call_that_ends_as_its_caller_is_canceled_is_not_logged() -> None:
    """As when the deadline of a response ends one call, and the failure of another one cancels its caller."""
    reported: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))

    async def fail() -> None:
        reads[0].cancel()
        raise ValueError

    reads = [asyncio.create_task(SingleFlight().run("key", fail))]
    await asyncio.wait(reads)
    canceled = reads.pop().cancelled()
    gc.collect()

    assert canceled
    assert reported == []


async def test_all_callers_get_the_error_and_the_next_one_tries_again(client: AmpecoClient, gate: Gate) -> None:
    """An error is shared like a record, and not kept."""
    gate.answer = httpx.Response(500)
    reads = [asyncio.create_task(client.read_evse(7)) for _ in range(2)]
    await _settle()
    gate.open()
    outcomes = await asyncio.gather(*reads, return_exceptions=True)
    failed_calls = gate.calls
    gate.answer = httpx.Response(200, json=RECORD)

    assert [type(outcome) for outcome in outcomes] == [ServerError, ServerError]
    assert failed_calls == 6  # one call with its retries
    assert (await client.read_evse(7)).id == 7
