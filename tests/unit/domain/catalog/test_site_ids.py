"""Unknown site ids cost no call."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient
from shared.ampeco_client._retry import MAX_ATTEMPTS
from shared.domain.catalog.site_ids import SiteIdIndex
from tests.support.scripted_client import LOCATIONS, Script
from tests.unit.domain.catalog.test_paged_cache import Time, page

SINCE = "filter%5BlastUpdatedAfter%5D"


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def known(ampeco: AmpecoClient, time: Time) -> SiteIdIndex:
    return SiteIdIndex(ampeco, clock=time)


def dated(*ids: int) -> dict[str, Any]:
    """Return a page of locations with change dates."""
    return {"data": [{"id": number, "lastUpdatedAt": "2026-03-03T15:00:00Z"} for number in ids]}


@pytest.fixture
def calls(script: Script) -> Callable[[], int]:
    """Return a function that counts the calls since it was last called."""
    counted = [0]

    def since() -> int:
        counted.append(len(script.calls))
        return counted[-1] - counted[-2]

    return since


async def test_any_id_may_exist_until_an_unknown_one_was_requested(
    known: SiteIdIndex, calls: Callable[[], int]
) -> None:
    """Requests for existing sites cost no extra call."""
    assert await known.may_exist(101)
    assert calls() == 0


async def test_after_a_miss_unknown_ids_are_known_to_be_unknown(
    script: Script, known: SiteIdIndex, calls: Callable[[], int]
) -> None:
    """The list is read once; a site in it may exist."""
    script.on("GET", LOCATIONS, dated(101, 102))
    await known.record_missing(7)

    assert [await known.may_exist(number) for number in (7, 8, 9, 101, 102)] == [False, False, False, True, True]
    await known.record_missing(8)
    assert calls() == 1


async def test_a_new_site_is_found_within_a_minute(
    script: Script, known: SiteIdIndex, time: Time, calls: Callable[[], int]
) -> None:
    """By one call for changes, not one call per requested id."""
    script.on("GET", LOCATIONS, dated(101))
    script.on("GET", LOCATIONS, dated(102), having=SINCE)
    await known.record_missing(7)

    assert not await known.may_exist(102)
    time.now = 60.0
    assert [await known.may_exist(number) for number in (102, 7, 8)] == [True, False, False]
    assert script.calls[-1].url.params["filter[lastUpdatedAfter]"] == "2026-03-03T14:59:00Z"
    assert calls() == 2


async def test_without_change_dates_the_list_is_read_again(
    script: Script, known: SiteIdIndex, time: Time, calls: Callable[[], int]
) -> None:
    """Once a minute, after the first id that Ampeco does not know."""
    script.on("GET", LOCATIONS, page(101), page(101, 102))
    await known.record_missing(7)
    time.now = 60.0

    assert await known.may_exist(8)
    await known.record_missing(8)
    assert [await known.may_exist(number) for number in (8, 9, 102)] == [False, False, True]
    assert calls() == 2


async def test_an_empty_list_is_not_trusted(script: Script, known: SiteIdIndex) -> None:
    """One wrong response would make every site unknown."""
    script.on("GET", LOCATIONS, [])
    await known.record_missing(7)

    assert [await known.may_exist(number) for number in (7, 101)] == [False, True]


async def test_a_long_list_is_read_over_several_misses(
    script: Script, known: SiteIdIndex, calls: Callable[[], int]
) -> None:
    """Seven pages at a time; until it is complete, any other id may exist. A failed read is inconclusive."""
    script.on("GET", LOCATIONS, page(1, leads_to="1"))
    for number in range(1, 9):
        script.on("GET", LOCATIONS, page(number, leads_to=str(number + 1)), having=f"cursor={number}")
    script.on("GET", LOCATIONS, *[500] * MAX_ATTEMPTS, page(10), having="cursor=9")

    seen = []
    for number in (90, 91, 92, 93):
        assert await known.may_exist(number)
        await known.record_missing(number)
        seen.append((await known.may_exist(99), calls()))

    assert seen == [(True, 7), (True, 2 + MAX_ATTEMPTS), (True, 7), (False, 3)]
