"""The present of the local product: the real one, or moved by the seconds in a file that the tests write."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

OFFSET_FILE = "LOCAL_CLOCK_OFFSET_FILE"
"""Names a file with seconds; read each time, so that the clock of what already runs can be moved."""


def now() -> datetime:
    """Return the present instant, UTC, for the gateway and for the functions behind it."""
    path = os.environ.get(OFFSET_FILE)
    offset = float(Path(path).read_text(encoding="ascii")) if path else 0.0
    return datetime.now(UTC) + timedelta(seconds=offset)
