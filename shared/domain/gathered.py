"""Long lists of Ampeco's: read whole once, then brought up to date in one round, however long they are."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from shared.ampeco_client import AmpecoError, Page, Paged
from shared.domain.times import Clock, utc_now
from shared.domain.together import side_by_side

_log = logging.getLogger(__name__)

PAGE = 100
"""Rows that Ampeco gives in one call at most."""

_OVERLAP = timedelta(minutes=1)
"""What changed last may be told late; it is read twice rather than never."""


class Row(Protocol):
    """What a list holds."""

    @property
    def id(self) -> int:
        """Ampeco's id."""

    @property
    def last_updated_at(self) -> datetime | None:
        """When it last changed, by Ampeco's clock."""


R = TypeVar("R", bound=Row)


class Gathered(Generic[R]):
    """The rows of one list. `listing` asks Ampeco for those that changed since a moment; for all where that is None.

    A list of one page is read anew each time. Of a longer one this asks what changed, and beside it for one page of
    all, the next each time: so what is gone is noticed too, once the pages have been gone through.

    That over half of the rows are gone is believed when a second reading says so as well; and rows that could not be
    read stay as they were.

    `version` counts how often a row came, changed or went.
    """

    def __init__(self, listing: Callable[[datetime | None], Paged[R]], *, now: Clock = utc_now) -> None:
        self._listing = listing
        self._now = now
        self._rows: dict[int, R] = {}
        self._since: datetime | None = None
        self._next_page: str | None = None
        self._met: set[int] = set()
        self._left_out = 0
        self._in_doubt = False
        self.version = 0

    @property
    def rows(self) -> Iterable[R]:
        """Every row, as it was when the list was last brought up to date."""
        return self._rows.values()

    async def bring_up_to_date(self) -> None:
        """Ask Ampeco: one round, or at first one call for each page.

        Raises AmpecoError, with the rows as they were.
        """
        asked_at = self._now()
        if self._since is None or len(self._rows) <= PAGE:
            await self._read_all()
        else:
            await self._follow(self._since)
        self._note_newest(asked_at)

    async def _read_all(self) -> None:
        pages = [page async for page in self._listing(None).pages()]
        self._begin_again()
        for page in pages:
            self._meet(page)
        self._end_reading()

    async def _follow(self, since: datetime) -> None:
        try:
            async with side_by_side() as group:
                changing = group.create_task(self._listing(since - _OVERLAP).all())
                turning = group.create_task(self._listing(None).page(self._next_page))
        except AmpecoError:
            self._begin_again()  # the link may be what it did not like
            raise
        page = turning.result()
        self._meet(page)
        self._meet(Page(changing.result(), None))
        self._next_page = page.next
        if page.next is None:
            self._end_reading()

    def _begin_again(self) -> None:
        self._next_page, self._met, self._left_out = None, set(), 0

    def _meet(self, page: Page[R]) -> None:
        self._met.update(row.id for row in page.items)
        self._left_out += page.left_out
        for row in page.items:
            if self._rows.get(row.id) != row:
                self._rows[row.id] = row
                self.version += 1

    def _note_newest(self, asked_at: datetime) -> None:
        moments = [row.last_updated_at for row in self._rows.values()]
        known = [moment for moment in moments if moment]
        # A row that does not tell when it changed would be missed: then all are read each time.
        # Nor may one that tells of the future hide what changes until then.
        self._since = min(max(known), asked_at) if known and len(known) == len(moments) else None

    def _end_reading(self) -> None:
        """Let go of the rows that no page had, unless that is hard to believe."""
        met, left_out = self._met, self._left_out
        self._begin_again()
        gone = self._rows.keys() - met
        doubtful, in_doubt_before = len(gone) * 2 > len(self._rows), self._in_doubt
        self._in_doubt = doubtful
        if doubtful and not in_doubt_before:
            _log.warning("A list lost %s of %s rows: they stay until it says so again", len(gone), len(self._rows))
        elif len(gone) > left_out:  # else each of them may be one that could not be read
            self._rows = {number: row for number, row in self._rows.items() if number in met}
            self.version += len(gone)
