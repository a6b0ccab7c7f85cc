"""Long lists of Ampeco's: read whole once, then brought up to date in one round, however long they are."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from shared.ampeco_client import AmpecoError, Paged
from shared.domain.together import side_by_side

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

    `version` counts how often a row came, changed or went.
    """

    def __init__(self, listing: Callable[[datetime | None], Paged[R]]) -> None:
        self._listing = listing
        self._rows: dict[int, R] = {}
        self._newest: datetime | None = None
        self._next_page: str | None = None
        self._met: set[int] = set()
        self.version = 0

    @property
    def rows(self) -> Iterable[R]:
        """Every row, as it was when the list was last brought up to date."""
        return self._rows.values()

    async def bring_up_to_date(self) -> None:
        """Ask Ampeco: one round, or at first one call for each page.

        Raises AmpecoError, with the rows as they were.
        """
        if self._newest is None or len(self._rows) <= PAGE:
            await self._read_all()
        else:
            await self._follow(self._newest)

    async def _read_all(self) -> None:
        rows = await self._listing(None).all()
        self._take(rows)
        self._keep_only({row.id for row in rows})

    async def _follow(self, newest: datetime) -> None:
        try:
            async with side_by_side() as group:
                changing = group.create_task(self._listing(newest - _OVERLAP).all())
                turning = group.create_task(self._listing(None).page(self._next_page))
        except AmpecoError:
            self._next_page, self._met = None, set()  # the link may be what it did not like
            raise
        page, changed = turning.result(), changing.result()
        self._take((*page.items, *changed))
        self._met.update(row.id for row in (*page.items, *changed))
        self._next_page = page.next
        if page.next is None:
            self._keep_only(self._met)
            self._met = set()

    def _take(self, rows: Iterable[R]) -> None:
        for row in rows:
            if self._rows.get(row.id) != row:
                self._rows[row.id] = row
                self.version += 1
        moments = [row.last_updated_at for row in self._rows.values()]
        known = [moment for moment in moments if moment]
        # A row that does not tell when it changed would be missed: then all are read each time.
        self._newest = max(known) if known and len(known) == len(moments) else None

    def _keep_only(self, ids: set[int]) -> None:
        if gone := self._rows.keys() - ids:
            self._rows = {number: row for number, row in self._rows.items() if number in ids}
            self.version += len(gone)
