"""Incremental sync of long lists: one full read, then changes (`lastUpdatedAfter`) and a rolling full scan."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, Protocol, TypeVar

from shared.ampeco_client import AmpecoError, CircuitOpen, Page, Paged, RateLimited, TransportError
from shared.domain.timeutil.site_time import Clock, utc_now
from shared.infra.concurrency import task_group

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


class SyncState(NamedTuple, Generic[R]):
    """The state of a collection, to continue in another process."""

    since: datetime | None
    rows: tuple[R, ...]
    full_read: tuple[datetime, datetime, tuple[Page[R], ...]] | None
    next_page: str | None
    seen_ids: frozenset[int]
    unreadable_rows: int
    in_doubt: bool


class SyncedCollection(Generic[R]):
    """The rows of one list. `listing` requests those that changed since an instant, all of them for None.

    Single-page lists are re-read in full. Longer lists fetch changes since the last sync plus a part of a rolling full
    scan, which detects deletions: `scan_pages` pages, fewer if they take more than 15 seconds. A full read, or a read
    of the changes, that fails after some pages is continued by the next refresh.

    If more than half of the rows disappear, they are removed only after a second scan confirms it. Unreadable rows keep
    their previous value.

    `version` grows with every row that is added, changed or deleted.
    """

    def __init__(
        self, listing: Callable[[datetime | None], Paged[R]], *, now: Clock = utc_now, scan_pages: int = 1
    ) -> None:
        self._listing = listing
        self._now = now
        self._scan_pages = scan_pages
        self._rows: dict[int, R] = {}
        self._since: datetime | None = None
        self._full_read: _Reading[R] | None = None
        self._changes: _Reading[R] | None = None
        self._next_page: str | None = None
        self._seen_ids: set[int] = set()
        self._unreadable_rows = 0
        self._in_doubt = False
        self.version = 0

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
            next_page=self._next_page,
            seen_ids=frozenset(self._seen_ids),
            unreadable_rows=self._unreadable_rows,
            in_doubt=self._in_doubt,
        )

    def restore(self, state: SyncState[R]) -> None:
        """Continue with the state of another collection."""
        self._since = state.since
        self._rows = {row.id: row for row in state.rows}
        if state.full_read:
            begun_at, continued_at, pages = state.full_read
            self._full_read = _Reading(None, begun_at, continued_at, [*pages])
        self._next_page, self._seen_ids = state.next_page, set(state.seen_ids)
        self._unreadable_rows, self._in_doubt = state.unreadable_rows, state.in_doubt
        self.version += 1

    async def refresh(self) -> None:
        """Sync with Ampeco: one round of calls, at first one call per page.

        Raises AmpecoError and then leaves the rows unchanged.
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
        self._finish_scan()
        return reading.begun_at

    async def _read(self, reading: _Reading[R]) -> None:
        listing = self._listing(reading.since)
        async for page in listing.pages(after=reading.next, max_pages=MAX_PAGES - len(reading.pages)):
            reading.pages.append(page)

    async def _fetch_changes(self, since: datetime, requested_at: datetime) -> datetime:
        """Read the changes, as far as an interrupted read lacks them; return when the first page was requested.

        An import may change so many rows at once that one refresh has too little time for them.
        """
        reading = self._changes = _continued(self._changes, since - _OVERLAP, requested_at)
        try:
            async with task_group() as group:
                group.create_task(self._read(reading))
                scanning = group.create_task(self._scan())
        except AmpecoError as error:
            self._restart_scan()  # Ampeco may have rejected the link
            if not isinstance(error, INTERRUPTIONS):
                self._changes = None
            raise
        self._changes = None
        for page in scanning.result():
            self._merge(page)
        for changed in reading.pages:
            self._merge(Page(changed.items, None))
        self._next_page = page.next
        if page.next is None:
            self._finish_scan()
        return reading.begun_at

    async def _scan(self) -> list[Page[R]]:
        """Return the next pages of the rolling scan, up to the end of the list."""
        begun_at = self._now()
        pages = [await self._listing(None).page(self._next_page)]
        while pages[-1].next and len(pages) < self._scan_pages and self._now() - begun_at < _SCAN_TIME:
            pages.append(await self._listing(None).page(pages[-1].next))
        return pages

    def _restart_scan(self) -> None:
        self._next_page, self._seen_ids, self._unreadable_rows = None, set(), 0

    def _merge(self, page: Page[R]) -> None:
        self._seen_ids.update(row.id for row in page.items)
        self._unreadable_rows += page.left_out
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

    def _finish_scan(self) -> None:
        """Remove the rows that were on no page, unless too many disappeared at once."""
        seen, left_out = self._seen_ids, self._unreadable_rows
        self._restart_scan()
        gone = self._rows.keys() - seen
        doubtful, in_doubt_before = len(gone) * 2 > len(self._rows), self._in_doubt
        self._in_doubt = doubtful
        if doubtful and not in_doubt_before:
            _log.warning("A list lost %s of %s rows: they stay until it says so again", len(gone), len(self._rows))
        elif len(gone) > left_out:  # else each of them may be an unreadable one
            self._rows = {number: row for number, row in self._rows.items() if number in seen}
            self.version += len(gone)


def _continued(reading: _Reading[R] | None, since: datetime | None, requested_at: datetime) -> _Reading[R]:
    """Return the interrupted read, or a new one if there is none that can be continued."""
    if reading is None or reading.since != since or requested_at - reading.continued_at > _RESUMABLE:
        return _Reading(since, requested_at, requested_at)
    reading.continued_at = requested_at
    return reading
