import asyncio
import math

import pytest

from shared.ampeco_client import _deadline, deadline, time_left


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a stopped clock: a list whose only entry is the time."""
    now = [1000.0]
    monkeypatch.setattr(_deadline, "monotonic", lambda: now[0])
    return now


def test_without_a_deadline_the_remaining_time_is_infinite() -> None:
    assert math.inf == time_left()


def test_the_time_left_shrinks_and_goes_below_zero(clock: list[float]) -> None:
    """The deadline is a point in time, not a duration that restarts."""
    with deadline(seconds=18):
        at_first = time_left()
        clock[0] += 20
        at_last = time_left()

    assert (at_first, at_last) == (18.0, -2.0)


def test_an_inner_deadline_applies_until_its_block_ends(clock: list[float]) -> None:
    """The outer deadline is in force again after the inner block."""
    with deadline(seconds=18):
        with deadline(seconds=5):
            inside = time_left()
        clock[0] += 1
        outside = time_left()

    assert (inside, outside) == (5.0, 17.0)


@pytest.mark.usefixtures("clock")
def test_an_inner_deadline_cannot_extend_the_outer_one() -> None:
    """Code that sets the outer deadline can rely on it."""
    with deadline(seconds=5), deadline(seconds=18):
        assert time_left() == 5.0


@pytest.mark.usefixtures("clock")
def test_a_deadline_ends_with_its_block_even_after_an_error() -> None:
    """An exception does not leave a deadline behind for the next caller."""
    with pytest.raises(RuntimeError), deadline(seconds=5):
        raise RuntimeError

    assert math.inf == time_left()


@pytest.mark.usefixtures("clock")
async def test_tasks_started_inside_inherit_it() -> None:
    """Concurrent calls share the deadline of their caller."""

    async def look() -> float:
        return time_left()

    with deadline(seconds=5):
        seen = [await task for task in (asyncio.create_task(look()), asyncio.create_task(look()))]

    assert seen == [5.0, 5.0]
