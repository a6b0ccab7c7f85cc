"""The filters that an admin's search sends to Ampeco."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import BookingFilters, BookingStatus, Location
from shared.domain.admin.search import BookingSearch, ResolvedSearch, resolve_search
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.catalog.labels import Directory
from shared.domain.errors import DriverNotFound
from tests.support.scripted_client import USERS, Script
from tests.unit.domain.records import location, user

NAMES = Directory({101: Location.model_validate(location(101, "Garage"))}, {}, ZoneInfo("America/Chicago"))
CHANGE_OF_THE_CLOCKS = date(2026, 3, 8)


async def test_a_search_without_filters_lists_all_bookings(script: Script, user_directory: UserDirectory) -> None:
    """One list, and no call before it."""
    whole = await resolve_search(BookingSearch(), NAMES, user_directory)

    assert whole == ResolvedSearch(parts=(BookingFilters(),), site=None, user_id=None, driver=None)
    assert script.calls == []


async def test_each_status_is_a_separate_list(user_directory: UserDirectory) -> None:
    """With the same other filters: Ampeco filters by one status at a time."""
    here = BookingFilters(location_id=101)

    active = await resolve_search(BookingSearch(here, statuses=ACTIVE_STATUSES), NAMES, user_directory)

    assert active.parts == (
        BookingFilters(location_id=101, status=BookingStatus.RESERVED),
        BookingFilters(location_id=101, status=BookingStatus.ACCEPTED),
    )
    assert active.site == NAMES.site(101)


async def test_bookings_of_an_email_are_those_of_its_user(script: Script, user_directory: UserDirectory) -> None:
    """A user id in the query is ignored."""
    script.on("GET", USERS, [user(1001)])
    search = BookingSearch(BookingFilters(user_id=7), email="driver-1001@example.com")

    driver_requests = await resolve_search(search, NAMES, user_directory)

    assert driver_requests.parts == (BookingFilters(user_id=1001),)
    assert (driver_requests.user_id, driver_requests.driver and driver_requests.driver.id) == (1001, 1001)
    assert len(script.calls) == 1


async def test_a_search_by_an_unknown_email_lists_nothing(script: Script, user_directory: UserDirectory) -> None:
    script.on("GET", USERS, [])

    with pytest.raises(DriverNotFound):
        await resolve_search(BookingSearch(email="nobody@example.com"), NAMES, user_directory)


@pytest.mark.parametrize("gone", [False, True])
async def test_bookings_of_a_deleted_user_are_found_by_user_id(
    script: Script, user_directory: UserDirectory, *, gone: bool
) -> None:
    """The search has no driver to name."""
    script.on("GET", f"{USERS}/1001", 404 if gone else user(1001))

    driver_requests = await resolve_search(BookingSearch(BookingFilters(user_id=1001)), NAMES, user_directory)

    assert driver_requests.parts == (BookingFilters(user_id=1001),)
    assert (driver_requests.user_id, driver_requests.driver and driver_requests.driver.id) == (
        1001,
        None if gone else 1001,
    )


@pytest.mark.parametrize(
    ("site_id", "midnights"),
    [
        (101, (datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC))),
        (None, (datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 3, 9, 5, tzinfo=UTC))),
    ],
)
async def test_days_are_local_days_of_the_site_both_included(
    user_directory: UserDirectory, site_id: int | None, midnights: tuple[datetime, datetime]
) -> None:
    """From midnight to midnight, here 23 hours; without a site the tenant's days. Either end may be open."""
    here, day = BookingFilters(location_id=site_id), CHANGE_OF_THE_CLOCKS
    first, last = midnights

    searches = [
        BookingSearch(here, from_day=day, to_day=day),
        BookingSearch(here, from_day=day),
        BookingSearch(here, to_day=day),
    ]
    parts = [(await resolve_search(search, NAMES, user_directory)).parts for search in searches]

    assert parts == [
        (here._replace(end_after=first, start_before=last),),
        (here._replace(end_after=first),),
        (here._replace(start_before=last),),
    ]
