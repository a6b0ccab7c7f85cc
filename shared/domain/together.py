"""Calls side by side: as long as the slowest, and nothing left running when one fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


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
