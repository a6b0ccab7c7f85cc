"""The simulator's clock: the real one, shifted on request."""

from datetime import UTC, datetime, timedelta

__all__ = ["Clock"]


class Clock:
    """Runs at the speed of the real clock, with an offset."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the simulator's current time, UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, by: timedelta) -> None:
        """Advance the clock."""
        self._offset += by

    def set(self, now: datetime) -> None:
        """Set the clock to `now`."""
        self._offset = now - datetime.now(UTC)
