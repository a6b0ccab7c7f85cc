"""Windows of time."""

from datetime import UTC, datetime, timedelta, timezone

from shared.domain.timeutil.intervals import Window, find_nearest_fits, fits, merge_windows

DAY = datetime(2026, 3, 2, tzinfo=UTC)
STEP = timedelta(minutes=30)


def for_window(start: float, end: float) -> Window:
    """Return a window between two hours of the day."""
    return Window(DAY + timedelta(hours=start), DAY + timedelta(hours=end))


def test_a_window_is_kept_in_utc() -> None:
    """Whatever its zone was, and the machine's is."""
    east = timezone(timedelta(hours=2))
    window = Window(datetime(2026, 3, 2, 10, tzinfo=east), datetime(2026, 3, 2, 11, tzinfo=east))

    assert window == for_window(8, 9)
    assert window.start.tzinfo is window.end.tzinfo is UTC


def test_touching_windows_become_one() -> None:
    """Ampeco may split a free stretch at midnight; a booking across the seam must still fit."""
    assert merge_windows([for_window(9, 10), for_window(8, 9)]) == (for_window(8, 10),)


def test_overlapping_windows_become_one_even_when_one_lies_inside_the_other() -> None:
    """The later end is used, whatever the order."""
    assert merge_windows([for_window(8, 12), for_window(9, 10), for_window(11, 13)]) == (for_window(8, 13),)


def test_a_gap_stays_a_gap() -> None:
    """What is taken between two windows is not swallowed."""
    assert merge_windows([for_window(8, 9), for_window(9.5, 10)]) == (for_window(8, 9), for_window(9.5, 10))


def test_a_window_must_fit_whole_into_one_free_window() -> None:
    """Two free halves with a gap between them do not hold one booking."""
    free = (for_window(8, 9), for_window(9.5, 11))

    assert fits(for_window(9.5, 11), free)
    assert not fits(for_window(8.5, 10), free)


def test_cutting_leaves_only_what_lies_inside() -> None:
    """A window is cut at both ends, and gone when nothing of it is left."""
    assert for_window(8, 12).clip(for_window(9, 10).start, for_window(9, 10).end) == for_window(9, 10)
    assert for_window(8, 9).clip(for_window(9, 10).start, for_window(9, 10).end) is None


def test_windows_that_touch_do_not_overlap() -> None:
    """One booking may begin when another ends."""
    assert for_window(8, 9).overlaps(for_window(8.5, 10))
    assert not for_window(8, 9).overlaps(for_window(9, 10))
    assert not for_window(9, 10).overlaps(for_window(8, 9))


def test_the_nearest_fits_come_nearest_first_and_earlier_before_later() -> None:
    """Around a taken 10:00 the neighbours on the half-hour grid are offered."""
    free = (for_window(8, 10), for_window(11, 14))

    offered = find_nearest_fits(for_window(10, 11), free, step=STEP, count=3)

    assert offered == (for_window(9, 10), for_window(11, 12), for_window(8.5, 9.5))


def test_later_starts_alone_are_as_many_as_earlier_ones() -> None:
    """What is too short before them changes nothing."""
    later, earlier = (for_window(8, 8.5), for_window(11, 14)), (for_window(6, 9.5),)

    assert find_nearest_fits(for_window(10, 11), later, step=STEP, count=3) == (
        for_window(11, 12),
        for_window(11.5, 12.5),
        for_window(12, 13),
    )
    assert find_nearest_fits(for_window(10, 11), earlier, step=STEP, count=3) == (
        for_window(8.5, 9.5),
        for_window(8, 9),
        for_window(7.5, 8.5),
    )


def test_nearest_fits_keep_to_the_grid_of_the_wanted_start() -> None:
    """A free window from 8:10 is entered at 8:30 when 10:00 was requested."""
    free = (Window(DAY + timedelta(hours=8, minutes=10), DAY + timedelta(hours=9, minutes=40)),)

    assert find_nearest_fits(for_window(10, 11), free, step=STEP, count=3) == (for_window(8.5, 9.5),)


def test_nothing_is_offered_where_nothing_is_long_enough() -> None:
    """A free half hour holds no hour."""
    assert find_nearest_fits(for_window(10, 11), (for_window(8, 8.5),), step=STEP, count=3) == ()
