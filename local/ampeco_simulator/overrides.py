"""Records that are shown otherwise than they are: what an Ampeco with a fault of its own might send."""

from typing import Any, Literal

from pydantic import Field, JsonValue

from .control_bodies import ControlBody
from .formats import Record

__all__ = ["Kind", "Override", "Overrides"]

Kind = Literal["locations", "charge-points", "evses", "users", "bookings", "booking-requests"]


class Override(ControlBody):
    """One record by its kind and id: the `fields` that take the place of its own, and those that it is `without`.

    Filters, conflicts and decisions go by the record as it is.
    """

    kind: Kind
    id: int
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    without: tuple[str, ...] = ()


class Overrides:
    """The overrides in force."""

    def __init__(self) -> None:
        self._by_record: dict[tuple[str, int], Override] = {}

    def replace(self, overrides: tuple[Override, ...]) -> None:
        """Put these in force instead of all before."""
        self._by_record = {(each.kind, each.id): each for each in overrides}

    def shown(self, kind: str, record: Record) -> Record:
        """Return the record as it is to be shown."""
        override = self._by_record.get((kind, int(record["id"]))) if self._by_record else None
        if override is None:
            return record
        changed: dict[str, Any] = {**record, **override.fields}
        return {name: value for name, value in changed.items() if name not in override.without}
