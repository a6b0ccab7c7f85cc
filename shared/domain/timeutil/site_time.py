"""Local time of a site: its time zone, its calendar days, its offset changes. All displayed times use it."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.domain.timeutil.intervals import Window

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
"""Returns the current instant, aware. A parameter, so that tests can set the time."""

Sleep = Callable[[float], Awaitable[None]]
"""Waits some seconds. A parameter, so that tests need not wait."""


def utc_now() -> datetime:
    """Return the current instant in UTC."""
    return datetime.now(UTC)


def resolve_zone(name: str | None, default: ZoneInfo, *, site_id: int) -> ZoneInfo:
    """Return the IANA time zone `name` of a site; `default` if Ampeco returns none or an unknown one.

    Ampeco leaves the time zone of a location empty if the tenant has only one
    (GET /resources/locations/v2.0, `timezone`). An unknown one is logged, once per site.
    """
    if not name:
        return default
    zone = _zone(name)
    if zone is None:
        _log_once(site_id)
    return zone or default


@lru_cache(maxsize=1000)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        # OSError: `US` is a directory of the zone files, and file names have a maximum length.
        return None


@lru_cache(maxsize=1000)
def _log_once(site_id: int) -> None:
    _log.warning("Location %s has a time zone that nobody knows; the tenant's is used", site_id)


def site_day(instant: datetime, zone: ZoneInfo) -> date:
    """Return the local date at `instant`."""
    return instant.astimezone(zone).date()


def site_days(first: date, days: int, zone: ZoneInfo) -> Window:
    """Return `days` whole local days, midnight to midnight; 23 or 25 hours long when the clock changes."""
    return Window(_midnight(first, zone), _midnight(first + timedelta(days=days), zone))


def offset_changes(window: Window, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return each instant inside `window` at which the site's UTC offset changes, in its local time."""
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
    # In UTC, so that a nonexistent midnight becomes the 01:00 at which the day starts.
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
