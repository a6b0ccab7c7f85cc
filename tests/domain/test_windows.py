"""Windows of time."""

from datetime import UTC, datetime, timedelta, timezone

from shared.domain.windows import Window, fits, merged, nearest_fits

DAY = datetime(2026, 3, 2, tzinfo=UTC)
STEP = timedelta(minutes=30)


def between(start: float, end: float) -> Window:
    """Return a window between two hours of the day."""
    return Window(DAY + timedelta(hours=start), DAY + timedelta(hours=end))


def test_a_window_is_kept_in_utc() -> None:
    """Whatever its zone was, and the machine's is."""
    east = timezone(timedelta(hours=2))
    window = Window(datetime(2026, 3, 2, 10, tzinfo=east), datetime(2026, 3, 2, 11, tzinfo=east))

    assert window == between(8, 9)
    assert window.start.tzinfo is window.end.tzinfo is UTC


def test_touching_windows_become_one() -> None:
    """Ampeco may split a free stretch at midnight; a booking across the seam must still fit."""
    assert merged([between(9, 10), between(8, 9)]) == (between(8, 10),)


def test_overlapping_windows_become_one_even_when_one_lies_inside_the_other() -> None:
    """The longer end wins, wherever it stands."""
    assert merged([between(8, 12), between(9, 10), between(11, 13)]) == (between(8, 13),)


def test_a_gap_stays_a_gap() -> None:
    """What is taken between two windows is not swallowed."""
    assert merged([between(8, 9), between(9.5, 10)]) == (between(8, 9), between(9.5, 10))


def test_a_window_must_fit_whole_into_one_free_window() -> None:
    """Two free halves with a gap between them do not hold one booking."""
    free = (between(8, 9), between(9.5, 11))

    assert fits(between(9.5, 11), free)
    assert not fits(between(8.5, 10), free)


def test_cutting_leaves_only_what_lies_inside() -> None:
    """A window is cut at both ends, and gone when nothing of it is left."""
    assert between(8, 12).cut(between(9, 10).start, between(9, 10).end) == between(9, 10)
    assert between(8, 9).cut(between(9, 10).start, between(9, 10).end) is None


def test_windows_that_touch_do_not_overlap() -> None:
    """One booking may begin when another ends."""
    assert between(8, 9).overlaps(between(8.5, 10))
    assert not between(8, 9).overlaps(between(9, 10))
    assert not between(9, 10).overlaps(between(8, 9))


def test_the_nearest_fits_come_nearest_first_and_earlier_before_later() -> None:
    """Around a taken 10:00 the neighbours on the half-hour grid are offered."""
    free = (between(8, 10), between(11, 14))

    offered = nearest_fits(between(10, 11), free, step=STEP, count=3)

    assert offered == (between(9, 10), between(11, 12), between(8.5, 9.5))


def test_later_starts_alone_are_as_many_as_earlier_ones() -> None:
    """What is too short before them changes nothing."""
    later, earlier = (between(8, 8.5), between(11, 14)), (between(6, 9.5),)

    assert nearest_fits(between(10, 11), later, step=STEP, count=3) == (
        between(11, 12),
        between(11.5, 12.5),
        between(12, 13),
    )
    assert nearest_fits(between(10, 11), earlier, step=STEP, count=3) == (
        between(8.5, 9.5),
        between(8, 9),
        between(7.5, 8.5),
    )


def test_nearest_fits_keep_to_the_grid_of_the_wanted_start() -> None:
    """A free window from 8:10 is entered at 8:30 when 10:00 was asked for."""
    free = (Window(DAY + timedelta(hours=8, minutes=10), DAY + timedelta(hours=9, minutes=40)),)

    assert nearest_fits(between(10, 11), free, step=STEP, count=3) == (between(8.5, 9.5),)


def test_nothing_is_offered_where_nothing_is_long_enough() -> None:
    """A free half hour holds no hour."""
    assert nearest_fits(between(10, 11), (between(8, 8.5),), step=STEP, count=3) == ()
