"""Concurrent calls with a limit."""

import asyncio

import pytest

from shared.infra.concurrency import gather_limited


async def test_results_come_in_the_order_of_the_items() -> None:
    """Whichever finishes first; never more run at once than allowed."""
    under_way, most = 0, 0

    async def func(number: int) -> int:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(9 - number):
            await asyncio.sleep(0)
        under_way -= 1
        return number * 10

    results = await gather_limited(range(8), func, max_concurrent=3)

    assert (results, most) == ((0, 10, 20, 30, 40, 50, 60, 70), 3)


async def test_the_first_failure_cancels_the_others() -> None:
    """It is raised unchanged; no task is left running, and queued ones are not started."""
    begun: list[int] = []
    ended: list[int] = []

    async def func(number: int) -> None:
        begun.append(number)
        try:
            await asyncio.sleep(0)
            if number == 1:
                raise LookupError(number)
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    with pytest.raises(LookupError):
        await gather_limited(range(100), func, max_concurrent=2)

    assert sorted(ended) == begun
    assert len(begun) < 5


async def test_an_empty_list_has_an_empty_result() -> None:
    assert await gather_limited((), asyncio.sleep) == ()
