from collections.abc import Awaitable, Callable

import pytest

from shared.ampeco_client import Page, Paged, UnexpectedResponse
from shared.ampeco_client._pagination import MAX_PAGES


@pytest.fixture
def fetched() -> list[str | None]:
    """Return the links that were fetched; None is the first page."""
    return []


def book(pages: dict[str | None, Page[int]], fetched: list[str | None]) -> Callable[[str | None], Awaitable[Page[int]]]:
    """Return a fetch function that serves these pages by their links."""

    async def fetch(after: str | None) -> Page[int]:
        fetched.append(after)
        return pages[after]

    return fetch


TWO_PAGES: dict[str | None, Page[int]] = {None: Page((1, 2), "b"), "b": Page((3,), None)}


async def test_nothing_is_fetched_before_it_is_read(fetched: list[str | None]) -> None:
    """Creating a list object sends nothing."""
    Paged(book(TWO_PAGES, fetched))

    assert fetched == []


async def test_all_returns_every_item_of_every_page(fetched: list[str | None]) -> None:
    """The links are followed to the last page, in order."""
    items = await Paged(book(TWO_PAGES, fetched)).all()

    assert (items, fetched) == ((1, 2, 3), [None, "b"])


async def test_iterating_fetches_only_the_pages_that_are_read(fetched: list[str | None]) -> None:
    """A caller that stops early sends no further requests."""
    items = aiter(Paged(book(TWO_PAGES, fetched)))

    first = await anext(items)

    assert (first, fetched) == (1, [None])


async def test_a_list_can_be_read_twice(fetched: list[str | None]) -> None:
    """Each iteration sends new requests."""
    paged = Paged(book(TWO_PAGES, fetched))

    assert await paged.all() == await paged.all()
    assert fetched == [None, "b", None, "b"]


async def test_a_page_has_the_link_to_the_next(fetched: list[str | None]) -> None:
    """The link is passed back to get the next page."""
    paged = Paged(book(TWO_PAGES, fetched))

    first = await paged.page()
    second = await paged.page(after=first.next)

    assert (Page((1, 2), "b"), Page((3,), None)) == (first, second)


async def test_an_empty_page_does_not_end_a_list(fetched: list[str | None]) -> None:
    """Only a missing link does."""
    pages: dict[str | None, Page[int]] = {None: Page((), "b"), "b": Page((3,), None)}

    assert await Paged(book(pages, fetched)).all() == (3,)


@pytest.mark.parametrize(
    ("pages", "requested"),
    [
        ({None: Page((1,), "b"), "b": Page((2,), "b")}, 2),
        ({None: Page((1,), "b"), "b": Page((2,), "c"), "c": Page((3,), "b")}, 3),
    ],
)
async def test_links_that_form_a_loop_are_rejected(
    pages: dict[str | None, Page[int]], requested: int, fetched: list[str | None]
) -> None:
    """Each link is followed once: an endless list would use up the rate limit."""
    with pytest.raises(UnexpectedResponse):
        await Paged(book(pages, fetched)).all()

    assert requested == len(fetched)


async def test_a_list_without_an_end_is_read_up_to_the_page_limit(fetched: list[str | None]) -> None:
    """Each cursor leads to a new one, so the list is invalid. A caller can set another limit."""

    async def fetch(after: str | None) -> Page[int]:
        fetched.append(after)
        return Page((1,), f"{len(fetched)}")

    for most, read in (({}, MAX_PAGES), ({"max_pages": 2}, 2)):
        fetched.clear()
        with pytest.raises(UnexpectedResponse):
            await Paged(fetch).all(**most)
        assert len(fetched) == read
    with pytest.raises(UnexpectedResponse):
        _ = [item async for item in Paged(fetch)]


@pytest.mark.parametrize("link", ["https://ampeco.test/x", "https://ampeco.test/x?#cursor=a", "?a b", "http://[?", ""])
def test_a_link_without_a_valid_query_has_no_cursor(link: str) -> None:
    """Such a link is an error of Ampeco."""
    with pytest.raises(UnexpectedResponse, match="no query"):
        _ = Page((), link).cursor
