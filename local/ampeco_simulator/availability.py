"""Free windows per bookable EVSE."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .formats import Record, stamp
from .tenant import TenantState

__all__ = ["availability"]


def availability(tenant: TenantState, location_id: int, start: datetime, end: datetime, now: datetime) -> list[Record]:
    """Return the free windows in [start, end), from now on.

    A fully booked EVSE has an empty list, one that is not bookable is absent, and a window across a UTC midnight is
    split: the document does not promise whole ones.
    """
    earliest = now.replace(microsecond=0) + timedelta(seconds=1)
    return [
        {
            "evseId": evse_id,
            "availableSlots": [
                {"startAt": stamp(part_start), "endAt": stamp(part_end)}
                for window in _free_windows(tenant, evse_id, max(start, earliest), end, now)
                for part_start, part_end in _by_utc_day(*window)
            ],
        }
        for evse_id in tenant.catalog.bookable_evses(location_id)
    ]


def _free_windows(
    tenant: TenantState, evse_id: int, start: datetime, end: datetime, now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    taken = sorted(
        (booking.start, booking.end)
        for booking in tenant.bookings.values()
        if booking.evse_id == evse_id and booking.occupies(start, end, now)
    )
    for taken_start, taken_end in [*taken, (end, end)]:
        if start < taken_start:
            yield start, taken_start
        start = max(start, taken_end)


def _by_utc_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        midnight = start.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        yield start, min(midnight, end)
        start = midnight
