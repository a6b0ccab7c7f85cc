"""Reserve a part of Ampeco's rate limit, which all users of the token share, for more important calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from ._rate_limit import RateLimit
from .errors import RateLimited

_SHARE: ContextVar[float] = ContextVar("ampeco_reserve", default=0.0)

_HOLDS_SECONDS = 5.0
"""How long the last known rate limit is valid if Ampeco does not report the time of the reset."""

_TOO_MANY = 429


@contextmanager
def reserve(share: float) -> Iterator[None]:
    """Let calls made inside, in this task and those it starts, leave this share of Ampeco's rate limit unused.

    Below it they raise `RateLimited` and send nothing, until the limit resets or some seconds have passed.
    """
    previous = _SHARE.set(share)
    try:
        yield
    finally:
        _SHARE.reset(previous)


def reserved_share() -> float:
    """Return the share of the rate limit that the surrounding `reserve` leaves unused; 0 without one."""
    return _SHARE.get()


class Allowance:
    """The last rate limit that Ampeco reported."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._rate_limit: RateLimit | None = None
        self._until = 0.0

    def record(self, headers: Mapping[str, str]) -> None:
        """Record the rate limit of a response."""
        reported = RateLimit.from_headers(headers)
        if reported is not None:
            self._rate_limit = reported
            self._until = self._clock() + min(reported.reset_seconds or _HOLDS_SECONDS, _HOLDS_SECONDS)

    def check(self, operation: str) -> None:
        """Check that a call leaves the reserve untouched; raises RateLimited otherwise."""
        remaining_seconds = self._until - self._clock()
        match self._rate_limit:
            case RateLimit(limit=int(limit), remaining=int(remaining)) if remaining_seconds > 0:
                if remaining <= limit * reserved_share() and reserved_share() > 0:
                    raise RateLimited(
                        operation, _TOO_MANY, "", retry_after=remaining_seconds, rate_limit=self._rate_limit
                    )
