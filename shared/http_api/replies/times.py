"""Times as they leave: with the UTC offset of the site at that instant."""

from datetime import datetime
from zoneinfo import ZoneInfo


def in_zone(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the instant in the site's time, None for none."""
    return instant.astimezone(zone) if instant else None
