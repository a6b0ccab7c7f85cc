"""Long lists that are read a few pages at a time."""

from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient, ServerError, Timeout, UnexpectedResponse, deadline
from shared.ampeco_client._retry import MAX_ATTEMPTS
from shared.domain.catalog import paged_cache
from shared.domain.catalog.paged_cache import CallBudget, PagedCache
from tests.support.scripted_client import LOCATIONS, Script


class Time:
    """A clock that the test moves."""

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


async def test_a_read_continues_where_it_stopped(script: Script, copy: PagedCache[Any]) -> None:
    """As many pages as the budget allows, and none once it is complete."""
    script.on("GET", LOCATIONS, page(1, leads_to="b"))
    script.on("GET", LOCATIONS, page(2, leads_to="c"), having="cursor=b")
    script.on("GET", LOCATIONS, page(3), having="cursor=c")

    seen = []
    for calls in (2, 5, 5):
        await copy.read_more(CallBudget(calls))
        seen.append((sorted(copy.rows), copy.is_whole, copy.is_fresh, len(script.calls)))

    assert seen == [([1, 2], False, False, 2), ([1, 2, 3], True, True, 3), ([1, 2, 3], True, True, 3)]


async def test_an_expired_list_is_read_again(script: Script, copy: PagedCache[Any], time: Time) -> None:
    """Rows are removed only at its end, if they were not seen."""
    script.on("GET", LOCATIONS, page(1, leads_to="b"), page(1, leads_to="b"))
    script.on("GET", LOCATIONS, page(2, 3), page(3), having="cursor=b")
    await copy.read_more(CallBudget(9))

    time.now = 60.0
    rows = []
    for _ in range(2):
        await copy.read_more(CallBudget(1))
        rows.append((sorted(copy.rows), copy.is_whole, copy.is_fresh))

    assert rows == [([1, 2, 3], True, False), ([1, 3], True, True)]


async def test_a_list_can_be_expired_and_added_to(script: Script, copy: PagedCache[Any]) -> None:
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
async def test_most_rows_are_removed_only_after_two_reads(
    script: Script, copy: PagedCache[Any], second: list[dict[str, Any]], rows: list[list[int]]
) -> None:
    """An unreadable row does not count as deleted."""
    script.on("GET", LOCATIONS, page(1, 2, 3), *second)
    await copy.read_more(CallBudget(1))

    seen = []
    for _ in rows:
        copy.expire()
        await copy.read_more(CallBudget(1))
        seen.append(sorted(copy.rows))

    assert seen == rows


async def test_after_a_failure_a_list_is_read_from_its_start(script: Script, copy: PagedCache[Any]) -> None:
    """The link may have caused it; the rows read so far stay."""
    script.on("GET", LOCATIONS, page(1, leads_to="b"))
    script.on("GET", LOCATIONS, *[500] * MAX_ATTEMPTS, page(2), having="cursor=b")
    with pytest.raises(ServerError):
        await copy.read_more(CallBudget(9))
    kept = sorted(copy.rows)

    await copy.read_more(CallBudget(9))

    assert (kept, sorted(copy.rows), script.calls[-2].url.params.get("cursor")) == ([1], [1, 2], None)


async def test_after_a_page_that_took_too_long_a_list_is_read_on(script: Script, copy: PagedCache[Any]) -> None:
    """Else a request with too little time for the whole list would start from nothing each time."""
    script.on("GET", LOCATIONS, page(1, leads_to="b"))
    script.on("GET", LOCATIONS, page(2), having="cursor=b")
    await copy.read_more(CallBudget(1))
    with deadline(0), pytest.raises(Timeout):
        await copy.read_more(CallBudget(1))

    await copy.read_more(CallBudget(9))

    assert (sorted(copy.rows), copy.is_whole, script.calls[-1].url.params.get("cursor")) == ([1, 2], True, "b")


async def test_an_endless_list_of_cursors_is_limited(
    script: Script, copy: PagedCache[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over any number of requests."""
    monkeypatch.setattr(paged_cache, "MAX_PAGES", 3)
    script.on("GET", LOCATIONS, page(1, leads_to="x"))

    await copy.read_more(CallBudget(2))
    with pytest.raises(UnexpectedResponse):
        await copy.read_more(CallBudget(2))
    assert len(script.calls) == 3
