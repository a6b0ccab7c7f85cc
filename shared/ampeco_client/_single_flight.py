"""Concurrent identical reads share one call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class _Flight:
    """A call in progress, and how many callers wait for it."""

    def __init__(self, task: asyncio.Task[Any]) -> None:
        self.task = task
        self.waiting = 0


class SingleFlight:
    """Runs one call per key at a time; concurrent callers get its result or its error."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight] = {}

    async def run(self, key: Hashable, start: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return the result of the call in progress for `key`, or of a new one. Raises what the call raises.

        A caller that is canceled leaves the call to the others. The last one cancels it and waits for its end: one that
        outlived its invocation would resume in the next one.
        """
        flight = self._flights.get(key)
        if flight is None or flight.task.done():
            flight = self._flights[key] = _Flight(asyncio.create_task(start()))
        flight.waiting += 1
        try:
            await asyncio.wait({flight.task})
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                if self._flights.get(key) is flight:
                    del self._flights[key]
                await _end(flight.task)
        result: T = flight.task.result()
        return result


async def _end(task: asyncio.Task[Any]) -> None:
    """Cancel the task unless it is done, and wait for it; its error is the error of nobody then."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # asyncio logs an error that nobody takes
