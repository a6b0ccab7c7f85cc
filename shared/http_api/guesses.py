"""Guesses: how many unknown emails one visitor may try, before the answer that tells them from known ones is withheld.

That answer cannot be spared, for it is the way into the driver app. Each warm function counts for itself, and only
visitors whom the signed CDN names: it slows down who goes through a list of addresses, and the throttles before the
functions bound how many of these there can be at once.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, IPv6Network, ip_address

from shared.domain.errors import DriverNotFound
from shared.domain.kept import Remembered
from shared.http_api.problems import Problem, ProblemError

GUESSES = 10
WITHIN_SECONDS = 600.0

_HOUSEHOLD_BITS = 64
"""Of an IPv6 address: the rest of it is the visitor's own to change."""


class Guesses:
    """Counts each visitor's guesses of the last ten minutes; of a thousand visitors, the latest."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guesses: Remembered[str, deque[float]] = Remembered(at_most=1000)

    @contextmanager
    def counted(self, address: str | None) -> Iterator[None]:
        """Count a DriverNotFound of the block against the visitor at `address`; None is nobody to count against.

        Raises ProblemError (429), before the block, for a visitor who guessed too often.
        """
        if address is None:
            yield
            return
        visitor = _visitor(address)
        self._check(visitor)
        try:
            yield
        except DriverNotFound:
            guesses = self._of(visitor)
            guesses.append(self._clock())
            self._guesses[visitor] = guesses
            raise

    def _check(self, visitor: str) -> None:
        guesses, now = self._of(visitor), self._clock()
        while guesses and now - guesses[0] >= WITHIN_SECONDS:
            guesses.popleft()
        if len(guesses) >= GUESSES:
            wait = math.ceil(guesses[0] + WITHIN_SECONDS - now)
            raise ProblemError(
                Problem(
                    429,
                    "too-many-attempts",
                    "Too many emails without an account",
                    "Nothing was booked. Please wait a while, or book in the driver app.",
                    headers={"Retry-After": str(wait)},
                )
            )

    def _of(self, visitor: str) -> deque[float]:
        guesses = self._guesses.get(visitor)
        return deque(maxlen=GUESSES) if guesses is None else guesses


def _visitor(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((known, _HOUSEHOLD_BITS), strict=False)) if isinstance(known, IPv6Address) else address
