"""A long list is read whole once, and then kept up to date in one round: what came, what changed, what is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from shared.ampeco_client import AmpecoError, Page, Paged, Rejected, Timeout, UnexpectedResponse
from shared.domain.catalog.incremental_sync import MAX_PAGES, PAGE_SIZE, SyncedCollection

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Thing:
    id: int
    last_updated_at: datetime | None = NOON
    name: str = ""


class Upstream:
    """A list of Ampeco's, by pages of 100. `asked` holds each call: since when, and the page."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = {thing.id: thing for thing in things}
        self.asked: list[tuple[datetime | None, int]] = []
        self.failure: AmpecoError | None = None
        self.fail_after: int | None = None
        self.left_out = 0

    def change(self, *things: Thing) -> None:
        self.things |= {thing.id: thing for thing in things}

    def listing(self, since: datetime | None) -> Paged[Thing]:
        async def fetch(after: str | None) -> Page[Thing]:
            first = int(after or 0)
            self.asked.append((since, first // PAGE_SIZE))
            if self.failure:
                raise self.failure
            if self.fail_after is not None and len(self.asked) > self.fail_after:
                raise Timeout("list", sent=False)
            told = [each for each in self.things.values() if since is None or (each.last_updated_at or since) >= since]
            rest = told[first + PAGE_SIZE :]
            return Page(tuple(told[first : first + PAGE_SIZE]), str(first + PAGE_SIZE) if rest else None, self.left_out)

        return Paged(fetch)


def things(count: int) -> list[Thing]:
    return [Thing(number) for number in range(1, count + 1)]


def names(collection: SyncedCollection[Thing]) -> dict[int, str]:
    return {row.id: row.name for row in collection.rows}


async def brought_up_to_date(upstream: Upstream) -> SyncedCollection[Thing]:
    """Return a list that was read whole, with nothing noted of how."""
    collection = SyncedCollection(upstream.listing)
    await collection.refresh()
    upstream.asked.clear()
    return collection


async def test_a_list_of_one_page_is_read_anew_each_time() -> None:
    """One call tells all of it, what is gone too."""
    upstream = Upstream(things(PAGE_SIZE))
    collection = await brought_up_to_date(upstream)
    del upstream.things[7]

    await collection.refresh()

    assert upstream.asked == [(None, 0)]
    assert 7 not in names(collection)


async def test_a_longer_list_is_asked_what_changed_and_for_one_page_of_all() -> None:
    """Two calls, however long it is; what changed a moment ago is requested twice rather than missed."""
    latest, later = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    upstream = Upstream([Thing(1, latest), *things(250)[1:]])
    collection = await brought_up_to_date(upstream)
    upstream.change(Thing(250, later, "new name"), Thing(251, later))

    await collection.refresh()

    assert set(upstream.asked) == {(latest - timedelta(minutes=1), 0), (None, 0)}
    assert len(upstream.asked) == 2
    assert names(collection)[250] == "new name"
    assert len(names(collection)) == 251


async def test_what_is_gone_is_noticed_when_all_pages_were_gone_through() -> None:
    """A deletion is not reported: it is a row that is on no page any more."""
    upstream = Upstream([Thing(1, NOON + timedelta(days=1)), *things(250)[1:]])
    collection = await brought_up_to_date(upstream)
    del upstream.things[120]

    counts = []
    for _ in range(3):
        await collection.refresh()
        counts.append(len(names(collection)))

    assert counts == [250, 250, 249]
    assert [page for since, page in upstream.asked if since is None] == [0, 1, 2]


async def test_the_version_tells_whether_anything_is_different() -> None:
    """So what was made of the rows can be kept while they stay the same."""
    upstream = Upstream(things(150))
    collection = await brought_up_to_date(upstream)
    before = collection.version

    await collection.refresh()
    unchanged = collection.version
    upstream.change(Thing(3, NOON + timedelta(hours=1)))
    await collection.refresh()

    assert unchanged == before
    assert collection.version == before + 1


async def test_rows_that_do_not_tell_when_they_changed_are_all_read_each_time() -> None:
    """Else a change of theirs would be missed."""
    upstream = Upstream([*things(150), Thing(151, None)])
    collection = await brought_up_to_date(upstream)

    await collection.refresh()

    assert upstream.asked == [(None, 0), (None, 1)]


async def test_a_failure_leaves_the_rows_and_begins_the_pages_again() -> None:
    """The link to the next page may be what Ampeco did not like."""
    upstream = Upstream([Thing(1, NOON + timedelta(days=1)), *things(250)[1:]])
    collection = await brought_up_to_date(upstream)
    await collection.refresh()
    upstream.failure = Timeout("list", sent=True)

    with pytest.raises(Timeout):
        await collection.refresh()
    upstream.failure = None
    upstream.asked.clear()
    await collection.refresh()

    assert len(names(collection)) == 250
    assert (None, 0) in upstream.asked


@pytest.mark.parametrize("left", [0, 40])
async def test_that_over_half_is_gone_is_believed_the_second_time(left: int) -> None:
    """One empty answer, however good it looks, must not empty the list."""
    upstream = Upstream(things(100))
    collection = await brought_up_to_date(upstream)
    upstream.things = {number: Thing(number, name="new") for number in range(1, left + 1)}

    counts = []
    for _ in range(2):
        await collection.refresh()
        counts.append((len(names(collection)), list(names(collection).values()).count("new")))

    assert counts == [(100, left), (left, left)]


async def test_what_was_back_in_between_is_doubted_again() -> None:
    """Two slips with a good answer between them are two slips."""
    upstream = Upstream(things(100))
    collection = await brought_up_to_date(upstream)

    for rows in ({}, upstream.things, {}):
        upstream.things = dict(rows)
        await collection.refresh()

    assert len(names(collection)) == 100


async def test_a_long_list_that_is_empty_for_a_moment_stays() -> None:
    """Also where it is gone through page by page."""
    upstream = Upstream([Thing(1, NOON + timedelta(days=1)), *things(250)[1:]])
    collection = await brought_up_to_date(upstream)
    rows, upstream.things = upstream.things, {}

    await collection.refresh()
    upstream.things = rows
    for _ in range(3):
        await collection.refresh()

    assert len(names(collection)) == 250


async def test_rows_that_could_not_be_read_stay_as_they_were() -> None:
    """As many as were left out may be gone; when more are, they are gone."""
    upstream = Upstream(things(90))
    collection = await brought_up_to_date(upstream)
    upstream.left_out = 2

    counts = []
    for gone in (1, 2, 3):
        del upstream.things[gone]
        await collection.refresh()
        counts.append(len(names(collection)))

    assert counts == [90, 90, 87]


async def test_a_row_from_the_future_hides_no_change() -> None:
    """What changed since the last reading is requested, whatever some row says of when it changed."""
    now = NOON + timedelta(hours=1)
    upstream = Upstream([Thing(1, NOON + timedelta(days=400)), *things(250)[1:]])
    collection = SyncedCollection(upstream.listing, now=lambda: now)
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
        self.upstream.asked.clear()
        self.upstream.fail_after = self.limit
        try:
            await collection.refresh()
        except Timeout:
            assert names(collection) == {}
        return [page for since, page in self.upstream.asked if since is None][: self.limit]


async def test_a_full_read_without_enough_time_is_continued_and_shows_nothing_before_its_end() -> None:
    """So repeated requests get there, each with some of the pages; what changed meanwhile is fetched at the end."""
    now = NOON
    upstream = Upstream(Thing(number, NOON - timedelta(hours=number)) for number in range(1, 451))
    collection = SyncedCollection(upstream.listing, now=lambda: now)
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
    collection = SyncedCollection(upstream.listing, now=lambda: now)
    slow = Interrupted(upstream, 2)
    await slow.refresh(collection)
    now += timedelta(minutes=10, seconds=1)
    slow.limit = 3

    assert await slow.refresh(collection) == [0, 1, 2]


async def test_a_full_read_whose_link_is_rejected_starts_again() -> None:
    """Only the refresh that met the rejection fails."""
    upstream = Upstream(things(250))
    collection = SyncedCollection(upstream.listing)
    await Interrupted(upstream, 2).refresh(collection)
    upstream.fail_after, upstream.failure = None, Rejected("list", 422, errors={})

    with pytest.raises(Rejected):
        await collection.refresh()
    upstream.failure = None
    upstream.asked.clear()
    await collection.refresh()

    assert upstream.asked == [(None, 0), (None, 1), (None, 2)]


async def test_links_without_end_are_no_list() -> None:
    """However many refreshes they are followed in."""
    upstream = Upstream(things(100 * MAX_PAGES + 1))
    collection = SyncedCollection(upstream.listing)
    await Interrupted(upstream, 2).refresh(collection)
    upstream.fail_after = None

    with pytest.raises(UnexpectedResponse):
        await collection.refresh()
