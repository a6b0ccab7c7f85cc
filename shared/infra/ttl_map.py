"""Map whose entries expire (TTL)."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class TtlMap(Generic[K, V]):
    """Values by key that hold for some seconds; of more than `max_size`, the oldest go first."""

    def __init__(self, *, seconds: float, max_size: int, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._max_size = max_size
        self._clock = clock
        self._values: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return the value that was set under `key` within those seconds, None without one."""
        set_at, value = self._values.get(key, (None, None))
        return value if set_at is not None and self._clock() - set_at < self._seconds else None

    def __setitem__(self, key: K, value: V) -> None:
        self._values[key] = (self._clock(), value)
        self._values.move_to_end(key)
        if len(self._values) > self._max_size:
            self._values.popitem(last=False)
