"""Rate limits per visitor: booking requests, unknown emails (enumeration), and requests for links.

Unknown emails get their own response because it refers to the driver app. Each warm function counts on its own, and
only visitors whom the signed CDN identifies. The limit slows down enumeration; the API's throttles bound the number of
visitors.
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
"""Booking requests per visitor, whatever their result: successes reveal something as well."""
MAX_FAILURES = 10
"""Of those, with an unknown email."""
WINDOW_SECONDS = 600.0

MAX_LINK_REQUESTS = 20
"""Requests for links per visitor and hour."""
LINKS_WINDOW_SECONDS = 3600.0

NETWORKS = {64: 1, 56: 2, 48: 5}
"""IPv6 prefix lengths that one customer may have, and how many visitors each counts as.

All addresses of a /64 are one visitor, who can change the rest of the address. Larger networks may also be many
households and get a higher limit; anything above belongs to providers and is not counted.
"""

MAX_NETWORKS = 12_000
"""Maximum number of counted networks: more than the API's throttle admits in ten minutes, at three per visitor."""


class Budget:
    """Limit of one action per visitor within a window, ten minutes by default.

    When the table is full, the visitor with the lowest count is evicted; to evict a visitor, all others would need the
    same count.
    """

    def __init__(
        self, max_size: int, *, seconds: float = WINDOW_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._max_size = max_size
        self._seconds = seconds
        self._clock = clock
        # Ordered by last use, oldest first.
        self._spent: OrderedDict[str, list[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._spent)

    def wait(self, address: str) -> float:
        """Return the seconds until the visitor at `address` may act again: 0 for now."""
        return max(self._wait(network, self._max_size * share) for network, share in networks(address))

    def spend(self, address: str) -> None:
        """Count one action of the visitor at `address`."""
        for network, share in networks(address):
            times = self._spent.pop(network, [])
            times.append(self._clock())
            del times[: -self._max_size * share]
            self._evict()
            self._spent[network] = times

    def _wait(self, network: str, max_size: int) -> float:
        times = self._spent.get(network, ())
        return max(0.0, times[-max_size] + self._seconds - self._clock()) if len(times) >= max_size else 0.0

    def _evict(self) -> None:
        while self._spent and self._clock() - next(iter(self._spent.values()))[-1] >= self._seconds:
            self._spent.popitem(last=False)
        if len(self._spent) >= MAX_NETWORKS:
            del self._spent[min(self._spent, key=lambda network: len(self._spent[network]))]


class EnumerationLimiter:
    """Counts booking requests per visitor, and those with an unknown email separately."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._orders = Budget(MAX_BOOKINGS, clock=clock)
        self._unknown_emails = Budget(MAX_FAILURES, clock=clock)

    @contextmanager
    def track_failures(self, address: str | None) -> Iterator[None]:
        """Count the block as a booking request of the visitor at `address`, and its DriverNotFound as an unknown email.

        Every booking request passes here exactly once, before any call to Ampeco, whatever its result. An address of
        None is not counted.
        Raises ProblemError (429), before the block, for a visitor who exceeded either limit.
        """
        if address is None:
            yield
            return
        # The message must not reveal whether an earlier attempt was booked.
        instead = "Wait a while before you try again, or book in the driver app."
        _check(self._unknown_emails.wait(address), f"Too many emails without an account. {instead}")
        _check(self._orders.wait(address), f"Too many bookings. {instead}")
        self._orders.spend(address)
        try:
            yield
        except DriverNotFound:
            self._unknown_emails.spend(address)
            raise


class LinksLimiter:
    """Counts requests for links per visitor."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._requests = Budget(MAX_LINK_REQUESTS, seconds=LINKS_WINDOW_SECONDS, clock=clock)

    def spend(self, address: str | None) -> None:
        """Count a request of the visitor at `address`; None is not counted.

        Raises ProblemError (429) for a visitor who exceeded the limit.
        """
        if address is None:
            return
        _check(self._requests.wait(address), "Too many requests for links. Wait a while before you try again.")
        self._requests.spend(address)


def _check(wait: float, detail: str) -> None:
    if wait:
        headers = {"Retry-After": str(math.ceil(wait))}
        raise ProblemError(problem("too-many-attempts", detail, headers=headers))


def networks(address: str) -> list[tuple[str, int]]:
    """Return the networks that `address` is counted for, from the visitor's to the largest of one customer."""
    try:
        known = ip_address(address)
    except ValueError:
        # The CDN sends only addresses: anything else counts as one visitor.
        return [("", 1)]
    if isinstance(known, IPv6Address):
        # An IPv4 address in IPv6 notation.
        known = known.ipv4_mapped or known.sixtofour or known
    if not isinstance(known, IPv6Address):
        return [(str(known), 1)]
    return [(str(IPv6Network((int(known), bits), strict=False)), share) for bits, share in NETWORKS.items()]
