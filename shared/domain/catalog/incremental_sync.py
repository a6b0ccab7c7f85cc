"""Incremental sync of long lists: one full read, then changes (`lastUpdatedAfter`) and a rolling full scan."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from shared.ampeco_client import AmpecoError, Page, Paged
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


R = TypeVar("R", bound=Row)


class SyncedCollection(Generic[R]):
    """The rows of one list. `listing` requests those that changed since an instant, all of them for None.

    Single-page lists are re-read in full. Longer lists fetch changes since the last sync plus one page of a rolling
    full scan, which detects deletions.

    If more than half of the rows disappear, they are removed only after a second scan confirms it. Unreadable rows keep
    their previous value.

    `version` grows with every row that is added, changed or deleted.
    """

    def __init__(self, listing: Callable[[datetime | None], Paged[R]], *, now: Clock = utc_now) -> None:
        self._listing = listing
        self._now = now
        self._rows: dict[int, R] = {}
        self._since: datetime | None = None
        self._next_page: str | None = None
        self._seen_ids: set[int] = set()
        self._unreadable_rows = 0
        self._in_doubt = False
        self.version = 0

    @property
    def rows(self) -> Iterable[R]:
        """Every row as of the last refresh."""
        return self._rows.values()

    async def refresh(self) -> None:
        """Sync with Ampeco: one round of calls, at first one call per page.

        Raises AmpecoError and then leaves the rows unchanged.
        """
        asked_at = self._now()
        if self._since is None or len(self._rows) <= PAGE_SIZE:
            await self._read_all()
        else:
            await self._fetch_changes(self._since)
        self._record_newest(asked_at)

    async def _read_all(self) -> None:
        pages = [page async for page in self._listing(None).pages()]
        self._restart_scan()
        for page in pages:
            self._meet(page)
        self._finish_scan()

    async def _fetch_changes(self, since: datetime) -> None:
        try:
            async with task_group() as group:
                changing = group.create_task(self._listing(since - _OVERLAP).all())
                turning = group.create_task(self._listing(None).page(self._next_page))
        except AmpecoError:
            self._restart_scan()  # Ampeco may have rejected the link
            raise
        page = turning.result()
        self._meet(page)
        self._meet(Page(changing.result(), None))
        self._next_page = page.next
        if page.next is None:
            self._finish_scan()

    def _restart_scan(self) -> None:
        self._next_page, self._seen_ids, self._unreadable_rows = None, set(), 0

    def _meet(self, page: Page[R]) -> None:
        self._seen_ids.update(row.id for row in page.items)
        self._unreadable_rows += page.left_out
        for row in page.items:
            if self._rows.get(row.id) != row:
                self._rows[row.id] = row
                self.version += 1

    def _record_newest(self, asked_at: datetime) -> None:
        moments = [row.last_updated_at for row in self._rows.values()]
        known = [moment for moment in moments if moment]
        # A row without a change time would be missed, so then all rows are read each time.
        # A change time in the future must not hide changes until then.
        self._since = min(max(known), asked_at) if known and len(known) == len(moments) else None

    def _finish_scan(self) -> None:
        """Remove the rows that were on no page, unless too many disappeared at once."""
        met, left_out = self._seen_ids, self._unreadable_rows
        self._restart_scan()
        gone = self._rows.keys() - met
        doubtful, in_doubt_before = len(gone) * 2 > len(self._rows), self._in_doubt
        self._in_doubt = doubtful
        if doubtful and not in_doubt_before:
            _log.warning("A list lost %s of %s rows: they stay until it says so again", len(gone), len(self._rows))
        elif len(gone) > left_out:  # else each of them may be an unreadable one
            self._rows = {number: row for number, row in self._rows.items() if number in met}
            self.version += len(gone)
