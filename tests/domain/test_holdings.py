"""What a driver holds already, and how many bookings that may be."""

from datetime import timedelta
from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.errors import TooManyBookings
from shared.domain.limits import Regulars, check_count, open_window
from shared.domain.overlaps import LISTS, Held, Holdings, holdings
from shared.domain.windows import Window
from tests.domain.conftest import BOOKINGS, REQUESTS, Script
from tests.domain.records import NOW, START, change, creation, record

WANTED = Window(START, START + timedelta(hours=1))
BEFORE, AFTER = Window(START - timedelta(hours=1), START), Window(WANTED.end, WANTED.end + timedelta(hours=1))
MINE, ASKED, OTHERS = Held(1001, WANTED, 7), Held(1001, WANTED), Held(1002, WANTED, 8)
MORE = {"links": {"next": f"https://ampeco.test/public-api{BOOKINGS}?cursor=2"}}


@pytest.mark.parametrize(
    ("held", "besides", "overlapping"),
    [
        (MINE, None, True),
        (MINE, 7, False),
        (MINE, 9, True),
        (ASKED, 7, True),
        (OTHERS, None, False),
        (Held(1001, BEFORE, 7), None, False),
        (Held(1001, AFTER, 7), None, False),
    ],
)
def test_time_overlaps_that_the_driver_holds_by_another_booking(
    held: Held, besides: int | None, *, overlapping: bool
) -> None:
    """Also time that is only asked for yet."""
    assert Holdings((held,)).overlapping(WANTED, 1001, besides=besides) is overlapping


@pytest.mark.parametrize(
    ("asked_of", "complete", "tells"),
    [(None, True, True), (None, False, False), (1001, False, True), (1002, True, False)],
)
def test_what_a_driver_holds_is_told_of_by_their_own_list_or_a_whole_one(
    asked_of: int | None, *, complete: bool, tells: bool
) -> None:
    """Where everybody's go on over the page, the driver's may be behind it."""
    assert Holdings((), frozenset() if complete else LISTS, user_id=asked_of).tells_of(1001) is tells


@pytest.mark.parametrize(
    ("limit", "besides", "allowed"), [(0, None, True), (3, None, True), (2, None, False), (2, 7, True), (1, 7, False)]
)
def test_a_driver_holds_so_many_at_once(limit: int, besides: int | None, *, allowed: bool) -> None:
    """The one that is given up is not counted; no limit is none."""
    held = Holdings((MINE, ASKED, OTHERS), user_id=1001)

    if allowed:
        check_count(held, 1001, limit, besides=besides)
    else:
        with pytest.raises(TooManyBookings) as refusal:
            check_count(held, 1001, limit, besides=besides)
        assert refusal.value.limit == limit


@pytest.fixture
def world(script: Script) -> Script:
    """Return a script in which the driver has a booking of each kind that lives, and has asked for another."""
    script.on("GET", BOOKINGS, [record(7)], having="filter%5Bstatus%5D=accepted")
    script.on("GET", BOOKINGS, [record(8, userId=1002)], having="filter%5Bstatus%5D=reserved")
    script.on("GET", REQUESTS, [creation(5, status="pending"), change(6, 7)])
    return script


async def test_three_lists_side_by_side_tell_what_is_held(world: Script, ampeco: AmpecoClient) -> None:
    """Accepted, reserved, and asked for; a change holds no more than its booking does."""
    held = await holdings(ampeco, WANTED, 1001)

    assert held == Holdings((MINE, OTHERS, ASKED), user_id=1001)
    assert [dict(one.url.params) for one in world.asked] == [
        {"filter[status]": status, "per_page": "100"}
        | {"filter[userId]": "1001", "filter[startBefore]": "2026-03-04T16:00:00Z"}
        | {"filter[endAfter]": "2026-03-04T15:00:00Z"}
        for status in ("accepted", "reserved", "pending")
    ]


@pytest.mark.parametrize("path", [BOOKINGS, REQUESTS])
async def test_a_list_that_goes_on_is_not_all(world: Script, ampeco: AmpecoClient, path: str) -> None:
    """Whichever of them does."""
    longer: dict[str, Any] = {"data": []} | MORE
    world.on("GET", path, longer, having="filter%5Bstatus%5D=reserved" if path == BOOKINGS else "")

    missing = (await holdings(ampeco, WANTED)).missing

    assert missing == {"reserved" if path == BOOKINGS else "pending"}


async def test_what_is_not_over_is_open(world: Script, ampeco: AmpecoClient) -> None:
    """However far ahead."""
    await holdings(ampeco, open_window(NOW), 1001)

    assert {one.url.params["filter[endAfter]"] for one in world.asked} == {"2026-03-03T15:00:00Z"}
    assert {one.url.params["filter[startBefore]"][:4] for one in world.asked} == {"2036"}
    assert {one.url.params["filter[userId]"] for one in world.asked} == {"1001"}


def test_a_regular_is_known_again_however_the_email_is_written() -> None:
    """By a digest: the email itself is not kept. The last thousand, and nobody else."""
    regulars = Regulars()
    regulars.meet(" Driver@Example.com", 1001)
    regulars.meet(1002, 1002)

    assert [regulars.id_of(name) for name in ("driver@example.COM ", 1002, "other@example.com")] == [1001, 1002, None]
    assert "driver" not in str(vars(regulars._ids)).casefold()

    for number in range(999):
        regulars.meet(f"{number}@example.com", number)
    assert (regulars.id_of("driver@example.com"), regulars.id_of(1002)) == (None, 1002)


async def test_a_conflict_needs_only_a_driver_and_a_time(script: Script, ampeco: AmpecoClient) -> None:
    """Of bookings and requests, whatever else they lack; without these two they are in nobody's way."""
    bare = {"id": 7, "userId": 1001, "startAt": WANTED.start.isoformat(), "endAt": WANTED.end.isoformat()}
    script.on("GET", BOOKINGS, [bare, bare | {"startAt": None}, bare | {"userId": None}])
    script.on("GET", REQUESTS, [bare | {"type": "unheard-of"}, bare | {"type": "create", "endAt": None}, change(3, 9)])

    found = await holdings(ampeco, WANTED)

    assert set(found.of(1001)) == {MINE, ASKED}
    assert len(found.held) == 5
