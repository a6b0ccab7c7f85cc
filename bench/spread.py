"""A measured time as it is told: the median of many, and between what the middle half of them lies."""

import time
from collections.abc import Callable, Iterable
from statistics import quantiles
from typing import TypedDict, TypeVar

T = TypeVar("T")


class Spread(TypedDict):
    """Of `n` measurements the median, and the quartiles below and above it."""

    median: float
    low: float
    high: float
    n: int


def spread(values: Iterable[float], digits: int = 1) -> Spread:
    """Return the spread of at least two values, rounded."""
    each = list(values)
    low, median, high = (round(one, digits) for one in quantiles(each, n=4, method="inclusive"))
    return Spread(median=median, low=low, high=high, n=len(each))


def timed(act: Callable[[], T]) -> tuple[float, T]:
    """Return the milliseconds that `act` took, and what it returned."""
    began = time.perf_counter()
    result = act()
    return (time.perf_counter() - began) * 1000, result
