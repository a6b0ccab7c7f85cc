"""What is offered instead of a window that is taken."""

from datetime import UTC, datetime, timedelta

from shared.domain.alternatives import alternatives_to
from shared.domain.errors import Alternatives, PortWindow
from shared.domain.windows import Window

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def between(start: float, end: float) -> Window:
    """Return a window between two hours of the day."""
    return Window(DAY + timedelta(hours=start), DAY + timedelta(hours=end))


WANTED = between(10, 11)


def test_the_port_asked_for_offers_its_nearest_starts_and_others_the_same_time() -> None:
    """Three of each at most."""
    free = {1: (between(8, 10), between(11, 14)), 2: (between(0, 24),), 3: (between(10, 10.5),), 4: (between(9, 12),)}

    assert alternatives_to(WANTED, free, {1}, 1) == Alternatives(
        same_port=(
            PortWindow(1, between(9, 10)),
            PortWindow(1, between(11, 12)),
            PortWindow(1, between(8.5, 9.5)),
        ),
        same_time=(PortWindow(2, WANTED), PortWindow(4, WANTED)),
    )


def test_for_any_port_the_nearest_starts_of_all_that_meet_the_criteria_are_offered() -> None:
    """A port that does not meet them is offered at the same time only, as another port."""
    free = {1: (between(12, 13),), 2: (between(11.5, 12.5),), 3: (between(0, 24),)}

    offered = alternatives_to(WANTED, free, {1, 2}, None)

    assert offered.same_port == (PortWindow(2, between(11.5, 12.5)), PortWindow(1, between(12, 13)))
    assert offered.same_time == (PortWindow(3, WANTED),)


def test_a_port_that_nobody_tells_of_offers_nothing() -> None:
    """A booking may hold several ports, of which one is asked for, and Ampeco may leave one out."""
    free = {2: (between(11, 12),), 3: (between(0, 24),)}

    assert alternatives_to(WANTED, free, {1, 2}, 1) == Alternatives((), (PortWindow(3, WANTED),))


def test_no_more_than_three_other_ports_are_offered() -> None:
    """A long list is no help."""
    free = {port: (between(0, 24),) for port in range(1, 9)}

    assert [one.evse_id for one in alternatives_to(WANTED, free | {1: ()}, {1}, 1).same_time] == [2, 3, 4]
