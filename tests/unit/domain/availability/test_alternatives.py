"""Alternatives to a taken slot."""

from datetime import UTC, datetime, timedelta

from shared.domain.availability.alternatives import find_alternatives
from shared.domain.errors import Alternatives, PortWindow
from shared.domain.timeutil.intervals import Window

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def for_window(start: float, end: float) -> Window:
    """Return a window between two hours of the day."""
    return Window(DAY + timedelta(hours=start), DAY + timedelta(hours=end))


WANTED = for_window(10, 11)


def test_the_port_asked_for_offers_its_nearest_starts_and_others_the_same_time() -> None:
    """Three of each at most, the nearest ones, in order of time."""
    free = {
        1: (for_window(8, 10), for_window(11, 14)),
        2: (for_window(0, 24),),
        3: (for_window(10, 10.5),),
        4: (for_window(9, 12),),
    }

    assert find_alternatives(WANTED, free, {1}, 1, others={3, 4, 2}) == Alternatives(
        same_port=(
            PortWindow(1, for_window(8.5, 9.5)),
            PortWindow(1, for_window(9, 10)),
            PortWindow(1, for_window(11, 12)),
        ),
        same_time=(PortWindow(2, WANTED), PortWindow(4, WANTED)),
    )


def test_for_any_port_the_nearest_starts_of_all_that_meet_the_criteria_are_offered() -> None:
    """A port that does not meet them is offered at the same time only, as another port, if the caller names it."""
    free = {1: (for_window(12, 13),), 2: (for_window(11.5, 12.5),), 3: (for_window(0, 24),)}

    offered = find_alternatives(WANTED, free, {1, 2}, None, others={3})

    assert offered.same_port == (PortWindow(2, for_window(11.5, 12.5)), PortWindow(1, for_window(12, 13)))
    assert offered.same_time == (PortWindow(3, WANTED),)


def test_a_port_that_nobody_tells_of_offers_nothing() -> None:
    """A booking may hold several ports, of which one is requested, and Ampeco may leave one out."""
    free = {2: (for_window(11, 12),), 3: (for_window(0, 24),)}

    assert find_alternatives(WANTED, free, {1, 2}, 1, others={3, 4}) == Alternatives((), (PortWindow(3, WANTED),))
    assert find_alternatives(WANTED, free, {1, 2}, 1) == Alternatives()


def test_no_more_than_three_other_ports_are_offered() -> None:
    """A long list is no help."""
    free = {port: (for_window(0, 24),) for port in range(1, 9)}

    offered = find_alternatives(WANTED, free | {1: ()}, {1}, 1, others=range(2, 9))

    assert [one.evse_id for one in offered.same_time] == [2, 3, 4]
