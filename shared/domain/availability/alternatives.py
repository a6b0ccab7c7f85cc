"""Alternatives to a taken slot."""

from collections.abc import Collection
from datetime import timedelta

from shared.domain.availability.availability import FreeWindows
from shared.domain.errors import Alternatives, PortWindow
from shared.domain.timeutil.intervals import Window, find_nearest_fits, fits

COUNT = 3
STEP = timedelta(minutes=30)


def find_alternatives(
    wanted: Window,
    free: FreeWindows,
    candidates: Collection[int],
    evse_id: int | None,
    *,
    others: Collection[int] = (),
) -> Alternatives:
    """Return the 3 nearest starts on the requested port, by time, and up to 3 of `others` free at the requested time.

    Without a requested port (`evse_id` None) the nearest starts are those on any of `candidates`.
    """
    ports = [evse_id] if evse_id is not None else sorted(candidates)
    nearest = {
        PortWindow(port, window)
        for port in ports
        for window in find_nearest_fits(wanted, free.get(port, ()), step=STEP, count=COUNT)
    }
    ranked = sorted(nearest, key=lambda one: (abs(one.window.start - wanted.start), one.window.start, one.evse_id))
    by_time = sorted(ranked[:COUNT], key=lambda one: (one.window.start, one.evse_id))
    at_the_time = [port for port in sorted(others) if fits(wanted, free.get(port, ()))]
    return Alternatives(tuple(by_time), tuple(PortWindow(port, wanted) for port in at_the_time[:COUNT]))
