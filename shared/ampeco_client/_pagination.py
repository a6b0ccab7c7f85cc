"""Pagination of lists by cursor."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, NamedTuple, TypeVar

from .errors import UnexpectedResponse

T = TypeVar("T")
U = TypeVar("U")

# Printable, no space, no fragment.
_QUERY = re.compile(r"[!\"$-~]+")


class Page(NamedTuple, Generic[T]):
    """A page of items, and the link to the next page, unmodified; None on the last page.

    `left_out` is the number of skipped, unreadable records.
    """

    items: tuple[T, ...]
    next: str | None
    left_out: int = 0

    @property
    def cursor(self) -> str | None:
        """The query string of the link, `?` included: a position in its own list only.

        It may be passed to clients and back: it contains no host and no path.

        Raises UnexpectedResponse if the link has no query.
        """
        if self.next is None:
            return None
        query = self.next.partition("#")[0].partition("?")[2]
        if not _QUERY.fullmatch(query):
            raise UnexpectedResponse("links.next has no query")
        return f"?{query}"


MAX_PAGES = 300
"""Maximum pages of a complete list: bounds endless cursors."""


class Paged(Generic[T]):
    """A list that is fetched page by page on demand.

    `async for item in paged` iterates, `await paged.all()` returns everything, `await paged.page()` one page.
    The list may change while it is read: an item can then appear twice, or not at all.
    """

    def __init__(self, fetch: Callable[[str | None], Awaitable[Page[T]]]) -> None:
        self._fetch = fetch

    def map(self, func: Callable[[T], U]) -> Paged[U]:
        """Return the same list with `func` of each item."""

        async def fetch(after: str | None) -> Page[U]:
            page = await self._fetch(after)
            return Page(tuple(func(item) for item in page.items), page.next, page.left_out)

        return Paged(fetch)

    async def page(self, after: str | None = None) -> Page[T]:
        """Return the first page, or the one after `after` (the `next` or `cursor` of another page)."""
        return await self._fetch(after)

    async def all(self, *, max_pages: int = MAX_PAGES) -> tuple[T, ...]:
        """Return every item of every page; raises UnexpectedResponse if there are more pages than `max_pages`."""
        return tuple([item async for page in self.pages(max_pages=max_pages) for item in page.items])

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self, *, after: str | None = None, max_pages: int = MAX_PAGES) -> AsyncIterator[Page[T]]:
        """Yield every page, or those after `after`; raises UnexpectedResponse if there are more than `max_pages`."""
        page = await self.page(after)
        visited: set[str] = set()
        while True:
            yield page
            if page.next is None:
                return
            if page.next in visited:
                raise UnexpectedResponse("links.next leads in a circle")
            visited.add(page.next)
            if len(visited) >= max_pages:
                raise UnexpectedResponse(f"a list goes on after {max_pages} pages")
            page = await self.page(after=page.next)
