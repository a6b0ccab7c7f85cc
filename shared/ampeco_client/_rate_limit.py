"""What Ampeco's headers say about waiting. Odd values are read as "not said", never as an error."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

# A reset above this is a point in time (seconds since 1970), one below it a span: the document only names
# the headers, and both spellings are common.
_EPOCH_THRESHOLD = 1_000_000_000


class RateLimit(NamedTuple):
    """What `X-RateLimit-*` said: calls allowed, calls left, seconds until the count starts anew."""

    limit: int | None
    remaining: int | None
    reset_seconds: float | None

    @classmethod
    def from_headers(cls, headers: Mapping[str, str], *, now: float | None = None) -> RateLimit | None:
        """Return what the headers say, or None when they say nothing.

        `headers` has lower-case names; `now` is seconds since 1970, the system's clock when left out.
        """
        reset = _number(headers.get("x-ratelimit-reset"))
        if reset is not None and reset >= _EPOCH_THRESHOLD:
            reset = max(0.0, reset - _clock(now))
        limit = cls(
            limit=_whole(headers.get("x-ratelimit-limit")),
            remaining=_whole(headers.get("x-ratelimit-remaining")),
            reset_seconds=reset,
        )
        return None if limit == cls(None, None, None) else limit


def retry_after(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """Return the seconds that `Retry-After` asks to wait (RFC 9110, 10.2.3: a span or a date), if it does."""
    said = headers.get("retry-after")
    seconds = _number(said)
    if said is None or seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(said).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, moment - _clock(now))


def _clock(now: float | None) -> float:
    return time.time() if now is None else now


def _number(text: str | None) -> float | None:
    """Read a finite number that is not negative."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _whole(text: str | None) -> int | None:
    number = _number(text)
    return None if number is None else int(number)
