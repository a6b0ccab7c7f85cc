"""Calls side by side, with a bound."""

import asyncio

import pytest

from shared.domain.together import for_each


async def test_results_come_in_the_order_of_the_items() -> None:
    """Whichever is done first; never more at once than allowed."""
    under_way, most = 0, 0

    async def act(number: int) -> int:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(9 - number):
            await asyncio.sleep(0)
        under_way -= 1
        return number * 10

    results = await for_each(range(8), act, at_once=3)

    assert (results, most) == ((0, 10, 20, 30, 40, 50, 60, 70), 3)


async def test_the_first_failure_ends_them_all() -> None:
    """It is raised as it is; nothing is left running, and most of what waited its turn is never begun."""
    begun: list[int] = []
    ended: list[int] = []

    async def act(number: int) -> None:
        begun.append(number)
        try:
            await asyncio.sleep(0)
            if number == 1:
                raise LookupError(number)
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    with pytest.raises(LookupError):
        await for_each(range(100), act, at_once=2)

    assert sorted(ended) == begun
    assert len(begun) < 5


async def test_nothing_is_done_for_nothing() -> None:
    """An empty list has an empty result."""
    assert await for_each((), asyncio.sleep) == ()
