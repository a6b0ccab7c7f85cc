"""Long lists that are read a few pages at a time."""

from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient, ServerError, Timeout, UnexpectedResponse, deadline
from shared.ampeco_client._retry import MAX_ATTEMPTS
from shared.domain.catalog import paged_cache
from shared.domain.catalog.paged_cache import CallBudget, PagedCache
from tests.support.scripted_client import LOCATIONS, Script


class Time:
    """Seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def copy(ampeco: AmpecoClient, time: Time) -> PagedCache[Any]:
    return PagedCache(ampeco.list_locations, fresh_seconds=60, clock=time)


def page(*ids: int, leads_to: str | None = None) -> dict[str, Any]:
    """Return a page of locations."""
    link = f"https://ampeco.test/public-api{LOCATIONS}?cursor={leads_to}" if leads_to else None
    return {"data": [{"id": number} for number in ids], "links": {"next": link}}


async def test_a_list_is_read_on_where_it_was_left(script: Script, copy: PagedCache[Any]) -> None:
    """As many pages as the budget has, and none once it is whole."""
    script.on("GET", LOCATIONS, page(1, leads_to="b"))
    script.on("GET", LOCATIONS, page(2, leads_to="c"), having="cursor=b")
    script.on("GET", LOCATIONS, page(3), having="cursor=c")

    seen = []
    for calls in (2, 5, 5):
        await copy.read_more(CallBudget(calls))
        seen.append((sorted(copy.rows), copy.is_whole, copy.is_fresh, len(script.asked)))

    assert seen == [([1, 2], False, False, 2), ([1, 2, 3], True, True, 3), ([1, 2, 3], True, True, 3)]


async def test_a_list_that_has_grown_old_is_read_anew(script: Script, copy: PagedCache[Any], time: Time) -> None:
    """Until its end is reached, nothing is removed; then rows that were not seen are."""
    script.on("GET", LOCATIONS, page(1, leads_to="b"), page(1, leads_to="b"))
    script.on("GET", LOCATIONS, page(2, 3), page(3), having="cursor=b")
    await copy.read_more(CallBudget(9))

    time.now = 60.0
    rows = []
    for _ in range(2):
        await copy.read_more(CallBudget(1))
        rows.append((sorted(copy.rows), copy.is_whole, copy.is_fresh))

    assert rows == [([1, 2, 3], True, False), ([1, 3], True, True)]


async def test_a_list_can_be_made_old_and_added_to(script: Script, copy: PagedCache[Any]) -> None:
    """Added rows stay until the list is read again."""
    script.on("GET", LOCATIONS, page(1))
    await copy.read_more(CallBudget(1))
    (row,) = copy.rows.values()
    copy.add(row.model_copy(update={"id": 2}))
    with_added = sorted(copy.rows)

    copy.expire()
    await copy.read_more(CallBudget(1))

    assert (with_added, sorted(copy.rows)) == ([1, 2], [1])


@pytest.mark.parametrize(
    ("second", "rows"),
    [
        ([page(1)], [[1, 2, 3], [1]]),
        ([page()], [[1, 2, 3], []]),
        ([page(1, 2)], [[1, 2], [1, 2]]),
        ([{"data": [{"id": 1}, {"id": 2}, {"id": None}]}], [[1, 2, 3], [1, 2, 3]]),
    ],
)
async def test_that_most_rows_are_gone_is_believed_the_second_time(
    script: Script, copy: PagedCache[Any], second: list[dict[str, Any]], rows: list[list[int]]
) -> None:
    """And a row that could not be read is not gone."""
    script.on("GET", LOCATIONS, page(1, 2, 3), *second)
    await copy.read_more(CallBudget(1))

    seen = []
    for _ in rows:
        copy.expire()
        await copy.read_more(CallBudget(1))
        seen.append(sorted(copy.rows))

    assert seen == rows


async def test_after_a_failure_a_list_is_read_from_its_start(script: Script, copy: PagedCache[Any]) -> None:
    """The link may be what Ampeco did not like; what was read is kept."""
    script.on("GET", LOCATIONS, page(1, leads_to="b"))
    script.on("GET", LOCATIONS, *[500] * MAX_ATTEMPTS, page(2), having="cursor=b")
    with pytest.raises(ServerError):
        await copy.read_more(CallBudget(9))
    kept = sorted(copy.rows)

    await copy.read_more(CallBudget(9))

    assert (kept, sorted(copy.rows), script.asked[-2].url.params.get("cursor")) == ([1], [1, 2], None)


async def test_after_a_page_that_took_too_long_a_list_is_read_on(script: Script, copy: PagedCache[Any]) -> None:
    """Else a request with too little time for the whole list would start from nothing each time."""
    script.on("GET", LOCATIONS, page(1, leads_to="b"))
    script.on("GET", LOCATIONS, page(2), having="cursor=b")
    await copy.read_more(CallBudget(1))
    with deadline(0), pytest.raises(Timeout):
        await copy.read_more(CallBudget(1))

    await copy.read_more(CallBudget(9))

    assert (sorted(copy.rows), copy.is_whole, script.asked[-1].url.params.get("cursor")) == ([1, 2], True, "b")


async def test_cursors_without_an_end_come_to_an_end(
    script: Script, copy: PagedCache[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over however many requests they are followed."""
    monkeypatch.setattr(paged_cache, "MAX_PAGES", 3)
    script.on("GET", LOCATIONS, page(1, leads_to="x"))

    await copy.read_more(CallBudget(2))
    with pytest.raises(UnexpectedResponse):
        await copy.read_more(CallBudget(2))
    assert len(script.asked) == 3
