"""What a filter is: how its text is read, and which items pass."""

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
    """How one filter is read, and which items pass it. `parse` raises ValueError."""

    parse: Callable[[str], Any]
    passes: Callable[[_T, Any], bool]


def number(text: str) -> int:
    """Return a whole number written in digits."""
    if not text.isascii() or not text.isdigit():
        raise ValueError("must be an integer")
    return int(text)


def boolean(text: str) -> bool:
    """Return true or false (or 1 or 0)."""
    if text not in _TRUTHS:
        raise ValueError("must be true or false")
    return _TRUTHS[text]


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a reader that knows only these words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return text

    return parse


def equals(get: Callable[[_T], object], parse: Callable[[str], object] = str) -> Filter[_T]:
    """Pass items whose value is the one given."""
    return Filter(parse, lambda item, value: get(item) == value)


def contains(get: Callable[[_T], Iterable[object]], parse: Callable[[str], object] = str) -> Filter[_T]:
    """Pass items that have the value given among theirs."""
    return Filter(parse, lambda item, value: value in get(item))


def after(get: Callable[[_T], datetime]) -> Filter[_T]:
    """Pass items later than the moment, not those at it: "after this date"."""
    return Filter(parse_moment, lambda item, value: get(item) > value)


def before(get: Callable[[_T], datetime]) -> Filter[_T]:
    """Pass items earlier than the moment, not those at it: "before this date"."""
    return Filter(parse_moment, lambda item, value: get(item) < value)


def since(get: Callable[[_T], datetime]) -> Filter[_T]:
    """Pass items at the moment or later: "on and after this datetime"."""
    return Filter(parse_moment, lambda item, value: get(item) >= value)


def until(get: Callable[[_T], datetime]) -> Filter[_T]:
    """Pass items at the moment or earlier: "on and before this datetime"."""
    return Filter(parse_moment, lambda item, value: get(item) <= value)
