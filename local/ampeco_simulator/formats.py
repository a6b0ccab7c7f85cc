"""Wire formats of Ampeco."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

__all__ = ["Record", "stamp", "without"]

Record: TypeAlias = dict[str, Any]


def stamp(moment: datetime) -> str:
    """Return the instant in Ampeco's format: UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def without(record: Record, *names: str) -> Record:
    """Return the record without some of its fields."""
    return {name: value for name, value in record.items() if name not in names}
