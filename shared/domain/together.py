"""Calls side by side: as long as the slowest, and nothing left running when one fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

AT_ONCE = 10
"""How many calls one answer may have under way: half of the connections that the client opens at most."""


@asynccontextmanager
async def side_by_side() -> AsyncIterator[asyncio.TaskGroup]:
    """Give a task group that raises its first failure as it is, not in an ExceptionGroup.

    The others are cancelled and awaited before: a task that outlives its invocation would wake up in the next one.
    """
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def for_each(
    items: Iterable[ItemT], act: Callable[[ItemT], Awaitable[ResultT]], *, at_once: int = AT_ONCE
) -> tuple[ResultT, ...]:
    """Return what `act` makes of each item, in their order, with at most `at_once` of them under way.

    Raises what the first that fails raises; the others are cancelled and awaited before.
    """
    gate = asyncio.Semaphore(at_once)

    async def through_the_gate(item: ItemT) -> ResultT:
        async with gate:
            return await act(item)

    async with side_by_side() as group:
        tasks = [group.create_task(through_the_gate(item)) for item in items]
    return tuple(task.result() for task in tasks)
