"""TTL cache that serves stale values when Ampeco is unavailable (stale-if-error)."""

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from cachetools import LRUCache

from shared.ampeco_client import AmpecoError, NotFound

T = TypeVar("T")


class Cached(NamedTuple, Generic[T]):
    """A cached value, its age in seconds, and whether it is stale because Ampeco could not be read."""

    value: T
    age_seconds: float
    stale: bool = False


class _Entry(NamedTuple, Generic[T]):
    value: T
    read_at: float


class StaleIfErrorCache(Generic[T]):
    """Loads values by key and caches each for `fresh_seconds`; evicts the least recently used (LRU).

    An expired value is loaded again; if Ampeco fails, the expired one is served, marked stale, for up to
    `stale_if_error_seconds`. A value that Ampeco no longer has (404) is evicted.
    """

    def __init__(
        self,
        *,
        fresh_seconds: float = 60.0,
        stale_if_error_seconds: float = 24 * 3600.0,
        max_size: int = 512,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fresh_seconds = fresh_seconds
        self._stale_if_error_seconds = stale_if_error_seconds
        self._clock = clock
        self._entries: LRUCache[Hashable, _Entry[T]] = LRUCache(maxsize=max_size)

    async def get(self, key: Hashable, load: Callable[[], Awaitable[T]]) -> Cached[T]:
        """Return the value for `key`, loading it unless a fresh one is cached.

        Raises what `load` raises if no cached value is available as a fallback.
        """
        entry = self._entries.get(key)
        if entry and self._age(entry) < self._fresh_seconds:
            return Cached(entry.value, self._age(entry))
        # The age counts from the request: the data may be as old as that.
        requested_at = self._clock()
        try:
            value = await load()
        except NotFound:
            self._entries.pop(key, None)
            raise
        except AmpecoError:
            if entry and self._age(entry) < self._stale_if_error_seconds:
                return Cached(entry.value, self._age(entry), stale=True)
            raise
        entry = _Entry(value, requested_at)
        self._entries[key] = entry
        return Cached(value, self._age(entry))

    def is_fresh(self, key: Hashable) -> bool:
        """Return whether `get` answers without loading."""
        entry = self._entries.get(key)
        return entry is not None and self._age(entry) < self._fresh_seconds

    def forget(self, key: Hashable) -> None:
        """Mark the value for `key` as expired, so that the next read loads it."""
        self._entries.pop(key, None)

    def _age(self, entry: _Entry[T]) -> float:
        return self._clock() - entry.read_at
