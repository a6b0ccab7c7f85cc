"""How things look on the wire: Ampeco's shapes, written from ours."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

__all__ = ["Record", "stamp", "without"]

Record: TypeAlias = dict[str, Any]


def stamp(moment: datetime) -> str:
    """Return the moment as Ampeco writes it: UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def without(record: Record, *names: str) -> Record:
    """Return the record less some of its fields."""
    return {name: value for name, value in record.items() if name not in names}
