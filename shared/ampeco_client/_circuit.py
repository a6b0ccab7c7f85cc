"""A circuit breaker: leaves a failing or busy Ampeco in peace for a while, instead of adding to its trouble."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from .errors import AmpecoError, CircuitOpen, RateLimited, ServerError, TransportError

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 5.0
LONGEST_OPEN_SECONDS = 60.0


class Circuit:
    """Counts the calls that failed in a row, retries included; opens after some, or when a 429 says for how long.

    While it is open nothing is sent. After that calls pass again, and the first that fails opens it once more.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0

    def check(self, operation: str) -> None:
        """Return when a call may be sent; raise CircuitOpen when not."""
        remaining = self._open_until - self._clock()
        if remaining > 0:
            raise CircuitOpen(operation, retry_after=remaining)

    def succeeded(self) -> None:
        """Note that Ampeco answered, be it with a refusal."""
        self._failures = 0

    def failed(self, error: AmpecoError) -> None:
        """Note how a call ended, after its last try."""
        if isinstance(error, RateLimited):
            if error.retry_after:
                self._open(error.retry_after)
        elif isinstance(error, TransportError | ServerError):
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                self._open(OPEN_SECONDS)
        else:
            self.succeeded()

    def _open(self, seconds: float) -> None:
        self._open_until = self._clock() + min(seconds, LONGEST_OPEN_SECONDS)
        # One more failure is enough then: half open, as the pattern's books call it.
        self._failures = FAILURES_TO_OPEN - 1
