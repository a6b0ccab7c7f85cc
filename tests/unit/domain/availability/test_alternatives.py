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


def test_the_requested_port_offers_near_times_and_others_the_same_time() -> None:
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


def test_for_any_port_the_nearest_times_of_all_matching_ports_are_offered() -> None:
    """Ports that do not match are offered only at the same time, if the caller names them."""
    free = {1: (for_window(12, 13),), 2: (for_window(11.5, 12.5),), 3: (for_window(0, 24),)}

    offered = find_alternatives(WANTED, free, {1, 2}, None, others={3})

    assert offered.same_port == (PortWindow(2, for_window(11.5, 12.5)), PortWindow(1, for_window(12, 13)))
    assert offered.same_time == (PortWindow(3, WANTED),)


def test_a_port_without_availability_offers_nothing() -> None:
    """A booking may have several ports, and Ampeco may leave one out."""
    free = {2: (for_window(11, 12),), 3: (for_window(0, 24),)}

    assert find_alternatives(WANTED, free, {1, 2}, 1, others={3, 4}) == Alternatives((), (PortWindow(3, WANTED),))
    assert find_alternatives(WANTED, free, {1, 2}, 1) == Alternatives()


def test_no_more_than_three_other_ports_are_offered() -> None:
    free = {port: (for_window(0, 24),) for port in range(1, 9)}

    offered = find_alternatives(WANTED, free | {1: ()}, {1}, 1, others=range(2, 9))

    assert [one.evse_id for one in offered.same_time] == [2, 3, 4]
