"""A long list is read in full once and then kept up to date: additions, changes and deletions in one round of calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from shared.ampeco_client import AmpecoError, NotFound, Page, Paged, RateLimited, Rejected, Timeout, UnexpectedResponse
from shared.ampeco_client._reserve import reserved_share
from shared.domain.catalog.incremental_sync import MAX_PAGES, PAGE_SIZE, SyncedCollection

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Thing:
    id: int
    last_updated_at: datetime | None = NOON
    name: str = ""


class Upstream:
    """A list of Ampeco in pages of 100.

    `calls` has each call: changed since, and page; `befores` until when; `looked_up` the ids of rows read singly.
    """

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = {thing.id: thing for thing in things}
        self.calls: list[tuple[datetime | None, int]] = []
        self.failure: AmpecoError | None = None
        self.fail_after: int | None = None
        self.failure_then: AmpecoError = Timeout("list", sent=False)
        self.unlisted: set[int] = set()
        self.looked_up: list[int] = []
        self.befores: list[datetime | None] = []

    def change(self, *things: Thing) -> None:
        self.things |= {thing.id: thing for thing in things}

    async def read(self, number: int) -> Thing:
        self.looked_up.append(number)
        if number not in self.things:
            raise NotFound("read", 404, "")
        return self.things[number]

    def listing(self, since: datetime | None, before: datetime | None) -> Paged[Thing]:
        async def fetch(after: str | None) -> Page[Thing]:
            first = int(after or 0)
            self.calls.append((since, first // PAGE_SIZE))
            self.befores.append(before)
            if self.failure:
                raise self.failure
            if self.fail_after is not None and len(self.calls) > self.fail_after:
                raise self.failure_then
            listed = [
                each
                for each in self.things.values()
                if (since is None or (each.last_updated_at or since) >= since)
                and (before is None or (each.last_updated_at or before) <= before)
                and each.id not in self.unlisted
            ]
            rest = listed[first + PAGE_SIZE :]
            return Page(tuple(listed[first : first + PAGE_SIZE]), str(first + PAGE_SIZE) if rest else None)

        return Paged(fetch)


def things(count: int) -> list[Thing]:
    return [Thing(number) for number in range(1, count + 1)]


def names(collection: SyncedCollection[Thing]) -> dict[int, str]:
    return {row.id: row.name for row in collection.rows}


async def brought_up_to_date(upstream: Upstream, **options: Any) -> SyncedCollection[Thing]:
    """Return a list that was read in full, with the recorded calls cleared."""
    collection = SyncedCollection(upstream.listing, upstream.read, **options)
    await collection.refresh()
    upstream.calls.clear()
    return collection


async def test_a_list_of_one_page_is_read_again_each_time() -> None:
    """One call returns all of it, so deletions show as well."""
    upstream = Upstream(things(PAGE_SIZE))
    collection = await brought_up_to_date(upstream)
    del upstream.things[7]

    await collection.refresh()

    assert upstream.calls == [(None, 0)]
    assert 7 not in names(collection)


async def test_a_longer_list_is_refreshed_by_its_changes_and_one_page() -> None:
    """Two calls, however long it is; the ranges overlap so that no recent change is missed."""
    latest, later = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    upstream = Upstream([Thing(1, latest), *things(250)[1:]])
    collection = await brought_up_to_date(upstream)
    upstream.change(Thing(250, later, "new name"), Thing(251, later))

    await collection.refresh()

    assert set(upstream.calls) == {(latest - timedelta(minutes=1), 0), (None, 0)}
    assert len(upstream.calls) == 2
    assert names(collection)[250] == "new name"
    assert len(names(collection)) == 251


async def test_deleted_rows_are_pruned_after_a_full_scan() -> None:
    """Ampeco does not report deletions: a deleted row is on no page."""
    upstream = Upstream([Thing(1, NOON + timedelta(days=1)), *things(250)[1:]])
    collection = await brought_up_to_date(upstream)
    del upstream.things[120]

    counts = []
    for _ in range(3):
        await collection.refresh()
        counts.append(len(names(collection)))

    assert counts == [250, 250, 249]
    assert [page for since, page in upstream.calls if since is None] == [0, 1, 2]


async def test_a_scan_of_all_pages_misses_a_deleted_row_at_once() -> None:
    """At the cost of a call for each page."""
    upstream = Upstream([Thing(1, NOON + timedelta(days=1)), *things(250)[1:]])
    collection = await brought_up_to_date(upstream, scan_calls=3)
    del upstream.things[120]

    await collection.refresh()

    assert 120 not in names(collection)
    assert [page for since, page in upstream.calls if since is None] == [0, 1, 2]


async def test_a_scan_that_takes_long_is_continued_by_the_next_refresh() -> None:
    """Changes must not wait for it: with seven seconds a page, two pages are read."""
    upstream = Upstream([Thing(1, NOON + timedelta(days=1)), *things(450)[1:]])
    moments = count()
    collection = await brought_up_to_date(
        upstream, scan_calls=5, now=lambda: NOON + timedelta(days=2, seconds=7 * next(moments))
    )
    del upstream.things[320]

    counts = []
    for _ in range(3):
        await collection.refresh()
        counts.append(len(names(collection)))

    assert [page for since, page in upstream.calls if since is None] == [0, 1, 2, 3, 4]
    assert counts == [450, 450, 449]


async def test_the_version_changes_only_if_a_row_changed() -> None:
    """So values derived from the rows can be reused."""
    upstream = Upstream(things(150))
    collection = await brought_up_to_date(upstream)
    before = collection.version

    await collection.refresh()
    unchanged = collection.version
    upstream.change(Thing(3, NOON + timedelta(hours=1)))
    await collection.refresh()

    assert unchanged == before
    assert collection.version == before + 1


async def test_rows_without_a_change_date_are_read_in_full_each_time() -> None:
    """Otherwise a change would be missed."""
    upstream = Upstream([*things(150), Thing(151, None)])
    collection = await brought_up_to_date(upstream)

    await collection.refresh()

    assert upstream.calls == [(None, 0), (None, 1)]


@pytest.mark.parametrize(
    ("failure", "continued_with"), [(Timeout("list", sent=True), 1), (Rejected("list", 422, errors={}), 0)]
)
async def test_a_failure_keeps_the_rows_and_a_rejection_restarts_the_scan(
    failure: AmpecoError, continued_with: int
) -> None:
    """The link to the next page may have caused it."""
    upstream = Upstream([Thing(1, NOON + timedelta(days=1)), *things(250)[1:]])
    collection = await brought_up_to_date(upstream)
    await collection.refresh()
    upstream.failure = failure

    with pytest.raises(type(failure)):
        await collection.refresh()
    upstream.failure = None
    upstream.calls.clear()
    await collection.refresh()

    assert len(names(collection)) == 250
    assert (None, continued_with) in upstream.calls


async def test_rows_that_an_empty_response_lacks_stay() -> None:
    """Each is looked up before it is removed. One lookup that fails removes nothing either."""
    upstream = Upstream(things(40))
    collection = await brought_up_to_date(upstream)
    upstream.unlisted = {*range(1, 41)}

    await collection.refresh()

    assert sorted(upstream.looked_up) == [*range(1, 41)]
    assert len(names(collection)) == 40


async def test_a_long_list_survives_one_empty_response() -> None:
    """During the scan page by page as well."""
    upstream = Upstream([Thing(1, NOON + timedelta(days=1)), *things(250)[1:]])
    collection = await brought_up_to_date(upstream)
    upstream.unlisted = {*upstream.things}

    await collection.refresh()
    upstream.unlisted = set()
    for _ in range(3):
        await collection.refresh()

    assert len(names(collection)) == 250


async def test_a_missing_row_that_cannot_be_looked_up_stays_until_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next scan asks again."""
    upstream = Upstream(things(90))

    async def fail(_number: int) -> Thing:
        raise Timeout("read", sent=True)

    with monkeypatch.context() as patched:
        patched.setattr(upstream, "read", fail)
        collection = await brought_up_to_date(upstream)
        del upstream.things[7]
        await collection.refresh()
    before = 7 in names(collection)
    collection._read_row = upstream.read
    await collection.refresh()

    assert (before, 7 in names(collection)) == (True, False)


