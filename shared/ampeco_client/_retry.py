"""Retries: which failures are retried, after which delay, and the retry budget while Ampeco fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    wait_random_exponential,
)

from ._deadline import time_left
from .errors import ApiError, RateLimited, ServerError, TransportError, UnexpectedResponse, UnreadableRecord

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

MAX_ATTEMPTS = 6
MAX_WAIT_SECONDS = 30.0  # Longer waits are left to the caller.

RETRIES_IN_RESERVE = 30

_BACKOFF = wait_random_exponential(multiplier=0.15, max=1.5)
"""Full jitter: up to 0.15 s, 0.3 s, 0.6 s, 1.2 s, 1.5 s."""

_SUCCESS = 2  # the first digit of the status


class RetryBudget:
    """Token bucket for retries: each retry takes a token, and each success returns one.

    While half of all attempts succeed, retries continue indefinitely; if none succeeds they end after `size`, so that a
    failing Ampeco gets less load.
    """

    def __init__(self, size: int = RETRIES_IN_RESERVE) -> None:
        self._size = size
        self._tokens = size

    def take(self) -> bool:
        """Take a token; return False if none is left."""
        if self._tokens == 0:
            return False
        self._tokens -= 1
        return True

    def refund(self) -> None:
        """Return a token, after a call that succeeded."""
        self._tokens = min(self._size, self._tokens + 1)


async def call_with_retries(
    attempt: Callable[[], Awaitable[T]],
    *,
    safe: bool,
    sleep: Sleep,
    budget: RetryBudget,
    is_permitted: Callable[[], bool] = lambda: True,
) -> T:
    """Return the result of an attempt, retrying if that is safe and time is left; else raise its last error.

    `safe`: repeating has no further effect; `is_permitted` is called before each retry.
    """

    def stop(state: RetryCallState) -> bool:
        """Stop after the last attempt, without a token, or if the delay exceeds the deadline or the maximum wait."""
        no_time = state.upcoming_sleep >= min(time_left(), MAX_WAIT_SECONDS)
        return no_time or state.attempt_number >= MAX_ATTEMPTS or not is_permitted() or not budget.take()

    again = AsyncRetrying(
        retry=retry_if_exception(lambda error: may_retry(error, safe=safe)),
        wait=_wait,
        stop=stop,
        sleep=sleep,
        reraise=True,
    )
    return await again(attempt)


def may_retry(error: BaseException, *, safe: bool) -> bool:
    """Return whether a retry is safe and may help.

    Always if the call was certainly not executed (429, never sent); after a lost response, a 5xx or an unreadable
    success if it is safe.
    """
    match error:
        case RateLimited():
            return True
        case TransportError(sent=sent):
            return safe or not sent
        case ServerError():
            return safe
        case UnreadableRecord():
            return False  # The record is invalid, and will be on a retry.
        case UnexpectedResponse(status=status):
            return safe and (status is None or status // 100 == _SUCCESS)
        case _:
            return False


def wait_seconds(error: BaseException | None, attempt: int) -> float | None:
    """Return the delay in seconds that the error of the attempt requires (the first attempt is 1).

    None if it requires none in particular. A connection lost while idle needs no delay: the retry opens a new one.
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
