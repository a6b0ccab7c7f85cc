"""Rate limits per visitor: bookings, and unknown emails (enumeration).

That answer cannot be spared, for it is the way into the driver app. Each warm function counts for itself, and only
visitors whom the signed CDN names: it slows down who goes through a list of addresses, and the throttles before the
functions bound how many of these there can be at once.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, IPv6Network, ip_address

from shared.domain.errors import DriverNotFound
from shared.http_api.errors.problems import ProblemError, problem

MAX_BOOKINGS = 40
"""Of one visitor, whatever becomes of them: also a hit tells something."""
MAX_FAILURES = 10
"""Of those, with an email that has no account."""
WINDOW_SECONDS = 600.0

NETWORKS = {64: 1, 56: 2, 48: 5}
"""What one customer may be given of IPv6, by the length of its prefix, and how many visitors it counts as.

Every address of the smallest is one visitor, for the rest of it is theirs to change. The larger ones may also be many
households, so they may do more; what is larger still is a provider's, and counts for nothing.
"""

MAX_NETWORKS = 12_000
"""So many are remembered: more than the API's throttle lets order within the ten minutes, at three for a visitor."""


class Budget:
    """How often each visitor may do one thing within ten minutes.

    Where there are more visitors than can be remembered, those who did it least are forgotten first: to be forgotten,
    a visitor would need all the others to have done it as often.
    """

    def __init__(self, max_size: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_size = max_size
        self._clock = clock
        # Those who spent longest ago come first.
        self._spent: OrderedDict[str, list[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._spent)

    def wait(self, address: str) -> float:
        """Return in how many seconds the visitor at `address` may do it again: 0 for now."""
        return max(self._wait(network, self._max_size * share) for network, share in _networks(address))

    def spend(self, address: str) -> None:
        """Count that the visitor at `address` did it."""
        for network, share in _networks(address):
            times = self._spent.pop(network, [])
            times.append(self._clock())
            del times[: -self._max_size * share]
            self._make_room()
            self._spent[network] = times

    def _wait(self, network: str, max_size: int) -> float:
        times = self._spent.get(network, ())
        return max(0.0, times[-max_size] + WINDOW_SECONDS - self._clock()) if len(times) >= max_size else 0.0

    def _make_room(self) -> None:
        while self._spent and self._clock() - next(iter(self._spent.values()))[-1] >= WINDOW_SECONDS:
            self._spent.popitem(last=False)
        if len(self._spent) >= MAX_NETWORKS:
            del self._spent[min(self._spent, key=lambda network: len(self._spent[network]))]


class EnumerationLimiter:
    """Counts each visitor's orders, and those with an unknown email apart."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._orders = Budget(MAX_BOOKINGS, clock=clock)
        self._unknown_emails = Budget(MAX_FAILURES, clock=clock)

    @contextmanager
    def track_failures(self, address: str | None) -> Iterator[None]:
        """Count the block as an order of the visitor at `address`, and its DriverNotFound as an unknown email.

        Every order goes through here exactly once, before anything is asked of Ampeco for it, and whatever becomes of
        it: also one that is refused because of what it replaces. None is nobody to count against.
        Raises ProblemError (429), before the block, for a visitor who did either too often.
        """
        if address is None:
            yield
            return
        _check(self._unknown_emails.wait(address), "Too many emails without an account.")
        _check(self._orders.wait(address), "Too many bookings.")
        self._orders.spend(address)
        try:
            yield
        except DriverNotFound:
            self._unknown_emails.spend(address)
            raise


def _check(wait: float, reason: str) -> None:
    if wait:
        # Not a word of what was booked: an earlier attempt of the same order may have been.
        detail = f"{reason} Wait a while before you try again, or book in the driver app."
        headers = {"Retry-After": str(math.ceil(wait))}
        raise ProblemError(problem("too-many-attempts", detail, headers=headers))


def _networks(address: str) -> list[tuple[str, int]]:
    """Return what `address` counts as, from the visitor to the largest network that may be one customer's."""
    try:
        known = ip_address(address)
    except ValueError:
        # The CDN names addresses alone: whatever else stands there is one visitor, however it is written.
        return [("", 1)]
    if isinstance(known, IPv6Address):
        # The same person's IPv4 address, written otherwise.
        known = known.ipv4_mapped or known.sixtofour or known
    if not isinstance(known, IPv6Address):
        return [(str(known), 1)]
    return [(str(IPv6Network((int(known), bits), strict=False)), share) for bits, share in NETWORKS.items()]
