"""A driver's active bookings, and their limit."""

from datetime import timedelta
from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.bookings.conflicts import LISTS, ActiveBookings, BusyInterval, load_active_bookings
from shared.domain.bookings.decision import check_active_bookings
from shared.domain.bookings.limits import KnownDrivers, open_window
from shared.domain.errors import TooManyBookings
from shared.domain.policy import BookingPolicy
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.records import NOW, START, change, creation, record

WANTED = Window(START, START + timedelta(hours=1))
BEFORE, AFTER = Window(START - timedelta(hours=1), START), Window(WANTED.end, WANTED.end + timedelta(hours=1))
MINE, ASKED, OTHERS = BusyInterval(1001, WANTED, 7), BusyInterval(1001, WANTED), BusyInterval(1002, WANTED, 8)
MORE = {"links": {"next": f"https://ampeco.test/public-api{BOOKINGS}?cursor=2"}}


@pytest.mark.parametrize(
    ("intervals", "exclude_booking_id", "overlapping"),
    [
        (MINE, None, True),
        (MINE, 7, False),
        (MINE, 9, True),
        (ASKED, 7, True),
        (OTHERS, None, False),
        (BusyInterval(1001, BEFORE, 7), None, False),
        (BusyInterval(1001, AFTER, 7), None, False),
    ],
)
def test_a_window_conflicts_with_other_bookings_of_the_driver(
    intervals: BusyInterval, exclude_booking_id: int | None, *, overlapping: bool
) -> None:
    """And with pending requests."""
    assert ActiveBookings((intervals,)).overlapping(WANTED, 1001, exclude_booking_id=exclude_booking_id) is overlapping


@pytest.mark.parametrize(
    ("user_id", "complete", "covers"),
    [(None, True, True), (None, False, False), (1001, False, True), (1002, True, False)],
)
def test_a_drivers_bookings_are_known_from_their_own_or_a_complete_list(
    user_id: int | None, *, complete: bool, covers: bool
) -> None:
    """If the list of all drivers has more pages, the driver's bookings may be on one of them."""
    assert ActiveBookings((), frozenset() if complete else LISTS, user_id=user_id).covers_user(1001) is covers


@pytest.mark.parametrize(("limit", "allowed"), [(0, True), (3, True), (2, False), (1, False)])
def test_active_bookings_are_counted_against_the_limit(limit: int, *, allowed: bool) -> None:
    """Without a limit any number is allowed."""
    active = ActiveBookings((MINE, ASKED, OTHERS), user_id=1001)
    policy = BookingPolicy(max_bookings_per_driver=limit)

    if allowed:
        check_active_bookings(active, 1001, AFTER, policy)
    else:
        with pytest.raises(TooManyBookings) as refusal:
            check_active_bookings(active, 1001, AFTER, policy)
        assert refusal.value.limit == limit


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script in which the driver has a booking in each active status, and a pending request."""
    script.on("GET", BOOKINGS, [record(7)], having="filter%5Bstatus%5D=accepted")
    script.on("GET", BOOKINGS, [record(8, userId=1002)], having="filter%5Bstatus%5D=reserved")
    script.on("GET", REQUESTS, [creation(5, status="pending"), change(6, 7)])
    return script


async def test_active_bookings_are_loaded_from_three_concurrent_lists(scenario: Script, ampeco: AmpecoClient) -> None:
    """Accepted and reserved bookings, and pending requests; a pending change adds none."""
    intervals = await load_active_bookings(ampeco, WANTED, 1001)

    assert intervals == ActiveBookings((OTHERS, MINE, ASKED), user_id=1001)
    assert [dict(one.url.params) for one in scenario.calls] == [
        {"filter[status]": status, "per_page": "100"}
        | {"filter[userId]": "1001", "filter[startBefore]": "2026-03-04T16:00:00Z"}
        | {"filter[endAfter]": "2026-03-04T15:00:00Z"}
        for status in ("reserved", "accepted", "pending")
    ]


@pytest.mark.parametrize("path", [BOOKINGS, REQUESTS])
async def test_a_list_with_more_pages_is_incomplete(scenario: Script, ampeco: AmpecoClient, path: str) -> None:
    """Any of the three."""
    longer: dict[str, Any] = {"data": []} | MORE
    scenario.on("GET", path, longer, having="filter%5Bstatus%5D=reserved" if path == BOOKINGS else "")

    missing = (await load_active_bookings(ampeco, WANTED)).missing

    assert missing == {"reserved" if path == BOOKINGS else "pending"}


async def test_bookings_that_have_not_ended_are_active(scenario: Script, ampeco: AmpecoClient) -> None:
    """However far ahead."""
    await load_active_bookings(ampeco, open_window(NOW), 1001)

    assert {one.url.params["filter[endAfter]"] for one in scenario.calls} == {"2026-03-03T15:00:00Z"}
    assert {one.url.params["filter[startBefore]"][:4] for one in scenario.calls} == {"2036"}
    assert {one.url.params["filter[userId]"] for one in scenario.calls} == {"1001"}


def test_a_known_driver_is_recognized_in_every_spelling_of_the_email() -> None:
    """By a digest: the email itself is not stored. The last thousand drivers are known."""
    known_drivers = KnownDrivers()
    known_drivers.remember(" Driver@Example.com", 1001)
    known_drivers.remember(1002, 1002)

    assert [known_drivers.known_id(name) for name in ("driver@example.COM ", 1002, "other@example.com")] == [
        1001,
        1002,
        None,
    ]
    assert "driver" not in str(vars(known_drivers._ids)).casefold()

    for number in range(999):
        known_drivers.remember(f"{number}@example.com", number)
    assert (known_drivers.known_id("driver@example.com"), known_drivers.known_id(1002)) == (None, 1002)


async def test_incomplete_records_conflict_if_they_have_driver_and_time(script: Script, ampeco: AmpecoClient) -> None:
    """Without either they are ignored."""
    bare = {"id": 7, "userId": 1001, "startAt": WANTED.start.isoformat(), "endAt": WANTED.end.isoformat()}
    script.on("GET", BOOKINGS, [bare, bare | {"startAt": None}, bare | {"userId": None}])
    script.on("GET", REQUESTS, [bare | {"type": "unheard-of"}, bare | {"type": "create", "endAt": None}, change(3, 9)])

    found = await load_active_bookings(ampeco, WANTED)

    assert set(found.of(1001)) == {MINE, ASKED}
    assert len(found.intervals) == 5
