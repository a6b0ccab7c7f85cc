"""Clock of the local product: the real one, shifted by the seconds in a file that tests write."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

OFFSET_FILE = "LOCAL_CLOCK_OFFSET_FILE"
"""Names a file that tests write, read each time: the seconds to add to the clock, and how often caches were cleared."""


def now() -> datetime:
    """Return the current instant, UTC, for the gateway and its functions."""
    return datetime.now(UTC) + timedelta(seconds=float(_read()[0]))


def times_cleared() -> int:
    """Return how often tests cleared the caches of the functions so far."""
    return int(_read()[1])


def _read() -> list[str]:
    path = os.environ.get(OFFSET_FILE)
    return Path(path).read_text(encoding="ascii").split() if path else ["0", "0"]
