"""Wall time of a site, computed with Python's time zone data and formatted as the pages should."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.support.clock import CLOCK

CHICAGO = ZoneInfo("America/Chicago")
DENVER = ZoneInfo("America/Denver")
DETROIT = ZoneInfo("America/Detroit")
GRID = timedelta(minutes=30)
TO = " \N{EN DASH} "


def tomorrow_at(hour: int, zone: ZoneInfo = DETROIT) -> datetime:
    """Return an hour of the site's tomorrow."""
    return datetime.combine(CLOCK.now(zone).date() + timedelta(days=1), time(hour), zone)


def later(start: datetime, minutes: int) -> datetime:
    """Return the wall time so many elapsed minutes later, across clock changes."""
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)


def day_text(day: date) -> str:
    """Return "Sunday, March 14"."""
    return f"{day:%A, %B} {day.day}"


def short_day_text(day: date) -> str:
    """Return "Sun, Mar 14"."""
    return f"{day:%a, %b} {day.day}"


def clock_text(wall: datetime) -> str:
    """Return "9:00 AM"."""
    return f"{wall.hour % 12 or 12}:{wall:%M %p}"


def range_text(start: datetime, end: datetime) -> str:
    """Return "9:00 AM", a dash, "10:00 AM"; a common AM or PM appears once, different zones are added."""
    if start.tzname() != end.tzname():
        return f"{clock_text(start)} {start.tzname()}{TO}{clock_text(end)} {end.tzname()}"
    if start.date() == end.date() and f"{start:%p}" == f"{end:%p}":
        return f"{clock_text(start).split()[0]}{TO}{clock_text(end)}"
    return f"{clock_text(start)}{TO}{clock_text(end)}"


def starts_of(day: date, zone: ZoneInfo) -> list[datetime]:
    """Return every start of a day without bookings, in order; a repeated hour appears twice."""
    first, end = (datetime.combine(midnight, time(), zone).astimezone(UTC) for midnight in (day, day + timedelta(1)))
    return [(first + step * GRID).astimezone(zone) for step in range((end - first) // GRID)]


def start_text(start: datetime, minutes: int = 60) -> str:
    """Return "9:00 AM to 10:00 AM"; with the zone where that hour comes twice, or the clocks change between."""
    end = later(start, minutes)
    is_twice = start.replace(fold=0).utcoffset() != start.replace(fold=1).utcoffset()
    if is_twice or start.utcoffset() != end.utcoffset():
        return f"{clock_text(start)} {start.tzname()} to {clock_text(end)} {end.tzname()}"
    return f"{clock_text(start)} to {clock_text(end)}"


def next_change(zone: ZoneInfo, *, forward: bool, after_days: int = 2) -> date:
    """Return the next day on which the clocks go forward or back, this many days from today at the earliest."""
    today = CLOCK.now(zone).date()
    for days in range(after_days, after_days + 372):
        day = today + timedelta(days=days)
        before, after = (datetime.combine(midnight, time(), zone).utcoffset() for midnight in (day, day + timedelta(1)))
        if before is not None and after is not None and (after > before if forward else after < before):
            return day
    raise ValueError(f"{zone} has no change of the clocks")
