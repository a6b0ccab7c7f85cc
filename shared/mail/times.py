"""Times in mails: a site's local time, always with its zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.timeutil.intervals import Window
from shared.mail.texts import Texts

_DASH = " \u2013 "


def day_text(instant: datetime, zone: ZoneInfo, texts: Texts) -> str:
    """Return the local day: `Tuesday, March 3`."""
    day = instant.astimezone(zone)
    weekday, month = texts.weekdays[day.weekday()], texts.months[day.month - 1]
    return texts.day.format(weekday=weekday, month=month, number=day.day)


def time_text(instant: datetime, zone: ZoneInfo, texts: Texts) -> str:
    """Return the local time without its zone: `9:00 AM`."""
    local = instant.astimezone(zone)
    return f"{_clock(local)} {_half(local, texts)}"


def zoned_time_text(instant: datetime, zone: ZoneInfo, texts: Texts) -> str:
    """Return the local time with its zone: `9:00 AM EST`."""
    return f"{time_text(instant, zone, texts)} {zone_text(instant, zone)}"


def range_text(window: Window, zone: ZoneInfo, texts: Texts) -> str:
    """Return both times and the zone: as in `9:00 AM EST`; both zones if the offset changes between them."""
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    until = zoned_time_text(end, zone, texts)
    if start.utcoffset() != end.utcoffset():
        return f"{zoned_time_text(start, zone, texts)}{_DASH}{until}"
    if start.date() == end.date() and _half(start, texts) == _half(end, texts):
        return f"{_clock(start)}{_DASH}{until}"
    return f"{time_text(start, zone, texts)}{_DASH}{until}"


def zone_text(instant: datetime, zone: ZoneInfo) -> str:
    """Return the usual short name of the zone at that instant, `EST`; one without a name by its offset, `UTC-03:00`."""
    local = instant.astimezone(zone)
    name = local.tzname() or ""
    if name.isalpha():
        return name
    return f"UTC{local.isoformat()[-6:]}" if local.utcoffset() else "UTC"


def _clock(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local.minute:02}"


def _half(local: datetime, texts: Texts) -> str:
    return texts.am if local.hour < 12 else texts.pm  # noqa: PLR2004 — noon
