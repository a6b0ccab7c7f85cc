"""Pagination of lists by cursor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

from .errors import UnexpectedResponse

T = TypeVar("T")


class Page(NamedTuple, Generic[T]):
    """Some items of a list, and the link to the page after it, whole and as given; None on the last page.

    `left_out` counts the records that could not be read.
    """

    items: tuple[T, ...]
    next: str | None
    left_out: int = 0

    @property
    def cursor(self) -> str | None:
        """The query of the link alone, `?` included: where its own list goes on, and no other.

        It may be handed to somebody outside and taken back: it names no host and no path.
        """
        return f"?{urlsplit(self.next).query}" if self.next else None


MAX_PAGES = 300
"""Of any list that is read whole: cursors that go on for ever end here."""


class Paged(Generic[T]):
    """A list that is fetched page by page, when it is read.

    `async for item in paged` fetches as it goes, `await paged.all()` everything, `await paged.page()` a page.
    The list may change while it is read: an item can then appear twice, or not at all.
    """

    def __init__(self, fetch: Callable[[str | None], Awaitable[Page[T]]]) -> None:
        self._fetch = fetch

    async def page(self, after: str | None = None) -> Page[T]:
        """Return the first page, or the one that `after` (the `next` or `cursor` of another page) leads to."""
        return await self._fetch(after)

    async def all(self, *, max_pages: int = MAX_PAGES) -> tuple[T, ...]:
        """Return every item of every page; UnexpectedResponse when there are more pages than `max_pages`."""
        return tuple([item async for page in self.pages(max_pages=max_pages) for item in page.items])

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self, *, max_pages: int = MAX_PAGES) -> AsyncIterator[Page[T]]:
        """Yield every page; UnexpectedResponse when there are more than `max_pages`."""
        page = await self.page()
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
