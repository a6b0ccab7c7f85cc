"""Cache of a long list that is read a few pages at a time, over several requests."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from shared.ampeco_client import Paged, UnexpectedResponse
from shared.domain.catalog.incremental_sync import Row

R = TypeVar("R", bound=Row)

_MAX_PAGES = 300
"""Of one reading: cursors that go on for ever end here."""


class CallBudget:
    """So many calls, for whatever shares them."""

    def __init__(self, calls: int) -> None:
        self._left = calls

    def take(self) -> bool:
        """Take one call; False when none is left."""
        if self._left <= 0:
            return False
        self._left -= 1
        return True


class PagedCache(Generic[R]):
    """The rows of a list by id, as far as it was read. `clock` counts seconds.

    A whole list is fresh for `fresh_seconds`. After that it is read anew, page by page; until its end is reached, rows
    that were not met again yet stay as they were. They also stay where as many could not be read; and that over half of
    all are gone is believed when a second reading says so as well.
    """

    def __init__(self, listing: Callable[[], Paged[R]], *, fresh_seconds: float, clock: Callable[[], float]) -> None:
        self._listing = listing
        self._fresh_seconds = fresh_seconds
        self._clock = clock
        self._rows: dict[int, R] = {}
        self._met: set[int] = set()
        self._next: str | None = None
        self._pages = 0
        self._unreadable_rows = 0
        self._in_doubt = False
        self._begun_at = 0.0
        self._whole_at: float | None = None

    @property
    def rows(self) -> Mapping[int, R]:
        """The rows that are known, all of them once the list `is_whole`."""
        return self._rows

    @property
    def is_whole(self) -> bool:
        """Tell whether the end of the list was reached once."""
        return self._whole_at is not None

    @property
    def is_fresh(self) -> bool:
        """Tell whether the list is whole and need not be read anew."""
        return self._whole_at is not None and self._clock() - self._whole_at < self._fresh_seconds

    async def read_more(self, budget: CallBudget) -> None:
        """Read the next pages, as many as the list has and the budget allows; no call for a fresh list.

        Raises AmpecoError, with the rows that were read so far.
        """
        while not self.is_fresh and budget.take():
            await self._read_page()

    def expire(self) -> None:
        """Let the list be read anew, however fresh it is."""
        self._whole_at = None

    def add(self, row: R) -> None:
        """Add a row that was read elsewhere."""
        self._rows[row.id] = row
        self._met.add(row.id)

    async def _read_page(self) -> None:
        if self._next is None:
            self._met, self._pages, self._unreadable_rows, self._begun_at = set(), 0, 0, self._clock()
        after, self._next = self._next, None  # when this fails, the link may be what Ampeco did not like
        page = await self._listing().page(after=after)
        for row in page.items:
            self.add(row)
        self._pages += 1
        self._unreadable_rows += page.left_out
        if page.next is None:
            self._drop_missing()
            self._whole_at = self._begun_at
        elif self._pages >= _MAX_PAGES:
            raise UnexpectedResponse(f"a list goes on after {_MAX_PAGES} pages")
        else:
            self._next = page.next

    def _drop_missing(self) -> None:
        """Let go of the rows that no page had, unless they may be unreadable, or that is hard to believe at once."""
        gone = len(self._rows.keys() - self._met)
        self._in_doubt, doubted_before = gone * 2 > len(self._rows), self._in_doubt
        if gone > self._unreadable_rows and (doubted_before or not self._in_doubt):
            self._rows = {number: row for number, row in self._rows.items() if number in self._met}
