"""Incremental sync of long lists: one full read, then changes (`lastUpdatedAfter`) and a rolling full scan."""

import logging
import random
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Generic, NamedTuple, Protocol, TypeVar

from shared.ampeco_client import (
    AmpecoError,
    CircuitOpen,
    NotFound,
    Page,
    Paged,
    RateLimited,
    TransportError,
    reserve,
)
from shared.domain.timeutil.site_time import Clock, utc_now
from shared.infra.concurrency import gather_limited, task_group

_log = logging.getLogger(__name__)

PAGE_SIZE = 100
"""Maximum rows per call at Ampeco."""

_OVERLAP = timedelta(minutes=1)
"""Recent changes may appear late; reading them twice is better than missing them."""


class Row(Protocol):
    """A row of a list."""

    @property
    def id(self) -> int:
        """Ampeco's id."""

    @property
    def last_updated_at(self) -> datetime | None:
        """Time of its last change, by Ampeco's clock."""


_RESUMABLE = timedelta(minutes=10)
"""A full read that was interrupted is continued for so long after its last page; after that it starts again."""

_SCAN_TIME = timedelta(seconds=15)

_RESERVED_SHARE = 0.5
"""Of Ampeco's rate limit. A scan that would use it waits: a deletion matters less than any other call."""

_ROWS_OF_PART = 98
"""Of a divided scan: about a page. Rows that changed at the same time are in one part, so it may be longer."""

_MAX_CHECKS = 50
"""Missing rows per refresh that are looked up by id."""

MAX_PAGES = 300
"""Pages per full read: bounds endless cursors."""

INTERRUPTIONS = (TransportError, CircuitOpen, RateLimited)
"""Errors after which reading continues with the same page. After others, Ampeco may have rejected the link to it."""

R = TypeVar("R", bound=Row)


@dataclass
class _Reading(Generic[R]):
    """A read of all rows, or of those changed since an instant, so far. They count only once the last page was read."""

    since: datetime | None
    begun_at: datetime
    continued_at: datetime
    pages: list[Page[R]] = field(default_factory=list)

    @property
    def next(self) -> str | None:
        """The link to the next page; None for the first, also after the last."""
        return self.pages[-1].next if self.pages else None


class Part(NamedTuple):
    """A part of a scan that is not read to its end: the rows that changed in this span of time, or all of them.

    `next` is the link to its next page; None for the first.
    """

    after: datetime | None = None
    before: datetime | None = None
    next: str | None = None


class SyncState(NamedTuple, Generic[R]):
    """The state of a collection, to continue in another process."""

    since: datetime | None
    rows: tuple[R, ...]
    full_read: tuple[datetime, datetime, tuple[Page[R], ...]] | None
    scan: tuple[Part, ...]
    seen_ids: frozenset[int]


