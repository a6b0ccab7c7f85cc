"""Retries: which failures are worth another attempt, after what wait, and how many a failing Ampeco gets."""

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
MAX_WAIT_SECONDS = 30.0  # Being asked to wait longer is for the caller to decide.

RETRIES_IN_RESERVE = 30

_BACKOFF = wait_random_exponential(multiplier=0.15, max=1.5)
"""Full jitter: up to 0.15 s, 0.3 s, 0.6 s, 1.2 s, 1.5 s."""

_SUCCESS = 2  # the first digit of the status


class RetryBudget:
    """Token bucket for retries: each takes a token, and each success gives one back.

    While half of all attempts succeed, retries go on for ever; when none does they end after `size`, so that a failing
    Ampeco gets less load, not more.
    """

    def __init__(self, size: int = RETRIES_IN_RESERVE) -> None:
        self._size = size
        self._tokens = size

    def take(self) -> bool:
        """Take a token, if there is one left; tell whether there was."""
        if self._tokens == 0:
            return False
        self._tokens -= 1
        return True

    def refund(self) -> None:
        """Give a token back, for a call that Ampeco answered."""
        self._tokens = min(self._size, self._tokens + 1)


async def call_with_retries(
    attempt: Callable[[], Awaitable[T]],
    *,
    safe: bool,
    sleep: Sleep,
    budget: RetryBudget,
    may_go_on: Callable[[], bool] = lambda: True,
) -> T:
    """Return what an attempt returns, trying again where that is safe and there is time; else its last error.

    `safe` says that doing it twice changes nothing; `may_go_on` is asked before each retry.
    """

    def stop(state: RetryCallState) -> bool:
        """Stop after the last attempt, without a token, or when the wait would outlast deadline or patience."""
        no_time = state.upcoming_sleep >= min(time_left(), MAX_WAIT_SECONDS)
        return no_time or state.attempt_number >= MAX_ATTEMPTS or not may_go_on() or not budget.take()

    again = AsyncRetrying(
        retry=retry_if_exception(lambda error: may_retry(error, safe=safe)),
        wait=_wait,
        stop=stop,
        sleep=sleep,
        reraise=True,
    )
    return await again(attempt)


def may_retry(error: BaseException, *, safe: bool) -> bool:
    """Tell whether trying again is safe and may help.

    Always where it was certainly not carried out (429, never sent); after a lost reply, a 5xx or a success that cannot
    be read when safe.
    """
    match error:
        case RateLimited():
            return True
        case TransportError(sent=sent):
            return safe or not sent
        case ServerError():
            return safe
        case UnreadableRecord():
            return False  # It is the record that is wrong, and it will be the next time.
        case UnexpectedResponse(status=status):
            return safe and (status is None or status // 100 == _SUCCESS)
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
