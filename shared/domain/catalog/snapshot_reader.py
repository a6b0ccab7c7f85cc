"""Read the catalog snapshot and cache it in memory: one request at first, then at most one per half minute."""

import asyncio
from collections.abc import Awaitable, Callable

from shared.domain.catalog.snapshot import Snapshot, UnusableSnapshot
from shared.infra.cache import Cached
from shared.infra.s3 import S3Error, S3Object

SNAPSHOT_KEY = "catalog.zip"
_CHECKED_SECONDS = 30.0
"""The writer's minute, this, and a run make less than two minutes until a change is visible."""
MAX_AGE_SECONDS = 300.0
"""An older snapshot is served marked stale: the schedule that writes it has stopped, or cannot read Ampeco."""

Fetch = Callable[[str | None], Awaitable[S3Object | None]]


class SnapshotReader:
    """Caches the newest usable snapshot. `fetch` takes the ETag of the known one and raises S3Error.

    `clock` counts seconds. `report` is called with the problem: "missing", "refused", "unavailable", "unusable" or
    "stale". A snapshot stays until a newer usable one is read.
    """

    def __init__(self, fetch: Fetch, *, clock: Callable[[], float], report: Callable[[str], None]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._report = report
        self._lock = asyncio.Lock()
        self._checked_at: float | None = None
        self._snapshot: Snapshot | None = None
        self._etag: str | None = None
        self._written_at = 0.0

    async def current(self) -> Cached[Snapshot] | None:
        """Return the snapshot with its age in seconds; None if none could be read so far. At most one request."""
        async with self._lock:
            if self._checked_at is None or self._clock() - self._checked_at >= _CHECKED_SECONDS:
                self._checked_at = self._clock()
                await self._check()
        if self._snapshot is None:
            return None
        age = self._clock() - self._written_at
        return Cached(self._snapshot, age, stale=age > MAX_AGE_SECONDS)

    async def _check(self) -> None:
        try:
            # A copy near its limit is read whole: "unchanged" without a date would not tell that it was written again.
            is_recent = self._clock() - self._written_at < MAX_AGE_SECONDS / 2
            answer = await self._fetch(self._etag if is_recent else None)
        except S3Error as error:
            self._report(type(error).__name__.removeprefix("S3").lower())
        else:
            if answer is None:
                self._report("missing")
            else:
                self._take(answer)
        if self._snapshot is not None and self._clock() - self._written_at > MAX_AGE_SECONDS:
            self._report("stale")

    def _take(self, answer: S3Object) -> None:
        if answer.body is not None:
            try:
                self._snapshot = Snapshot(answer.body)
            except UnusableSnapshot as error:
                self._report(f"unusable: {error}")
                return
            self._etag = answer.etag
        if answer.age_seconds is not None:
            self._written_at = self._clock() - answer.age_seconds
        elif answer.body is not None:
            self._written_at = self._clock()
