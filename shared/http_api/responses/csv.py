"""Bookings as CSV (RFC 4180), with ISO times in the site's own offset.

Times are as spreadsheets know them: by the site's own clock, with its zone beside them, and in UTC, which tells the two
hours apart that a clock shows twice.
"""

import csv
import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from io import SEEK_END, StringIO

from shared.domain.admin.search import BookingRow
from shared.http_api.responses.sanitize import one_line

COLUMNS = (
    "booking_id",
    "status",
    "site_id",
    "site",
    "time_zone",
    "port",
    "user_id",
    "start",
    "end",
    "start_utc",
    "end_utc",
    "created",
    "last_updated",
    "created_utc",
    "last_updated_utc",
    "session_id",
)

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the machine's own encoding."""

# What begins so is a formula to a spreadsheet, also in full width:
# https://owasp.org/www-community/attacks/CSV_Injection
# Where the machine's settings part cells by semicolons, a cell begins after each of them, quoted or not; tabs and line
# breaks are gone by then.
_FORMULA = re.compile(r"""(^|;)([\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")


def bookings_csv(rows: Iterable[BookingRow]) -> str:
    """Return the rows under a line of column names; no text in it is a formula, whichever sign parts the cells."""
    file = StringIO(BYTE_ORDER_MARK, newline="")
    file.seek(0, SEEK_END)
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in _cells(row)] for row in rows)
    return file.getvalue()


def _cells(row: BookingRow) -> tuple[str | int | None, ...]:
    booking, site = row.booking, row.site
    span, life = (booking.start_at, booking.end_at), (booking.created_at, booking.last_updated_at)
    return (
        booking.id,
        booking.status,
        site.site_id,
        site.name,
        site.zone.key,
        ", ".join(port.label for port in row.ports or ()),
        booking.user_id,
        *_clocks(span, site.zone),
        *_clocks(span, UTC),
        *_clocks(life, site.zone),
        *_clocks(life, UTC),
        booking.session_id,
    )


def _clocks(instants: Iterable[datetime | None], zone: tzinfo) -> Iterable[str | None]:
    return (f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else None for instant in instants)


def _safe(cell: str | int | None) -> str | int | None:
    return _FORMULA.sub(r"\1'\2", one_line(cell)) if isinstance(cell, str) else cell
