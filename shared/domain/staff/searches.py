"""What staff look for: sites by id, drivers by email, and days of a site instead of instants."""

from datetime import date, timedelta
from typing import NamedTuple

from shared.ampeco_client import BookingFilters, BookingStatus, User
from shared.domain.staff.people import People
from shared.domain.staff.places import Directory, Place
from shared.domain.times import site_days

ACTIVE = (BookingStatus.RESERVED, BookingStatus.ACCEPTED)
"""What is alive. Ampeco filters by one status at a time: these lists come one after the other."""


class BookingSearch(NamedTuple):
    """Which bookings: Ampeco's own filters but the status, and ours.

    `statuses` are listed one after the other; none means all at once. The days are the site's, both included, and
    find what overlaps them.
    """

    filters: BookingFilters = BookingFilters()
    statuses: tuple[BookingStatus, ...] = ()
    email: str | None = None
    from_day: date | None = None
    to_day: date | None = None


class Found(NamedTuple):
    """The lists to read for a search, and whom and what it names. `driver` is None for a user that is gone."""

    parts: tuple[BookingFilters, ...]
    place: Place | None = None
    user_id: int | None = None
    driver: User | None = None


async def found(search: BookingSearch, names: Directory, people: People) -> Found:
    """Return what Ampeco is to be asked. One call at most, for the driver.

    Raises DriverNotFound, AmpecoError.
    """
    filters, driver = search.filters, None
    if search.email is not None:
        driver = await people.find(search.email)
        filters = filters._replace(user_id=driver.id)
    elif filters.user_id is not None:
        driver = await people.user(filters.user_id)
    place = names.place(filters.location_id) if filters.location_id is not None else None
    filters = _in_days(filters, search, place, names)
    parts = tuple(filters._replace(status=status) for status in search.statuses) or (filters,)
    return Found(parts, place, filters.user_id, driver)


def _in_days(filters: BookingFilters, search: BookingSearch, place: Place | None, names: Directory) -> BookingFilters:
    zone = place.zone if place else names.default_zone
    if search.from_day:
        filters = filters._replace(end_after=site_days(search.from_day, 1, zone).start)
    if search.to_day:
        filters = filters._replace(start_before=site_days(search.to_day + timedelta(days=1), 1, zone).start)
    return filters
