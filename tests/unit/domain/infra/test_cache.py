"""Values cached in a warm function."""

import pytest

from shared.ampeco_client import NotFound, TransportError
from shared.infra.cache import Cached, StaleIfErrorCache


class Source:
    """Counts its reads; fails on request."""

    def __init__(self) -> None:
        self.reads = 0
        self.failure: Exception | None = None
        self.now = 0.0

    async def load(self) -> int:
        self.reads += 1
        if self.failure:
            raise self.failure
        return self.reads


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def kept(source: Source) -> StaleIfErrorCache[int]:
    return StaleIfErrorCache(fresh_seconds=60, stale_if_error_seconds=600, max_size=2, clock=lambda: source.now)


async def test_a_fresh_value_is_not_read_again(source: Source, kept: StaleIfErrorCache[int]) -> None:
    """One read is enough for a minute."""
    await kept.get("a", source.load)
    source.now = 59

    assert await kept.get("a", source.load) == Cached(1, 59)


async def test_an_expired_value_is_read_again(source: Source, kept: StaleIfErrorCache[int]) -> None:
    """After the minute the source is asked again."""
    await kept.get("a", source.load)
    source.now = 60

    assert await kept.get("a", source.load) == Cached(2, 0)


async def test_defaults_are_fresh_for_a_minute_and_stale_if_error_for_a_day(source: Source) -> None:
    """With 512 keys at most."""
    kept: StaleIfErrorCache[int] = StaleIfErrorCache(clock=lambda: source.now)
    ages: list[tuple[float, bool]] = []
    await kept.get("a", source.load)
    for key in range(511):
        await kept.get(key, source.load)
    source.failure = TransportError("down", sent=False)

    for source.now in (59.9, 60.0, 86_399.9):
        copy = await kept.get("a", source.load)
        ages.append((copy.age_seconds, copy.stale))
    source.failure = None
    await kept.get(512, source.load)
    source.failure = TransportError("down", sent=False)

    assert ages == [(59.9, False), (60.0, True), (86_399.9, True)]
    with pytest.raises(TransportError):
        await kept.get(0, source.load)
    assert (await kept.get("a", source.load)).value == 1
    source.now = 86_400.0
    with pytest.raises(TransportError):
        await kept.get("a", source.load)


async def test_the_last_value_is_served_stale_when_ampeco_is_down(source: Source, kept: StaleIfErrorCache[int]) -> None:
    """With its age."""
    await kept.get("a", source.load)
    source.now, source.failure = 90, TransportError("down", sent=False)

    assert await kept.get("a", source.load) == Cached(1, 90, stale=True)


async def test_a_value_beyond_stale_if_error_is_not_served(source: Source, kept: StaleIfErrorCache[int]) -> None:
    """The error is raised instead."""
    await kept.get("a", source.load)
    source.now, source.failure = 600, TransportError("down", sent=False)

    with pytest.raises(TransportError):
        await kept.get("a", source.load)


async def test_without_a_cached_value_the_error_is_raised(source: Source, kept: StaleIfErrorCache[int]) -> None:
    source.failure = TransportError("down", sent=False)

    with pytest.raises(TransportError):
        await kept.get("a", source.load)


async def test_a_404_removes_the_cached_value(source: Source, kept: StaleIfErrorCache[int]) -> None:
    """A 404 is a response, not an outage: no stale value is served, now or later."""
    await kept.get("a", source.load)
    source.now, source.failure = 90, NotFound("read_location", 404)
    with pytest.raises(NotFound):
        await kept.get("a", source.load)
    source.failure = TransportError("down", sent=False)

    with pytest.raises(TransportError):
        await kept.get("a", source.load)


async def test_the_least_recently_used_entry_is_evicted(source: Source, kept: StaleIfErrorCache[int]) -> None:
    """The memory of a warm function is limited."""
    for key in ("a", "b", "a", "c", "a"):
        await kept.get(key, source.load)

    assert await kept.get("b", source.load) == Cached(4, 0)
