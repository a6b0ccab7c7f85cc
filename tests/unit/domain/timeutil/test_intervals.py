"""Windows of time."""

from datetime import UTC, datetime, timedelta, timezone

from shared.domain.timeutil.intervals import Window, find_nearest_fits, fits, merge_windows

DAY = datetime(2026, 3, 2, tzinfo=UTC)
STEP = timedelta(minutes=30)


def for_window(start: float, end: float) -> Window:
    """Return a window between two hours of the day."""
    return Window(DAY + timedelta(hours=start), DAY + timedelta(hours=end))


def test_a_window_is_converted_to_utc() -> None:
    """From any zone, in any machine time zone."""
    east = timezone(timedelta(hours=2))
    window = Window(datetime(2026, 3, 2, 10, tzinfo=east), datetime(2026, 3, 2, 11, tzinfo=east))

    assert window == for_window(8, 9)
    assert window.start.tzinfo is window.end.tzinfo is UTC


def test_adjacent_windows_are_merged() -> None:
    """Ampeco may split a free period at midnight; a booking across it must still fit."""
    assert merge_windows([for_window(9, 10), for_window(8, 9)]) == (for_window(8, 10),)


def test_overlapping_and_nested_windows_are_merged() -> None:
    """The later end counts, in any order."""
    assert merge_windows([for_window(8, 12), for_window(9, 10), for_window(11, 13)]) == (for_window(8, 13),)


def test_a_gap_between_windows_is_preserved() -> None:
    assert merge_windows([for_window(8, 9), for_window(9.5, 10)]) == (for_window(8, 9), for_window(9.5, 10))


def test_a_window_must_fit_into_one_free_window() -> None:
    """Two free periods with a gap between them are not enough."""
    free = (for_window(8, 9), for_window(9.5, 11))

    assert fits(for_window(9.5, 11), free)
    assert not fits(for_window(8.5, 10), free)


def test_clipping_leaves_only_the_part_inside() -> None:
    """A window is clipped at both ends, and dropped if nothing is left."""
    assert for_window(8, 12).clip(for_window(9, 10).start, for_window(9, 10).end) == for_window(9, 10)
    assert for_window(8, 9).clip(for_window(9, 10).start, for_window(9, 10).end) is None


def test_windows_that_touch_do_not_overlap() -> None:
    """One booking may start when another ends."""
    assert for_window(8, 9).overlaps(for_window(8.5, 10))
    assert not for_window(8, 9).overlaps(for_window(9, 10))
    assert not for_window(9, 10).overlaps(for_window(8, 9))


def test_nearest_fits_are_sorted_by_distance_and_earlier_first() -> None:
    """Around a taken 10:00, the neighbors on the half-hour grid."""
    free = (for_window(8, 10), for_window(11, 14))

    offered = find_nearest_fits(for_window(10, 11), free, step=STEP, count=3)

    assert offered == (for_window(9, 10), for_window(11, 12), for_window(8.5, 9.5))


def test_as_many_later_starts_are_found_as_earlier_ones() -> None:
    """Earlier windows that are too short change nothing."""
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


def test_nearest_fits_use_the_grid_of_the_wanted_start() -> None:
    """In a free window from 8:10, the first start is 8:30 if 10:00 was requested."""
    free = (Window(DAY + timedelta(hours=8, minutes=10), DAY + timedelta(hours=9, minutes=40)),)

    assert find_nearest_fits(for_window(10, 11), free, step=STEP, count=3) == (for_window(8.5, 9.5),)


def test_windows_that_are_too_short_are_not_offered() -> None:
    """A free half hour does not fit an hour."""
    assert find_nearest_fits(for_window(10, 11), (for_window(8, 8.5),), step=STEP, count=3) == ()
