"""Filters: how their values are parsed, and which items match."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from .request_bodies import parse_moment

__all__ = ["Filter", "after", "before", "boolean", "contains", "equals", "number", "one_of", "since", "until"]

_T = TypeVar("_T")
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Filter(Generic[_T]):
    """Parser and predicate of a filter. `parse` raises ValueError."""

    parse: Callable[[str], Any]
    passes: Callable[[_T, Any], bool]


def number(text: str) -> int:
    """Parse an integer written in digits."""
    if not text.isascii() or not text.isdigit():
        raise ValueError("must be an integer")
    return int(text)


def boolean(text: str) -> bool:
    """Parse true or false (or 1 or 0)."""
    if text not in _TRUTHS:
        raise ValueError("must be true or false")
    return _TRUTHS[text]


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a parser that accepts only these words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return text

    return parse


def equals(get: Callable[[_T], object], parse: Callable[[str], object] = str) -> Filter[_T]:
    """Match items with this value."""
    return Filter(parse, lambda item, value: get(item) == value)


def contains(get: Callable[[_T], Iterable[object]], parse: Callable[[str], object] = str) -> Filter[_T]:
    """Match items with this value among theirs."""
    return Filter(parse, lambda item, value: value in get(item))


def after(get: Callable[[_T], datetime]) -> Filter[_T]:
    """Match items later than the instant, exclusive: "after this date"."""
    return Filter(parse_moment, lambda item, value: get(item) > value)


def before(get: Callable[[_T], datetime]) -> Filter[_T]:
    """Match items earlier than the instant, exclusive: "before this date"."""
    return Filter(parse_moment, lambda item, value: get(item) < value)


def since(get: Callable[[_T], datetime]) -> Filter[_T]:
    """Match items at the instant or later: "on and after this datetime"."""
    return Filter(parse_moment, lambda item, value: get(item) >= value)


def until(get: Callable[[_T], datetime]) -> Filter[_T]:
    """Match items at the instant or earlier: "on and before this datetime"."""
    return Filter(parse_moment, lambda item, value: get(item) <= value)
