"""Parsing of rows: an unreadable value costs its field or its row, never the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from .models._wire import MAX_ID

T = TypeVar("T")

Path = tuple[str | int, ...]

_NUMBER = re.compile(r"[0-9]{1,16}")

_WHOLE = frozenset({"workingHours"})
"""Kept or dropped as a whole: a day whose opening hours were removed would read as closed."""


class Defect(NamedTuple):
    """The unreadable fields of one row, without values, since records contain personal data.

    `row_id` is Ampeco's id if it is a number. `fields` are paths such as `connectors.0.type`. With `left_out`, the row
    is useless without them and skipped; otherwise they count as missing.
    """

    row_id: int | None
    fields: tuple[str, ...]
    left_out: bool


class Row(NamedTuple):
    """The result of one row, None if unusable, and its defect, None without one."""

    value: Any
    defect: Defect | None


def read_row(parse: Callable[[Any], T], record: object) -> Row:
    """Return the result of `parse`, if necessary without the unreadable fields."""
    if not isinstance(record, dict):
        return Row(None, Defect(None, (), left_out=True))
    try:
        return Row(parse(record), None)
    except ValidationError as error:
        return _read_without(parse, record, error)


def _read_without(parse: Callable[[Any], T], record: dict[str, Any], error: ValidationError) -> Row:
    wrong: list[str] = []
    readable = deepcopy(record)
    # Each round removes a field, or in the next one its container, so the loop ends at the record itself.
    while True:
        locations = [
            each["loc"] for each in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        paths = {_defect_path(readable, location) for location in locations}
        left_out = () in paths
        wrong += (".".join(map(str, path)) for path in (locations if left_out else sorted(paths, key=str)))
        defect = Defect(id_of(record), tuple(dict.fromkeys(wrong)), left_out)
        if left_out:
            return Row(None, defect)
        _remove(readable, paths)
        try:
            return Row(parse(readable), defect)
        except ValidationError as another:
            error = another


def _defect_path(record: object, location: Path) -> Path:
    """Return the path in the record of a validation error: a missing field is its container's error."""
    path: Path = ()
    here: Any = record
    for step in location:
        match here:
            case {**fields} if step in fields:
                here = fields[step]
            case [*items] if isinstance(step, int) and step < len(items):
                here = items[step]
            case _:
                break
        path = (*path, step)
        if step in _WHOLE:
            break
    return path


def _remove(record: Any, paths: Iterable[Path]) -> None:  # noqa: ANN401 - whatever JSON holds
    # From the end, so that list indexes stay valid.
    for path in sorted(paths, key=lambda path: [(isinstance(step, int), step) for step in path], reverse=True):
        *way, last = path
        here = record
        for step in way:
            here = here[step]
        del here[last]


def id_of(record: Mapping[str, Any]) -> int | None:
    """Return Ampeco's id of the record, None if it is invalid."""
    number = record.get("id")
    if isinstance(number, str) and _NUMBER.fullmatch(number):  # those of users are texts
        number = int(number)
    return number if type(number) is int and 0 < number <= MAX_ID else None
