"""Intervals between instants: merge, clip, and test whether one fits into others."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

MINUTE = timedelta(minutes=1)
FILTER_MARGIN = timedelta(seconds=1)
"""Ampeco does not say whether "after" and "before" include the instant itself: filters are wider by this."""


class _Ends(NamedTuple):
    start: datetime
    end: datetime


class Window(_Ends):
    """A half-open interval `[start, end)` between two aware instants, in UTC."""

    __slots__ = ()

    def __new__(cls, start: datetime, end: datetime) -> Self:
        """Return the window between two instants, in any time zones."""
        # Python compares and subtracts two times of one zone by wall time, which is wrong across clock changes.
        # Hundreds are created per response; the usual constructor of a named tuple takes twice as long.
        return tuple.__new__(cls, (start.astimezone(UTC), end.astimezone(UTC)))

    @property
    def duration(self) -> timedelta:
        """Duration in real time, across clock changes."""
        return self.end - self.start

    def contains(self, other: "Window") -> bool:
        """Return whether `other` is completely inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Window") -> bool:
        """Return whether both overlap; adjacent windows do not."""
        return self.start < other.end and other.start < self.end

    def clip(self, earliest: datetime, latest: datetime) -> "Window | None":
        """Return the part between `earliest` and `latest`, None if it is empty."""
        if earliest <= self.start and self.end <= latest:
            return self
        start, end = max(self.start, earliest), min(self.end, latest)
        return Window(start, end) if start < end else None


def next_whole_minute(instant: datetime) -> datetime:
    """Return the instant, rounded up to a whole minute."""
    rounded_down = instant.replace(second=0, microsecond=0)
    return rounded_down if rounded_down == instant else rounded_down + MINUTE


def merge_windows(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Merge windows that touch or overlap; earliest first.

    Ampeco may split a free window into adjacent ones, and a booking may cross their boundary.
    """
    result: list[Window] = []
    for window in sorted(windows):
        if not result or result[-1].end < window.start:
            result.append(window)
        elif result[-1].end < window.end:
            result[-1] = Window(result[-1].start, window.end)
    return tuple(result)


def fits(wanted: Window, free: Iterable[Window]) -> bool:
    """Return whether `wanted` is completely inside one of the merged windows `free`."""
    return any(window.contains(wanted) for window in free)


def find_nearest_fits(wanted: Window, free: Iterable[Window], *, step: timedelta, count: int) -> tuple[Window, ...]:
    """Return up to `count` windows as long as `wanted`, on the grid of `step` around its start, nearest first.

    In each free window, the closest possible start and those next to it are used; of two equally close ones the
    earlier.
    """
    candidates: set[Window] = set()
    for window in free:
        latest_start = window.end - wanted.duration
        if latest_start < window.start:
            continue
        first = _steps_up_to(window.start, wanted.start, step)
        last = _steps_down_to(latest_start, wanted.start, step)
        closest = min(max(0, first), last)
        for steps in range(closest - count, closest + count + 1):
            if first <= steps <= last:
                start = wanted.start + steps * step
                candidates.add(Window(start, start + wanted.duration))
    ranked = sorted(candidates, key=lambda window: (abs(window.start - wanted.start), window.start))
    return tuple(ranked[:count])


def _steps_up_to(instant: datetime, origin: datetime, step: timedelta) -> int:
    return -((origin - instant) // step)


def _steps_down_to(instant: datetime, origin: datetime, step: timedelta) -> int:
    return (instant - origin) // step
