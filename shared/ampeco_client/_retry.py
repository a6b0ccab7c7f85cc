"""Which failures are worth another try, and when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    wait_exponential,
    wait_random,
)

from ._deadline import time_left
from .errors import ApiError, RateLimited, ServerError, TransportError

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 30.0  # Being asked to wait longer is for the caller to decide.

_BACKOFF = wait_exponential(multiplier=0.25, max=4) + wait_random(0, 0.25)


async def retrying(attempt: Callable[[], Awaitable[T]], *, safe: bool, sleep: Sleep) -> T:
    """Return what an attempt returns, trying again where that is safe and there is time; else its last error.

    `safe` says that doing it twice changes nothing.
    """
    again = AsyncRetrying(
        retry=retry_if_exception(lambda error: may_retry(error, safe=safe)),
        wait=_wait,
        stop=_stop,
        sleep=sleep,
        reraise=True,
    )
    return await again(attempt)


def may_retry(error: BaseException, *, safe: bool) -> bool:
    """Tell whether trying again is safe and may help.

    Always where it was certainly not carried out (429, never sent); after a lost reply or a 5xx when safe.
    """
    match error:
        case RateLimited():
            return True
        case TransportError(sent=sent):
            return safe or not sent
        case ServerError():
            return safe
        case _:
            return False


def wait_seconds(error: BaseException | None, attempt: int) -> float | None:
    """Return the seconds to wait after the failed attempt (the first is 1) that the error itself calls for.

    None when it does not say. A connection that died while idle needs no wait: the next attempt opens a new one.
    """
    match error:
        case ApiError(retry_after=seconds) if seconds is not None:
            return seconds
        case RateLimited(rate_limit=limit) if limit is not None:
            return limit.reset_seconds
        case TransportError(connection_lost=True) if attempt == 1:
            return 0.0
        case _:
            return None


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    seconds = wait_seconds(error, state.attempt_number)
    return _BACKOFF(state) if seconds is None else seconds


def _stop(state: RetryCallState) -> bool:
    """Stop after the last attempt, or when the wait would outlast the deadline or anybody's patience."""
    no_time = state.upcoming_sleep >= min(time_left(), LONGEST_WAIT_SECONDS)
    return no_time or state.attempt_number >= ATTEMPTS
