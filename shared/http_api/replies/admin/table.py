"""Bookings as a table for spreadsheets (RFC 4180), with ISO times in the site's own offset."""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from shared.domain.staff.listing import Row
from shared.http_api.replies.words import unturned

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
    "created",
    "last_updated",
    "session_id",
)

# What begins so is a formula to a spreadsheet, also in full width:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def bookings_table(rows: Iterable[Row]) -> str:
    """Return the rows under a line of column names; no text in it is a formula."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in _cells(row)] for row in rows)
    return file.getvalue()


def _cells(row: Row) -> tuple[str | int | None, ...]:
    booking, place = row.booking, row.place

    def local(instant: datetime | None) -> str | None:
        return instant.astimezone(place.zone).isoformat() if instant else None

    return (
        booking.id,
        booking.status,
        place.site_id,
        place.name,
        place.zone.key,
        ", ".join(port.label for port in row.ports or ()),
        booking.user_id,
        local(booking.start_at),
        local(booking.end_at),
        local(booking.created_at),
        local(booking.last_updated_at),
        booking.session_id,
    )


def _safe(cell: str | int | None) -> str | int | None:
    if not isinstance(cell, str):
        return cell
    text = unturned(cell)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
