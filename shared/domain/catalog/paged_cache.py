"""Cache of a long list that is read a few pages at a time, over several requests."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from shared.ampeco_client import AmpecoError, Paged, UnexpectedResponse
from shared.domain.catalog.incremental_sync import INTERRUPTIONS, MAX_PAGES, Row

R = TypeVar("R", bound=Row)


class CallBudget:
    """A number of calls, shared by several readers."""

    def __init__(self, calls: int) -> None:
        self._left = calls

    def take(self) -> bool:
        """Take one call; return False if none is left."""
        if self._left <= 0:
            return False
        self._left -= 1
        return True


class PagedCache(Generic[R]):
    """The rows of a list by id, as far as they were read. `clock` counts seconds.

    A page that took too long is requested again by the next reading, after which it continues.

    A complete list is fresh for `fresh_seconds`. After that it is read again, page by page; until the end is reached,
    rows that were not seen again yet stay. They also stay if as many rows were unreadable. If more than half of all
    rows disappear, they are removed only after a second reading confirms it.
    """

    def __init__(self, listing: Callable[[], Paged[R]], *, fresh_seconds: float, clock: Callable[[], float]) -> None:
        self._listing = listing
        self._fresh_seconds = fresh_seconds
        self._clock = clock
        self._rows: dict[int, R] = {}
        self._seen_ids: set[int] = set()
        self._next: str | None = None
        self._pages = 0
        self._unreadable_rows = 0
        self._in_doubt = False
        self._begun_at = 0.0
        self._whole_at: float | None = None

    @property
    def rows(self) -> Mapping[int, R]:
        """The known rows; all rows once the list `is_whole`."""
        return self._rows

    @property
    def is_whole(self) -> bool:
        """Return whether the end of the list was reached once."""
        return self._whole_at is not None

    @property
    def is_fresh(self) -> bool:
        """Return whether the list is complete and fresh."""
        return self._whole_at is not None and self._clock() - self._whole_at < self._fresh_seconds

    async def read_more(self, budget: CallBudget) -> None:
        """Read the next pages, within the list's length and the budget; no call for a fresh list.

        Raises AmpecoError, with the rows read so far.
        """
        while not self.is_fresh and budget.take():
            await self._read_page()

    def expire(self) -> None:
        """Mark the list as expired."""
        self._whole_at = None

    def add(self, row: R) -> None:
        """Add a row that was read otherwise."""
        self._rows[row.id] = row
        self._seen_ids.add(row.id)

    async def _read_page(self) -> None:
        if self._next is None:
            self._seen_ids, self._pages, self._unreadable_rows, self._begun_at = set(), 0, 0, self._clock()
        try:
            page = await self._listing().page(after=self._next)
        except AmpecoError as error:
            if not isinstance(error, INTERRUPTIONS):
                self._next = None
            raise
        for row in page.items:
            self.add(row)
        self._pages += 1
        self._unreadable_rows += page.left_out
        if page.next is None:
            self._drop_missing()
            self._whole_at, self._next = self._begun_at, None
        elif self._pages >= MAX_PAGES:
            self._next = None
            raise UnexpectedResponse(f"a list goes on after {MAX_PAGES} pages")
        else:
            self._next = page.next

    def _drop_missing(self) -> None:
        """Remove the rows that were on no page, unless they may be unreadable or too many disappeared at once."""
        gone = len(self._rows.keys() - self._seen_ids)
        self._in_doubt, doubted_before = gone * 2 > len(self._rows), self._in_doubt
        if gone > self._unreadable_rows and (doubted_before or not self._in_doubt):
            self._rows = {number: row for number, row in self._rows.items() if number in self._seen_ids}
