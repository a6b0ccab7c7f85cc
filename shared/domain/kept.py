"""Copies kept in a warm function: fresh for a while, and better than nothing when Ampeco is down."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from shared.ampeco_client import AmpecoError, NotFound

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Copy(NamedTuple, Generic[T]):
    """A value, the age of what it was read from in seconds, and whether a newer one could not be had."""

    value: T
    age_seconds: float
    stale: bool = False


class _Entry(NamedTuple, Generic[T]):
    value: T
    read_at: float


class KeptCopies(Generic[T]):
    """Loads values by key and keeps each `fresh_seconds`; the least recently used go first.

    A value past that is loaded anew; when Ampeco fails then, the old one is served, marked stale, for up to
    `last_resort_seconds`. A value that Ampeco says is gone (404) is gone here too.
    """

    def __init__(
        self,
        *,
        fresh_seconds: float = 60.0,
        last_resort_seconds: float = 24 * 3600.0,
        at_most: int = 512,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fresh_seconds = fresh_seconds
        self._last_resort_seconds = last_resort_seconds
        self._at_most = at_most
        self._clock = clock
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()

    async def get(self, key: Hashable, load: Callable[[], Awaitable[T]]) -> Copy[T]:
        """Return the copy under `key`, loading it where none is fresh.

        Raises whatever `load` raises when there is no old copy to fall back on.
        """
        entry = self._entries.get(key)
        if entry and self._age(entry) < self._fresh_seconds:
            self._entries.move_to_end(key)
            return Copy(entry.value, self._age(entry))
        # The age counts from the asking: what is read may be as old as that.
        asked_at = self._clock()
        try:
            value = await load()
        except NotFound:
            self._entries.pop(key, None)
            raise
        except AmpecoError:
            if entry and self._age(entry) < self._last_resort_seconds:
                return Copy(entry.value, self._age(entry), stale=True)
            raise
        entry = _Entry(value, asked_at)
        self._keep(key, entry)
        return Copy(value, self._age(entry))

    def forget(self, key: Hashable) -> None:
        """Let the value under `key` be loaded anew when it is asked for again."""
        self._entries.pop(key, None)

    def _age(self, entry: _Entry[T]) -> float:
        return self._clock() - entry.read_at

    def _keep(self, key: Hashable, entry: _Entry[T]) -> None:
        self._entries[key] = entry
        self._entries.move_to_end(key)
        while len(self._entries) > self._at_most:
            self._entries.popitem(last=False)


class Remembered(Generic[K, V]):
    """What was learned and cannot change any more, by key; the least recently used go first."""

    def __init__(self, *, at_most: int) -> None:
        self._at_most = at_most
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return what was learned under `key`, None when nothing was."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def __setitem__(self, key: K, value: V) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._at_most:
            self._values.popitem(last=False)
