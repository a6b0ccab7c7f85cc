"""Overrides of records in responses, to simulate faulty data at Ampeco."""

from typing import Any, Literal

from pydantic import Field, JsonValue

from .control_bodies import ControlBody
from .formats import Record

__all__ = ["Kind", "Override", "Overrides"]

Kind = Literal["locations", "charge-points", "evses", "users", "bookings", "booking-requests"]


class Override(ControlBody):
    """One record by kind and id: `fields` replaces its fields, and `without` removes some.

    Filters, conflicts and decisions use the original record.
    """

    kind: Kind
    id: int
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    without: tuple[str, ...] = ()


class Overrides:
    """The active overrides."""

    def __init__(self) -> None:
        self._by_record: dict[tuple[str, int], Override] = {}

    def replace(self, overrides: tuple[Override, ...]) -> None:
        """Replace all overrides."""
        self._by_record = {(each.kind, each.id): each for each in overrides}

    def shown(self, kind: str, record: Record) -> Record:
        """Return the record with its overrides."""
        override = self._by_record.get((kind, int(record["id"]))) if self._by_record else None
        if override is None:
            return record
        changed: dict[str, Any] = {**record, **override.fields}
        return {name: value for name, value in changed.items() if name not in override.without}
