"""The reader keeps the newest usable snapshot, whatever S3 answers."""

from asyncio import gather

import pytest

from shared.domain.catalog.snapshot import write_snapshot
from shared.domain.catalog.snapshot_reader import SnapshotReader
from shared.infra.s3 import S3Error, S3Object, S3Refused, S3Unavailable
from tests.unit.domain.catalog.test_snapshot import EVSES, LOCATIONS, POINTS, rows

OLD, NEW = (write_snapshot(rows(places), rows(POINTS), rows(EVSES)) for places in (LOCATIONS[:1], LOCATIONS))


class Bucket:
    """Answers with one after the other, and then with the last. `calls` holds the time and the ETag of each request."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.answers: list[S3Object | S3Error | None] = []
        self.calls: list[tuple[float, str | None]] = []
        self.reports: list[str] = []
        self.reader = SnapshotReader(self.fetch, clock=lambda: self.seconds, report=self.reports.append)

    async def fetch(self, etag: str | None) -> S3Object | None:
        self.calls.append((self.seconds, etag))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, S3Error):
            raise answer
        return answer

    async def sites_at(self, seconds: float) -> tuple[int, float, bool] | None:
        """Return the number of locations, their age and whether they are stale."""
        self.seconds = 1000.0 + seconds
        found = await self.reader.current()
        return (len(found.value.locations), found.age_seconds, found.stale) if found else None


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


async def test_it_is_read_once_and_then_asked_for_changes(bucket: Bucket) -> None:
    """At most every half a minute, by its ETag."""
    bucket.answers = [S3Object(OLD, '"1"', 20.0), S3Object(None, '"1"', 10.0), S3Object(NEW, '"2"', 1.0)]

    seen = [await bucket.sites_at(seconds) for seconds in (0, 29, 30, 59, 60)]

    assert seen == [(1, 20, False), (1, 49, False), (1, 10, False), (1, 39, False), (3, 1, False)]
    assert bucket.calls == [(1000, None), (1030, '"1"'), (1060, '"1"')]
    assert bucket.reports == []


@pytest.mark.parametrize(
    ("answer", "reported"),
    [
        (None, "missing"),
        (S3Refused("403"), "refused"),
        (S3Unavailable("ConnectError"), "unavailable"),
        (S3Object(NEW[:-9], '"2"', 1.0), "unusable: corrupt"),
    ],
)
async def test_what_was_read_stays_while_no_other_can_be(
    bucket: Bucket, answer: S3Object | S3Error | None, reported: str
) -> None:
    """And every half minute it is tried again, not with each request."""
    bucket.answers = [S3Object(OLD, '"1"', 1.0), answer, answer, S3Object(NEW, '"3"', 1.0)]

    seen = [await bucket.sites_at(seconds) for seconds in (0, 30, 45, 60, 90)]

    assert seen == [(1, 1, False), (1, 31, False), (1, 46, False), (1, 61, False), (3, 1, False)]
    assert bucket.reports == [reported] * 2
    assert bucket.calls[-1] == (1090, '"1"')


async def test_without_any_there_is_none(bucket: Bucket) -> None:
    """The caller reads Ampeco; S3 is asked again half a minute later."""
    bucket.answers = [None, S3Unavailable("503"), S3Object(NEW, '"1"', 2.0)]

    assert [await bucket.sites_at(seconds) for seconds in (0, 29, 30, 60)] == [None, None, None, (3, 2, False)]
    assert bucket.reports == ["missing", "unavailable"]


async def test_an_old_one_is_served_and_marked(bucket: Bucket) -> None:
    """By the clock of S3, also where it was old when it was read; and it is reported once per request to S3."""
    bucket.answers = [S3Object(OLD, '"1"', 290.0), S3Object(OLD, '"1"', 320.0)]

    assert [await bucket.sites_at(seconds) for seconds in (0, 11, 30)] == [
        (1, 290, False),
        (1, 301, True),
        (1, 320, True),
    ]
    assert bucket.reports == ["stale"]


async def test_one_that_is_written_again_unchanged_is_as_young(bucket: Bucket) -> None:
    """Also where S3's answer "not modified" has no date: near its limit it is read whole."""
    bucket.answers = [S3Object(OLD, '"1"', 0.0), S3Object(None, '"1"', None)]
    for seconds in (0, 149):
        await bucket.sites_at(seconds)
    bucket.answers = [S3Object(OLD, '"1"', 4.0)]

    assert await bucket.sites_at(180) == (1, 4, False)
    assert [etag for _, etag in bucket.calls] == [None, '"1"', None]


async def test_one_without_any_date_is_as_old_as_its_reading(bucket: Bucket) -> None:
    """S3 always tells; another store may not."""
    bucket.answers = [S3Object(OLD, '"1"', None)]

    assert await bucket.sites_at(7) == (1, 0, False)


async def test_concurrent_readers_share_one_request(bucket: Bucket) -> None:
    """None of them reads Ampeco meanwhile."""
    bucket.answers = [S3Object(OLD, '"1"', 0.0)]
    reads = [bucket.reader.current() for _ in range(3)]

    assert [bool(found) for found in await gather(*reads)] == [True] * 3
    assert len(bucket.calls) == 1
