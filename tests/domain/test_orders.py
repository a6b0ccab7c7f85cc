"""What an order needs to be sent: a port that is free and fits, and a driver who may have it."""

import pytest

from shared.ampeco_client import AmpecoClient, EvseCriteria
from shared.domain.errors import InvalidRequest, OverlappingBooking, SlotUnavailable, TooManyBookings
from shared.domain.sending import Sleep
from tests.domain.conftest import BOOKINGS, CHARGE_POINTS, REQUESTS, Script
from tests.domain.ordering import AVAILABILITY, ORDER, desk, free, mine, where_all_is_well
from tests.domain.records import creation, record


@pytest.fixture
def world(script: Script) -> Script:
    return where_all_is_well(script)


async def test_where_nothing_is_counted_nothing_is_asked(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """An operator who allows overlaps and any number pays no call for what drivers hold, met before or not."""
    world.on("POST", REQUESTS, mine(5, "approved", bookingId=7))
    easy = desk(ampeco, sleep, allow_overlapping_bookings=True, max_bookings_per_driver=0)

    await easy.place(ORDER)
    await easy.place(ORDER)

    assert (len(world.sent()), world.count("GET", BOOKINGS)) == (2, 0)


async def test_a_port_that_is_not_named_only_has_to_be_free_and_fit(
    world: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Ampeco chooses among those that meet the criteria; where none does, nothing is sent."""
    named = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "bookingEnabled": True}
    ports = [{"id": number, "chargePointId": 10, **named} for number in (5001, 5002)]
    ports[1]["connectors"] = [{"id": 1, "type": "ccs1"}]
    world.on("GET", CHARGE_POINTS, [{"id": 10, "locationId": 101, "status": "enabled"}])
    world.on("GET", f"{CHARGE_POINTS}/10/evses", ports)
    world.on("POST", AVAILABILITY, [free(5001), free(5002, hours=0)])
    world.on("POST", REQUESTS, creation(5, externalId="web-1"))
    anything = ORDER._replace(evse_id=None)
    booking = desk(ampeco, sleep)

    assert (await booking.place(anything)).id == 5
    with pytest.raises(SlotUnavailable):
        await booking.place(anything._replace(criteria=EvseCriteria(connector_type="ccs1")))
    with pytest.raises(InvalidRequest) as none:
        await booking.place(anything._replace(criteria=EvseCriteria(connector_type="nacs")))
    with pytest.raises(InvalidRequest) as unknown:
        await booking.place(ORDER._replace(evse_id=5009))

    assert (none.value.field, none.value.detail) == ("evseCriteria", "No port at this site meets these criteria.")
    assert (unknown.value.field, unknown.value.detail) == ("evseId", "This port cannot be booked at this site.")
    assert len(world.sent()) == 1


async def test_what_the_driver_holds_is_in_the_way(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """At that time; not the booking that the new one replaces, nor any where the operator allows it."""
    world.on("GET", BOOKINGS, [record(7)])
    world.on("GET", f"{BOOKINGS}/7", record(7))
    world.on("POST", REQUESTS, mine(5, "approved", bookingId=8))
    strict, easy = desk(ampeco, sleep), desk(ampeco, sleep, allow_overlapping_bookings=True)

    for _ in "before the driver was met", "and after":
        with pytest.raises(OverlappingBooking):
            await strict.place(ORDER)
    assert world.sent() == []
    assert (await strict.place(ORDER._replace(replaces=7))).booking_id == 8
    assert (await easy.place(ORDER)).booking_id == 8


async def test_a_driver_who_was_met_before_is_counted(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Not at the first order, which does not know yet whose bookings to ask for; nor the one that is replaced."""
    world.on("GET", BOOKINGS, [record(7)])
    world.on("GET", f"{BOOKINGS}/7", record(7))
    world.on("POST", REQUESTS, mine(5, "approved", bookingId=8))
    counting = desk(ampeco, sleep, max_bookings_per_driver=1, allow_overlapping_bookings=True)

    assert (await counting.place(ORDER)).booking_id == 8
    with pytest.raises(TooManyBookings):
        await counting.place(ORDER)
    assert (await counting.place(ORDER._replace(replaces=7))).booking_id == 8

    asked = [dict(one.url.params) for one in world.asked if one.url.path.endswith(BOOKINGS)]
    assert [(one["filter[userId]"], one["filter[startBefore]"][:4]) for one in asked] == [("1001", "2036")] * 4


@pytest.mark.parametrize("met", [False, True])
async def test_without_a_limit_only_that_time_is_asked_about(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, *, met: bool
) -> None:
    """Of the driver alone, who was met before, or whose bookings may be on a page that was not read."""
    following = {"next": f"https://ampeco.test/public-api{BOOKINGS}?cursor=2"}
    world.on("GET", BOOKINGS, [record(7)], having="filter%5BuserId%5D=1001")
    world.on("GET", BOOKINGS, {"data": [], "links": following}, having="filter%5Bstatus%5D")
    unlimited = desk(ampeco, sleep, max_bookings_per_driver=0)

    for _ in range(1 + met):
        world.asked.clear()
        with pytest.raises(OverlappingBooking):
            await unlimited.place(ORDER)

    asked = [dict(one.url.params) for one in world.asked if one.url.path.endswith(BOOKINGS)]
    assert [one.get("filter[userId]") for one in asked] == ([] if met else [None, None]) + ["1001", "1001"]
    assert {one["filter[startBefore]"] for one in asked} == {"2026-03-04T16:00:00Z"}
    assert {one["filter[endAfter]"] for one in asked} == {"2026-03-04T15:00:00Z"}


async def test_ampeco_is_asked_for_just_what_was_ordered(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Under the key by which it is found again."""
    named = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "bookingEnabled": True}
    world.on("GET", CHARGE_POINTS, [{"id": 10, "locationId": 101, "status": "enabled"}])
    world.on("GET", f"{CHARGE_POINTS}/10/evses", [{"id": 5001, "chargePointId": 10, **named}])
    world.on("POST", REQUESTS, mine(5, "approved", bookingId=8))

    await desk(ampeco, sleep).place(ORDER)
    await desk(ampeco, sleep).place(ORDER._replace(evse_id=None, criteria=EvseCriteria(current_type="dc")))

    asked = {
        "type": "create",
        "userId": 1001,
        "locationId": 101,
        "startAt": "2026-03-04T15:00:00Z",
        "endAt": "2026-03-04T16:00:00Z",
        "externalId": "web-1",
    }
    assert world.sent() == [asked | {"evseId": 5001}, asked | {"evseCriteria": {"currentType": "dc"}}]