async def test_of_many_missing_rows_fifty_are_looked_up_per_refresh() -> None:
    """Others than those of the refresh before, in the long run: rows that are there but unreadable block none."""
    upstream = Upstream(things(100))
    collection = await brought_up_to_date(upstream)
    upstream.unlisted = {*range(1, 61)}
    del upstream.things[60]

    await collection.refresh()
    once = len(upstream.looked_up)
    for _ in range(60):
        await collection.refresh()

    assert once == 50
    assert 60 not in names(collection)
    assert len(names(collection)) == 99


def spread(count: int) -> list[Thing]:
    """Return things that changed a minute apart, the last one at noon."""
    return [Thing(number, NOON - timedelta(minutes=count - number)) for number in range(1, count + 1)]


async def test_a_divided_scan_reads_all_parts_in_one_round() -> None:
    """Each part is a span of time and about a page; together they have no gap, and a deleted row is missed at once."""
    upstream = Upstream(spread(450))
    collection = await brought_up_to_date(upstream, scan_calls=10, scans_at_once=10)
    upstream.befores.clear()
    del upstream.things[120]

    await collection.refresh()

    *scanned, (since, _) = upstream.calls
    ends = [before for before in upstream.befores if before]
    assert [page for _, page in scanned] == [0] * 5
    assert [after for after, _ in scanned] == [None, *ends]
    assert since == NOON - timedelta(minutes=1)
    assert (120 in names(collection), upstream.looked_up) == (False, [120])


