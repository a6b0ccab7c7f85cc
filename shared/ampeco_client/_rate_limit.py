"""Rate limit headers of Ampeco. Invalid values are ignored, never an error."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

# A reset above this is a timestamp (seconds since 1970), one below it a duration: Ampeco documents only the names of
# the headers, and both forms are common.
_EPOCH_THRESHOLD = 1_000_000_000


class RateLimit(NamedTuple):
    """Values of `X-RateLimit-*`: allowed calls, remaining calls, seconds until the reset."""

    limit: int | None
    remaining: int | None
    reset_seconds: float | None

    @classmethod
    def from_headers(cls, headers: Mapping[str, str], *, now: float | None = None) -> RateLimit | None:
        """Return the rate limit in the headers, None without one.

        `headers` has lower-case names; `now` is seconds since 1970, by default the system clock.
        """
        reset = _number(headers.get("x-ratelimit-reset"))
        if reset is not None and reset >= _EPOCH_THRESHOLD:
            reset = max(0.0, reset - _clock(now))
        limit = cls(
            limit=_whole_number(headers.get("x-ratelimit-limit")),
            remaining=_whole_number(headers.get("x-ratelimit-remaining")),
            reset_seconds=reset,
        )
        return None if limit == cls(None, None, None) else limit


def retry_after(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """Return the seconds of `Retry-After` (RFC 9110, 10.2.3: a duration or a date), None without it."""
    value = headers.get("retry-after")
    seconds = _number(value)
    if value is None or seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, moment - _clock(now))


def _clock(now: float | None) -> float:
    return time.time() if now is None else now


def _number(text: str | None) -> float | None:
    """Parse a finite number that is not negative."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _whole_number(text: str | None) -> int | None:
    number = _number(text)
    return None if number is None else int(number)
