"""The simulator's own time: the real one, shifted on request."""

from datetime import UTC, datetime, timedelta

__all__ = ["Clock"]


class Clock:
    """Runs at the pace of the real clock, some offset away from it."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the simulator's present, UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, by: timedelta) -> None:
        """Move the present on."""
        self._offset += by

    def set(self, now: datetime) -> None:
        """Make `now` the present."""
        self._offset = now - datetime.now(UTC)
