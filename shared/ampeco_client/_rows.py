"""Reading rows: what one of them has wrong costs that row a field, or the list that row, and never the list."""

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
"""Kept whole or not at all: a day whose hours were taken out would read as a day on which it is closed."""


class Defect(NamedTuple):
    """What could not be read of one row: no value of it, since records hold personal data.

    `row_id` is Ampeco's id where that is a number. `fields` are paths such as `connectors.0.type`. When `left_out`, the
    row was of no use without them; else it was read as if they had not been told.
    """

    row_id: int | None
    fields: tuple[str, ...]
    left_out: bool


class Row(NamedTuple):
    """What was read of one row, None for nothing, and what was wrong with it, None for nothing."""

    value: Any
    defect: Defect | None


def read_row(parse: Callable[[Any], T], record: object) -> Row:
    """Return what `parse` makes of the record, if need be without the fields that it cannot read."""
    if not isinstance(record, dict):
        return Row(None, Defect(None, (), left_out=True))
    try:
        return Row(parse(record), None)
    except ValidationError as error:
        return _read_without(parse, record, error)


def _read_without(parse: Callable[[Any], T], record: dict[str, Any], error: ValidationError) -> Row:
    wrong: list[str] = []
    sound = deepcopy(record)
    # Each round takes something out, and what is around it in the next one: they end at the record itself.
    while True:
        places = [each["loc"] for each in error.errors(include_url=False, include_input=False, include_context=False)]
        spots = {_spot(sound, place) for place in places}
        left_out = () in spots
        wrong += (".".join(map(str, path)) for path in (places if left_out else sorted(spots, key=str)))
        defect = Defect(id_of(record), tuple(dict.fromkeys(wrong)), left_out)
        if left_out:
            return Row(None, defect)
        _take_out(sound, spots)
        try:
            return Row(parse(sound), defect)
        except ValidationError as another:
            error = another


def _spot(record: object, location: Path) -> Path:
    """Return how far the location of an error leads into the record: what is missing is its container's fault."""
    spot: Path = ()
    here: Any = record
    for step in location:
        match here:
            case {**fields} if step in fields:
                here = fields[step]
            case [*items] if isinstance(step, int) and step < len(items):
                here = items[step]
            case _:
                break
        spot = (*spot, step)
        if step in _WHOLE:
            break
    return spot


def _take_out(record: Any, spots: Iterable[Path]) -> None:  # noqa: ANN401 - whatever JSON holds
    # From the back, so that the places of a list's items hold until they are reached.
    for spot in sorted(spots, key=lambda spot: [(isinstance(step, int), step) for step in spot], reverse=True):
        *way, last = spot
        here = record
        for step in way:
            here = here[step]
        del here[last]


def id_of(record: Mapping[str, Any]) -> int | None:
    """Return Ampeco's id of the record, None where that is no id."""
    number = record.get("id")
    if isinstance(number, str) and _NUMBER.fullmatch(number):  # those of users are texts
        number = int(number)
    return number if type(number) is int and 0 < number <= MAX_ID else None
