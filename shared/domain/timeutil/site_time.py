"""Local time of a site: its time zone, its calendar days, its offset changes. All times shown are in it."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.domain.timeutil.intervals import Window

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
"""Returns the present instant, aware. Comes in as a parameter, so that a test can choose the day."""


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def resolve_zone(name: str | None, default: ZoneInfo, *, site_id: int) -> ZoneInfo:
    """Return the IANA zone `name` of a site; `default` where Ampeco names none or one that nobody knows.

    Ampeco leaves the zone of a location empty when the tenant has a single one
    (GET /resources/locations/v2.0, `timezone`). One that is not known is logged, once for each site.
    """
    if not name:
        return default
    zone = _zone(name)
    if zone is None:
        _tell_once(site_id)
    return zone or default


@lru_cache(maxsize=1000)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        # OSError: `US` is a folder of the zones, and no file can have so long a name.
        return None


@lru_cache(maxsize=1000)
def _tell_once(site_id: int) -> None:
    _log.warning("Location %s has a time zone that nobody knows; the tenant's is used", site_id)


def site_day(instant: datetime, zone: ZoneInfo) -> date:
    """Return the date on the site's calendar at `instant`."""
    return instant.astimezone(zone).date()


def site_days(first: date, days: int, zone: ZoneInfo) -> Window:
    """Return `days` whole days of the site, midnight to midnight; 23 or 25 hours long where the clock changes."""
    return Window(_midnight(first, zone), _midnight(first + timedelta(days=days), zone))


def offset_changes(window: Window, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return each instant inside `window` from which the site's UTC offset is another, in the site's time."""
    changes: list[datetime] = []
    step = timedelta(hours=6)
    here = window.start
    while here < window.end:
        there = min(here + step, window.end)
        if _offset(here, zone) != _offset(there, zone):
            changes.append(_find_offset_change(here, there, zone))
        here = there
    return tuple(change.astimezone(zone) for change in changes if change < window.end)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # In UTC, where a midnight that does not exist is the 01:00 that the day begins with.
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()


def _find_offset_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after
