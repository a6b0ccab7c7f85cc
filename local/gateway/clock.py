"""Clock of the local product: the real one, shifted by the seconds in a file that tests write."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

OFFSET_FILE = "LOCAL_CLOCK_OFFSET_FILE"
"""Names a file with seconds; read each time, so that tests can shift the clock of running processes."""


def now() -> datetime:
    """Return the current instant, UTC, for the gateway and its functions."""
    path = os.environ.get(OFFSET_FILE)
    offset = float(Path(path).read_text(encoding="ascii")) if path else 0.0
    return datetime.now(UTC) + timedelta(seconds=offset)
