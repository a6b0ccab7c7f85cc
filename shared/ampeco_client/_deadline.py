"""One deadline for all calls and retries made for one caller."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

_END: ContextVar[float] = ContextVar("ampeco_deadline", default=math.inf)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Limit every call made inside, in this task and those it starts, to `seconds` from now.

    An inner deadline can shorten the outer one, never extend it. A call without time left raises `Timeout` and sends
    nothing.
    """
    previous = _END.set(min(_END.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _END.reset(previous)


def time_left() -> float:
    """Return the seconds until the surrounding `deadline`: infinite without one, 0 or less once it passed."""
    return _END.get() - monotonic()


def deadline_end() -> float:
    """Return when the surrounding `deadline` passes, by the monotonic clock; infinite without one."""
    return _END.get()