async def test_rows_of_one_time_are_one_part() -> None:
    """As after an import: its pages follow one another."""
    upstream = Upstream([*things(350), Thing(351, NOON + timedelta(hours=1))])
    collection = await brought_up_to_date(upstream, scan_calls=10, scans_at_once=10)
    del upstream.things[120]

    await collection.refresh()

    assert sorted(upstream.calls[:-1], key=lambda call: (call[0] is not None, call[1])) == [
        *((None, page) for page in range(4)),
        (NOON + timedelta(minutes=30), 0),
    ]
    assert 120 not in names(collection)


async def test_a_row_that_changes_during_a_divided_scan_is_not_looked_up() -> None:
    """It leaves its part after the last one was read, but the changes, which are read after all parts, have it."""
    upstream = Upstream(spread(450))
    collection = await brought_up_to_date(upstream, scan_calls=3, scans_at_once=10)
    await collection.refresh()
    upstream.change(Thing(400, NOON + timedelta(minutes=5), "changed"))
    upstream.change(Thing(5, NOON + timedelta(minutes=6), "changed"))

    await collection.refresh()

    assert upstream.looked_up == []
    assert len(names(collection)) == 450
    assert names(collection)[400] == names(collection)[5] == "changed"


async def test_a_divided_scan_is_continued_where_it_stopped() -> None:
    """In another process as well; it has a number of calls per refresh."""
    upstream = Upstream(spread(450))
    collection = await brought_up_to_date(upstream, scan_calls=3, scans_at_once=2)
    del upstream.things[320]
    await collection.refresh()
    other = SyncedCollection(upstream.listing, upstream.read, scan_calls=3, scans_at_once=2)
    other.restore(collection.state)
    before = 320 in names(other)

    await other.refresh()

    assert len(upstream.calls) == 5 + 2
    assert (before, 320 in names(other)) == (True, False)


async def test_a_scan_without_calls_left_waits_and_changes_do_not() -> None:
    """Half of the rate limit is for all others."""
    upstream = Upstream(spread(450))
    collection = await brought_up_to_date(upstream, scan_calls=10, scans_at_once=2)
    upstream.change(Thing(3, NOON + timedelta(minutes=1), "changed"))
    listing, shares = upstream.listing, []

    def limited(since: datetime | None, before: datetime | None) -> Paged[Thing]:
        async def refuse(_after: str | None) -> Page[Thing]:
            shares.append(reserved_share())
            raise RateLimited("list", 429, "")

        return listing(since, before) if not reserved_share() else Paged(refuse)

    collection._listing = limited
    await collection.refresh()
    waiting = len(collection.state.scan)
    collection._listing = listing
    await collection.refresh()

    assert {*shares} == {0.5}
    assert waiting == 5
    assert collection.state.scan == ()
    assert names(collection)[3] == "changed"


async def test_a_row_with_a_future_change_date_hides_no_change() -> None:
    """Changes are requested since the last refresh, not since the newest row."""
    now = NOON + timedelta(hours=1)
    upstream = Upstream([Thing(1, NOON + timedelta(days=400)), *things(250)[1:]])
    collection = SyncedCollection(upstream.listing, upstream.read, now=lambda: now)
    await collection.refresh()
    upstream.change(Thing(250, now + timedelta(seconds=5), "disabled"))

    await collection.refresh()

    assert names(collection)[250] == "disabled"


