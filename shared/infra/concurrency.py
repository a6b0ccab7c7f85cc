"""Concurrent calls: a task group that raises the first error, and a gather with limited concurrency."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

MAX_CONCURRENT_CALLS = 10
"""Maximum concurrent calls per response: half of the client's connections."""


@asynccontextmanager
async def task_group() -> AsyncIterator[asyncio.TaskGroup]:
    """Yield a task group that raises its first exception itself, not in an ExceptionGroup.

    The other tasks are canceled and awaited first: one that outlived its invocation would resume in the next one.
    """
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def gather_limited(
    items: Iterable[ItemT], func: Callable[[ItemT], Awaitable[ResultT]], *, max_concurrent: int = MAX_CONCURRENT_CALLS
) -> tuple[ResultT, ...]:
    """Return the result of `func` for each item, in order, running at most `max_concurrent` at a time.

    Raises the first exception; the other calls are canceled and awaited first.
    """
    semaphore = asyncio.Semaphore(max_concurrent)

    async def run_limited(item: ItemT) -> ResultT:
        async with semaphore:
            return await func(item)

    async with task_group() as group:
        tasks = [group.create_task(run_limited(item)) for item in items]
    return tuple(task.result() for task in tasks)
