"""The one clock of a test: what it, the simulator, the functions and the browser take for the present.

Each test begins at `SUITE_NOW` and time goes on from there; the environment may name another instant for the whole
suite (RFC 3339). Nothing else under `tests/` reads the machine's own clock: ruff forbids it, and
`tests/unit/test_clock.py` lists who asks `machine_now` and why.
"""

import atexit
import os
import tempfile
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

SUITE_NOW = datetime.fromisoformat(os.environ.get("SUITE_NOW", "2026-03-03T15:00:00Z")).astimezone(UTC)
"""Ten in the morning in Detroit, on a Tuesday; five days later the clocks there go forward."""

FIXED_NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
"""The present of tests that pass a fixed instant."""

MOMENTS = (
    "2026-03-03T05:10:00Z",  # 00:10 in Detroit
    "2026-03-04T04:50:00Z",  # 23:50 there
    "2026-03-08T06:50:00Z",  # ten minutes before the clocks go forward
    "2026-11-01T04:50:00Z",  # ten minutes before the hour that comes twice
    "2026-11-01T05:50:00Z",  # ten minutes before it comes again
    "2027-01-01T04:50:00Z",  # the last minutes of a year
    "2028-02-29T17:00:00Z",  # a day that most years do not have
)
"""When clocks and calendars are hard; `make test-moments` runs what follows `SUITE_NOW` at each."""


def machine_now() -> datetime:
    """Return the machine's present, for tests with code that reads the system clock itself."""
    return datetime.now(UTC)


class SuiteClock:
    """Runs at the pace of the machine's clock, some offset away from it, in this process and in others.

    `offset_file` is what `local/gateway/clock.py` reads.
    """

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(prefix="suite-clock-")
        os.close(handle)
        self.offset_file = Path(name)
        self._offset = timedelta()
        self._times_cleared = 0
        self.set(SUITE_NOW)

    def now(self, zone: tzinfo = UTC) -> datetime:
        """Return the present instant, in the time of `zone`."""
        return (machine_now() + self._offset).astimezone(zone)

    @property
    def offset(self) -> timedelta:
        """How far it is ahead of the machine's clock."""
        return self._offset

    def set(self, now: datetime) -> None:
        """Make `now` the present, also of functions that run already."""
        self._offset = now - machine_now()
        self._write()

    def clear_caches(self) -> None:
        """Let running functions forget what they cached, before their next request."""
        self._times_cleared += 1
        self._write()

    def _write(self) -> None:
        new = self.offset_file.with_suffix(".new")
        new.write_text(f"{self._offset.total_seconds()} {self._times_cleared}", encoding="ascii")
        new.replace(self.offset_file)


CLOCK = SuiteClock()
atexit.register(CLOCK.offset_file.unlink, missing_ok=True)