class SyncedCollection(Generic[R]):
    """The rows of one list.

    `listing` lists those that changed between two instants, without limit for None. `read` reads one by its id.

    Single-page lists are re-read in full. Longer lists fetch changes since the last sync plus a part of a rolling full
    scan, which detects deletions: up to `scan_calls` pages, fewer if they take more than 15 seconds. A full read, or a
    read of the changes, that fails after some pages is continued by the next refresh, and so is a scan.

    Pages of a list follow one another. With `scans_at_once` above 1 the scan is divided into parts by time of change,
    as it is known from the rows, and so many of them are read at once.

    A row that is on no page is removed once Ampeco does not find it by its id. Of many, 50 are looked up per refresh.

    `version` grows with every row that is added, changed or deleted.
    """

    def __init__(
        self,
        listing: Callable[[datetime | None, datetime | None], Paged[R]],
        read: Callable[[int], Awaitable[object]],
        *,
        now: Clock = utc_now,
        scan_calls: int = 1,
        scans_at_once: int = 1,
    ) -> None:
        self._listing = listing
        self._read_row = read
        self._now = now
        self._scan_calls = scan_calls
        self._scans_at_once = scans_at_once
        self._rows: dict[int, R] = {}
        self._since: datetime | None = None
        self._full_read: _Reading[R] | None = None
        self._changes: _Reading[R] | None = None
        self._parts: list[Part] = []
        self._seen_ids: set[int] = set()
        self.version = 0
        self.pages_read = 0

    @property
    def rows(self) -> Collection[R]:
        """Every row as of the last refresh."""
        return self._rows.values()

    @property
    def state(self) -> SyncState[R]:
        """The state, for `restore` of another collection."""
        reading = self._full_read
        return SyncState(
            since=self._since,
            rows=tuple(self._rows.values()),
            full_read=(reading.begun_at, reading.continued_at, tuple(reading.pages)) if reading else None,
            scan=tuple(self._parts),
            seen_ids=frozenset(self._seen_ids),
        )

    def restore(self, state: SyncState[R]) -> None:
        """Continue with the state of another collection."""
        self._since = state.since
        self._rows = {row.id: row for row in state.rows}
        if state.full_read:
            begun_at, continued_at, pages = state.full_read
            self._full_read = _Reading(None, begun_at, continued_at, [*pages])
        self._parts, self._seen_ids = [*state.scan], set(state.seen_ids)
        self.version += 1

    async def refresh(self) -> None:
        """Sync with Ampeco: one round of calls, at first one call per page.

        Raises AmpecoError and then has no changes but those that the scan came upon.
        """
        requested_at = self._now()
        if self._since is None or len(self._rows) <= PAGE_SIZE:
            begun_at = await self._read_all(requested_at)
            self._record_newest(begun_at)
            if begun_at == requested_at or self._since is None or len(self._rows) <= PAGE_SIZE:
                return
            # The first pages are as old as the refresh that read them.
        self._record_newest(await self._fetch_changes(self._since, requested_at))

    async def _read_all(self, requested_at: datetime) -> datetime:
        """Read every page that an interrupted read lacks; return when the first one was requested."""
        reading = self._full_read = _continued(self._full_read, None, requested_at)
        try:
            await self._read(reading)
        except AmpecoError as error:
            if not isinstance(error, INTERRUPTIONS):
                self._full_read = None
            raise
        self._full_read = None
        self._restart_scan()
        for page in reading.pages:
            self._merge(page)
        await self._finish_scan()
        return reading.begun_at

    async def _read(self, reading: _Reading[R]) -> None:
        listing = self._listing(reading.since, None)
        async for page in listing.pages(after=reading.next, max_pages=MAX_PAGES - len(reading.pages)):
            reading.pages.append(page)
            self.pages_read += 1

    async def _fetch_changes(self, since: datetime, requested_at: datetime) -> datetime:
        """Read the changes, as far as an interrupted read lacks them; return when the first page was requested.

        An import may change so many rows at once that one refresh has too little time for them.
        """
        reading = self._changes = _continued(self._changes, since - _OVERLAP, requested_at)
        try:
            async with task_group() as group:
                scanning = group.create_task(self._scan())
                if self._scans_at_once > 1:
                    # A row that changes leaves its part of the scan. The changes, read later, have it.
                    await scanning
                group.create_task(self._read(reading))
        except AmpecoError as error:
            if not isinstance(error, INTERRUPTIONS):
                self._changes = None
            raise
        self._changes = None
        for page in reading.pages:
            self._merge(page)
        if not self._parts:
            await self._finish_scan()
        return reading.begun_at

    async def _scan(self) -> None:
        """Read the next pages of the rolling scan. Without any parts left afterwards, all rows were read."""
        begun_at, calls_left = self._now(), self._scan_calls
        if not self._parts:
            self._restart_scan()
            self._parts = self._divided()

        async def read(part: Part) -> None:
            nonlocal calls_left
            while calls_left > 0 and self._now() - begun_at < _SCAN_TIME:
                calls_left -= 1
                page = await self._listing(part.after, part.before).page(part.next)
                self._merge(page)
                position = self._parts.index(part)
                if page.next is None:
                    del self._parts[position]
                    return
                self._parts[position] = part = part._replace(next=page.next)

        try:
            with reserve(_RESERVED_SHARE):
                await gather_limited([*self._parts], read, max_concurrent=self._scans_at_once)
        except INTERRUPTIONS as error:
            _log.warning("The scan of a list waits for the next refresh: %s", type(error).__name__)
        except AmpecoError:
            self._restart_scan()  # Ampeco may have rejected the link
            raise

    def _divided(self) -> list[Part]:
        """Return the parts of a new scan, each of about one page."""
        if self._scans_at_once == 1:
            return [Part()]
        moments = sorted(row.last_updated_at for row in self._rows.values() if row.last_updated_at)
        limits, rows = [], 0
        for earlier, later in pairwise(moments):
            rows += 1
            if rows >= _ROWS_OF_PART and earlier < later:
                limits.append(earlier + (later - earlier) / 2)
                rows = 0
        return [Part(after, before) for after, before in pairwise((None, *limits, None))]

    def _restart_scan(self) -> None:
        self._parts, self._seen_ids = [], set()

    def _merge(self, page: Page[R]) -> None:
        self._seen_ids.update(row.id for row in page.items)
        for row in page.items:
            if self._rows.get(row.id) != row:
                self._rows[row.id] = row
                self.version += 1

    def _record_newest(self, requested_at: datetime) -> None:
        moments = [row.last_updated_at for row in self._rows.values()]
        known = [moment for moment in moments if moment]
        # A row without a change time would be missed, so then all rows are read each time.
        # A change time in the future must not hide changes until then.
        self._since = min(max(known), requested_at) if known and len(known) == len(moments) else None

    async def _finish_scan(self) -> None:
        """Remove the rows that were on no page and that Ampeco no longer has."""
        missing = sorted(self._rows.keys() - self._seen_ids)
        self._restart_scan()
        # Any of them: those that are still there, but unreadable, must not keep the others from being looked up.
        checked = random.sample(missing, min(len(missing), _MAX_CHECKS))
        gone = {
            number
            for number, is_gone in zip(checked, await gather_limited(checked, self._is_gone), strict=True)
            if is_gone
        }
        self._rows = {number: row for number, row in self._rows.items() if number not in gone}
        self.version += len(gone)

    async def _is_gone(self, number: int) -> bool:
        try:
            await self._read_row(number)
        except NotFound:
            return True
        except AmpecoError as error:
            _log.warning("A row that no page has stays: %s", type(error).__name__)
        return False


def _continued(reading: _Reading[R] | None, since: datetime | None, requested_at: datetime) -> _Reading[R]:
    """Return the interrupted read, or a new one if there is none that can be continued."""
    if reading is None or reading.since != since or requested_at - reading.continued_at > _RESUMABLE:
        return _Reading(since, requested_at, requested_at)
    reading.continued_at = requested_at
    return reading