@dataclass
class Interrupted:
    """A list whose calls fail from the `limit`-th of a refresh on, like those without time left."""

    upstream: Upstream
    limit: int

    async def refresh(self, collection: SyncedCollection[Thing]) -> list[int]:
        """Refresh once; return the pages of all that were read."""
        self.upstream.calls.clear()
        self.upstream.fail_after = self.limit
        try:
            await collection.refresh()
        except Timeout:
            assert names(collection) == {}
        return [page for since, page in self.upstream.calls if since is None][: self.limit]


async def test_a_full_read_without_enough_time_is_continued_before_it_shows() -> None:
    """So repeated requests get there, each with some of the pages; what changed meanwhile is fetched at the end."""
    now = NOON
    upstream = Upstream(Thing(number, NOON - timedelta(hours=number)) for number in range(1, 451))
    collection = SyncedCollection(upstream.listing, upstream.read, now=lambda: now)
    slow = Interrupted(upstream, 2)

    pages = []
    for minute in range(3):
        now = NOON + timedelta(minutes=minute)
        if minute == 2:
            slow.limit = 5
            upstream.change(Thing(7, now, "new name"))
        pages.append(await slow.refresh(collection))

    assert pages == [[0, 1], [2, 3], [4, 0]]
    assert len(names(collection)) == 450
    assert names(collection)[7] == "new name"


async def test_a_full_read_that_nobody_continued_starts_again() -> None:
    """Its link and its rows are too old."""
    now = NOON
    upstream = Upstream(things(250))
    collection = SyncedCollection(upstream.listing, upstream.read, now=lambda: now)
    slow = Interrupted(upstream, 2)
    await slow.refresh(collection)
    now += timedelta(minutes=10, seconds=1)
    slow.limit = 3

    assert await slow.refresh(collection) == [0, 1, 2]


async def test_a_full_read_whose_link_is_rejected_starts_again() -> None:
    """Only the refresh that met the rejection fails."""
    upstream = Upstream(things(250))
    collection = SyncedCollection(upstream.listing, upstream.read)
    await Interrupted(upstream, 2).refresh(collection)
    upstream.fail_after, upstream.failure = None, Rejected("list", 422, errors={})

    with pytest.raises(Rejected):
        await collection.refresh()
    upstream.failure = None
    upstream.calls.clear()
    await collection.refresh()

    assert upstream.calls == [(None, 0), (None, 1), (None, 2)]


async def test_changes_without_enough_time_are_continued_before_they_show() -> None:
    """An import may change more rows than one refresh has time for."""
    upstream = Upstream(things(3 * PAGE_SIZE))
    collection = await brought_up_to_date(upstream, now=lambda: NOON + timedelta(hours=1))
    before = names(collection)
    upstream.change(*(Thing(number, NOON + timedelta(hours=1), "imported") for number in before))
    upstream.fail_after = 2

    with pytest.raises(Timeout):
        await collection.refresh()
    interrupted = names(collection)
    upstream.fail_after = None
    await collection.refresh()

    assert interrupted == before
    assert set(names(collection).values()) == {"imported"}
    assert [page for since, page in upstream.calls if since] == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("pages", "failure"), [(1, Rejected("list", 422, errors={})), (3, Rejected("list", 422, errors={}))]
)
async def test_changes_that_are_complete_or_whose_link_is_rejected_are_read_again(
    pages: int, failure: AmpecoError
) -> None:
    """Complete ones only if the scan beside them failed: they would be older than the rest."""
    upstream = Upstream(things(3 * PAGE_SIZE))
    collection = await brought_up_to_date(upstream, now=lambda: NOON + timedelta(hours=1))
    changed = range(1, (pages - 1) * PAGE_SIZE + 2)
    upstream.change(*(Thing(number, NOON + timedelta(hours=1), "changed") for number in changed))
    upstream.change(*(Thing(number, NOON - timedelta(hours=1)) for number in range(len(changed) + 1, 301)))
    upstream.fail_after, upstream.failure_then = 1, failure
    with pytest.raises(type(failure)):
        await collection.refresh()
    upstream.fail_after = None
    upstream.calls.clear()

    await collection.refresh()

    assert [page for since, page in upstream.calls if since] == [*range(pages)]


async def test_links_without_end_are_no_list() -> None:
    """However many refreshes they are followed in."""
    upstream = Upstream(things(100 * MAX_PAGES + 1))
    collection = SyncedCollection(upstream.listing, upstream.read)
    await Interrupted(upstream, 2).refresh(collection)
    upstream.fail_after = None

    with pytest.raises(UnexpectedResponse):
        await collection.refresh()
