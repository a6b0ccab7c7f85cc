"""Strict parsing of queries: undocumented parameters are refused."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from multidict import MultiMapping

from .error_responses import invalid
from .filters import Filter, boolean

__all__ = ["Query", "read_query"]

_T = TypeVar("_T")
_FILTER = re.compile(r"filter\[([\w.]+)\](?:\[\d*\])?")
_INCLUDE = re.compile(r"include\[\d*\]")
_MAX_PER_PAGE = 100


@dataclass(frozen=True)
class Query(Generic[_T]):
    """The parsed query of a list or a read.

    `cursor` is None if it was not sent, and empty for the first page by cursor. An enabled switch (such as
    withAmountDue) counts as an include.
    """

    tests: tuple[Callable[[_T], bool], ...] = ()
    includes: frozenset[str] = frozenset()
    per_page: int = _MAX_PER_PAGE
    cursor: str | None = None
    page: int = 1

    def passes(self, item: _T) -> bool:
        """Return whether the item matches every filter."""
        return all(test(item) for test in self.tests)


def read_query(
    sent: MultiMapping[str],
    *,
    filters: Mapping[str, Filter[_T]],
    includes: Iterable[str],
    others: Iterable[str] = (),
    switches: Iterable[str] = (),
) -> Query[_T]:
    """Return the query. Refusal 422 for a filter, include or parameter that is unknown or malformed."""
    reader = _Reader(filters, frozenset(includes), frozenset(others), frozenset(switches))
    for name, text in sent.items():
        reader.take(name, text)
    if reader.errors:
        raise invalid(reader.errors)
    return Query(
        tuple(reader.tests),
        frozenset(reader.included),
        per_page=reader.numbers.get("per_page", _MAX_PER_PAGE),
        page=reader.numbers.get("page", 1),
        cursor=reader.cursor,
    )


class _Reader(Generic[_T]):
    """Collects the parsed values and the errors of a query."""

    def __init__(
        self,
        filters: Mapping[str, Filter[_T]],
        includes: frozenset[str],
        others: frozenset[str],
        switches: frozenset[str],
    ) -> None:
        self.errors: dict[str, list[str]] = {}
        self.tests: list[Callable[[_T], bool]] = []
        self.included: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.cursor: str | None = None
        self._filters, self._includes = filters, includes
        self._others, self._switches = others, switches

    def take(self, name: str, text: str) -> None:
        if match := _FILTER.fullmatch(name):
            self._take_filter(match[1], text)
        elif _INCLUDE.fullmatch(name):
            self._take_include(text)
        elif name in self._switches:
            self._take_switch(name, text)
        elif name not in self._others:
            self._refuse(name, "is not a parameter of this operation")
        elif name in {"per_page", "page"}:
            self._take_number(name, text)
        elif name == "cursor":
            self.cursor = text

    def _take_filter(self, name: str, text: str) -> None:
        field = f"filter.{name}"
        name, _, path = name.partition(".")
        known = self._filters.get(name)
        if known is None or (path and name != "externalAppData"):
            self._refuse(field, "is not a filter of this resource")
            return
        try:
            value: Any = known.parse(text)
        except ValueError as problem:
            self._refuse(field, str(problem))
            return
        if path:
            value = (path, value)
        self.tests.append(lambda item: known.passes(item, value))

    def _take_include(self, text: str) -> None:
        if text in self._includes:
            self.included.add(text)
        else:
            self._refuse("include", f"has no option {text}")

    def _take_switch(self, name: str, text: str) -> None:
        try:
            on = boolean(text)
        except ValueError as problem:
            self._refuse(name, str(problem))
            return
        if on:
            self.included.add(name)

    def _take_number(self, name: str, text: str) -> None:
        most = _MAX_PER_PAGE if name == "per_page" else None
        if text.isascii() and text.isdigit() and int(text) >= 1 and (most is None or int(text) <= most):
            self.numbers[name] = int(text)
        else:
            self._refuse(name, f"must be between 1 and {most}" if most else "must be at least 1")

    def _refuse(self, field: str, problem: str) -> None:
        self.errors.setdefault(field, []).append(f"The {field} field {problem}.")
