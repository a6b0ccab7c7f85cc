"""Bookings as CSV (RFC 4180).

Times are given twice: in the site's local time with its zone, in a form that spreadsheets parse, and in UTC, which
distinguishes the two repeated hours at the end of daylight saving time.
"""

import csv
import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from io import SEEK_END, StringIO

from shared.domain.admin.search import BookingRow
from shared.infra.sanitize import one_line

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
"""Without it Excel assumes the system's encoding instead of UTF-8."""

# Spreadsheets treat cells that start like this as formulas, also with full-width characters:
# https://owasp.org/www-community/attacks/CSV_Injection
# With semicolons as separators, a cell starts after each of them, quoted or not. Tabs and line breaks are already
# removed.
_FORMULA = re.compile(r"""(^|;)([\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")


def bookings_csv(rows: Iterable[BookingRow]) -> str:
    """Return the rows below a header line; text cells are never formulas, whichever separator is used."""
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
