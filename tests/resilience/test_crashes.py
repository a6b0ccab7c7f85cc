"""Crashes of a function: the next request finds what was submitted, and the next read resolves duplicates."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.resilience.stack import Stack, an_order, crash, in_two_weeks, running_stack, until

WRITE = "bookingRequestCreate"


@pytest.fixture
async def stack() -> AsyncIterator[Stack]:
    """Start a separate stack, whose only process that creates bookings will crash."""
    async with running_stack(instances=2) as running:
        running.simulator.approval("instant")
        yield running


async def crashed_while_sending(stack: Stack, order: dict[str, Any], key: str, *, when: str) -> httpx.Response:
    """Submit, and kill the process while its request to Ampeco, or the response, is in flight."""
    stack.simulator.faults({"kind": "hold", "count": 1, "when": when, "operation": WRITE})
    pressing = asyncio.create_task(stack.press(order, key))
    await until(lambda: len(stack.simulator.calls(WRITE)) == 1)
    (process,) = stack.creators()
    crash(process)
    return await pressing


async def test_the_next_attempt_finds_the_request_of_a_crashed_process(stack: Stack) -> None:
    """The request arrived, but its response was lost. The same key submits nothing new."""
    order = an_order(101, in_two_weeks(), "driver@example.com", evse_id=5001)
    key = str(uuid4())

    lost = await crashed_while_sending(stack, order, key, when="after")
    found = await stack.press(order, key)

    assert lost.status_code == 500
    assert (found.status_code, found.json()["status"]) == (201, "approved")
    assert [one["requestId"] for one in stack.live(key)] == [found.json()["bookingRequestId"]]
    assert len(stack.simulator.calls(WRITE)) == 1


async def test_a_duplicate_of_a_crashed_process_is_canceled_by_the_next_reader(stack: Stack) -> None:
    """The request arrives after the crash, beside that of the next attempt: two ports, until the status is read."""
    order = an_order(101, in_two_weeks(), "driver@example.com")
    key = str(uuid4())

    await crashed_while_sending(stack, order, key, when="before")
    booked = await stack.press(order, key)
    stack.simulator.release()
    await until(lambda: len(stack.live(key)) == 2)
    first = await stack.read(booked.json()["id"])
    second = await stack.read(booked.json()["id"])

    assert booked.status_code == 201
    assert [one["id"] for one in stack.live(key)] == [first["bookingId"]]
    assert (second["bookingId"], second["status"]) == (first["bookingId"], "accepted")
