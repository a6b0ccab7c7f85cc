"""Conditions for submitting a booking request: a free, matching port, and an eligible driver."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from shared.ampeco_client import AmpecoClient, EvseCriteria
from shared.domain.errors import (
    InvalidRequest,
    OverlappingBooking,
    SiteNotFound,
    SlotUnavailable,
    TooManyBookings,
)
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import Sleep
from tests.support.scripted_client import BOOKINGS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.commands import (
    AVAILABILITY,
    COMMAND,
    DRIVER,
    UNDER_THE_KEY,
    free,
    mine,
    script_without_conflicts,
    service,
)
from tests.unit.domain.records import NOW, START, creation, record

HOUR = timedelta(hours=1)
FAR = START + 48 * HOUR


@pytest.fixture
def scenario(script: Script) -> Script:
    return script_without_conflicts(script)


async def test_without_limits_no_call_is_made_for_a_drivers_bookings(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """If overlaps and number are both unlimited, for known and unknown drivers."""
    scenario.on("POST", REQUESTS, mine(5, "approved", bookingId=7))
    easy = service(ampeco, sleep, allow_overlapping_bookings=True, max_bookings_per_driver=0)

    await easy.create(COMMAND)
    await easy.create(COMMAND)

    assert (len(scenario.sent()), scenario.count("GET", BOOKINGS)) == (2, 0)


async def test_without_a_named_port_any_free_matching_port_is_enough(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Ampeco chooses among the matching ones; if there is none, nothing is sent."""
    named = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "bookingEnabled": True}
    ports = [{"id": number, "chargePointId": 10, **named} for number in (5001, 5002)]
    ports[1]["connectors"] = [{"id": 1, "type": "ccs1"}]
    scenario.on("GET", EVSES, ports)
    scenario.on("POST", AVAILABILITY, [free(5001), free(5002, hours=0)])
    scenario.on("POST", REQUESTS, creation(5, externalId="web-1"))
    anything = COMMAND._replace(evse_id=None)
    booking = service(ampeco, sleep)

    assert (await booking.create(anything)).id == 5
    with pytest.raises(SlotUnavailable):
        await booking.create(anything._replace(criteria=EvseCriteria(connector_type="ccs1")))
    with pytest.raises(InvalidRequest) as none:
        await booking.create(anything._replace(criteria=EvseCriteria(connector_type="nacs")))
    with pytest.raises(InvalidRequest) as unknown:
        await booking.create(COMMAND._replace(evse_id=5009))

    assert (none.value.field, none.value.detail) == ("evseCriteria", "No port at this site matches these criteria.")
    assert (unknown.value.field, unknown.value.detail) == ("evseId", "This port can't be booked at this site.")
    assert len(scenario.sent()) == 1


async def test_an_overlapping_booking_of_the_driver_is_a_conflict(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Unless the policy allows overlaps."""
    scenario.on("GET", BOOKINGS, [record(7)])
    scenario.on("POST", REQUESTS, mine(5, "approved", bookingId=8))
    strict, easy = service(ampeco, sleep), service(ampeco, sleep, allow_overlapping_bookings=True)

    for _ in "before the driver was met", "and after":
        with pytest.raises(OverlappingBooking):
            await strict.create(COMMAND)
    assert scenario.sent() == []
    assert (await easy.create(COMMAND)).booking_id == 8


@pytest.mark.parametrize("overlaps", [False, True])
async def test_bookings_of_an_unknown_driver_are_counted(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, *, overlaps: bool
) -> None:
    """At the first booking request as at any other."""
    scenario.on("GET", BOOKINGS, [record(7, startAt=FAR.isoformat(), endAt=(FAR + HOUR).isoformat())])
    scenario.on("POST", REQUESTS, mine(5, "approved", bookingId=8))
    counting = service(ampeco, sleep, max_bookings_per_driver=1, allow_overlapping_bookings=overlaps)

    for _ in "before the driver was met", "and after":
        with pytest.raises(TooManyBookings):
            await counting.create(COMMAND)

    requested = [dict(one.url.params) for one in scenario.calls if one.url.path.endswith(BOOKINGS)]
    assert [(one["filter[userId]"], one["filter[startBefore]"][:4]) for one in requested] == [("1001", "2036")] * 4


@pytest.mark.parametrize("met", [False, True])
async def test_without_a_limit_only_bookings_at_that_time_are_loaded(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, *, met: bool
) -> None:
    """Only the driver's, if the driver is known or the list of all drivers has more pages."""
    following = {"next": f"https://ampeco.test/public-api{BOOKINGS}?cursor=2"}
    scenario.on("GET", BOOKINGS, [record(7)], having="filter%5BuserId%5D=1001")
    scenario.on("GET", BOOKINGS, {"data": [], "links": following}, having="filter%5Bstatus%5D")
    unlimited = service(ampeco, sleep, max_bookings_per_driver=0)

    for _ in range(1 + met):
        scenario.calls.clear()
        with pytest.raises(OverlappingBooking):
            await unlimited.create(COMMAND)

    requested = [dict(one.url.params) for one in scenario.calls if one.url.path.endswith(BOOKINGS)]
    assert [one.get("filter[userId]") for one in requested] == (
        ["1001", "1001"] if met else [None, None, "1001", "1001"]
    )
    assert {one["filter[startBefore]"] for one in requested} == {"2026-03-04T16:00:00Z"}
    assert {one["filter[endAfter]"] for one in requested} == {"2026-03-04T15:00:00Z"}


async def test_the_submitted_request_has_the_fields_of_the_command(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Under the external id by which it is found again."""
    named = {"physicalReference": "P", "currentType": "dc", "status": "enabled", "bookingEnabled": True}
    scenario.on("GET", EVSES, [{"id": 5001, "chargePointId": 10, **named}])
    scenario.on("POST", REQUESTS, mine(5, "approved", bookingId=8))

    await service(ampeco, sleep).create(COMMAND)
    await service(ampeco, sleep).create(COMMAND._replace(evse_id=None, criteria=EvseCriteria(current_type="dc")))

    requested = {
        "type": "create",
        "userId": 1001,
        "locationId": 101,
        "startAt": "2026-03-04T15:00:00Z",
        "endAt": "2026-03-04T16:00:00Z",
        "externalId": "web-1",
    }
    assert scenario.sent() == [requested | {"evseId": 5001}, requested | {"evseCriteria": {"currentType": "dc"}}]


@pytest.mark.parametrize("retry", [False, True])
async def test_an_invalid_command_costs_only_the_lookup_of_its_key(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, *, retry: bool
) -> None:
    """In the past, or with an unknown port or site: from the second request on."""
    scenario.on("POST", AVAILABILITY.replace("101", "999"), 404)
    scenario.on("GET", LOCATIONS, [{"id": 101}])
    booking, order = service(ampeco, sleep), COMMAND._replace(retry=retry)
    past = order._replace(window=Window(NOW - HOUR, NOW))
    port, site = order._replace(evse_id=5009), order._replace(location_id=999)
    for first, kind in ((port, InvalidRequest), (site, SiteNotFound)):
        with pytest.raises(kind):
            await booking.create(first)

    for refused, kind in ((past, InvalidRequest), (port, InvalidRequest), (site, SiteNotFound)):
        scenario.calls.clear()
        with pytest.raises(kind):
            await booking.create(refused._replace(driver="another@example.com"))
        assert [one.url.params["filter[externalId]"] for one in scenario.calls] == ["web-1"] * retry

    scenario.calls.clear()
    with pytest.raises(InvalidRequest):
        await booking.create(order._replace(window=Window(NOW + 900 * HOUR, NOW + 901 * HOUR)))
    assert scenario.calls == []


async def test_a_repeated_key_is_answered_after_the_booked_time_has_passed(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """However long ago it was submitted."""
    made = mine(5, "approved", bookingId=7) | {"startAt": (NOW - HOUR).isoformat(), "endAt": NOW.isoformat()}
    scenario.on("GET", REQUESTS, [made], having=UNDER_THE_KEY)

    late = COMMAND._replace(window=Window(NOW - HOUR, NOW))

    assert (await service(ampeco, sleep).create(late)).booking_id == 7


async def test_of_an_incomplete_list_only_the_drivers_own_is_requested(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """The other lists were complete; for a while, lists of all drivers are not loaded again."""
    more = {"next": f"https://ampeco.test/public-api{BOOKINGS}?cursor=2"}
    scenario.on("POST", REQUESTS, mine(5, "approved", bookingId=8))
    scenario.on("GET", BOOKINGS, {"data": [], "links": more}, having="filter%5Bstatus%5D=accepted")
    scenario.on("GET", BOOKINGS, [record(9, userId=1002)], having="filter%5BuserId%5D=1001")
    unlimited = service(ampeco, sleep, max_bookings_per_driver=0)

    calls = []
    scenario.on("GET", f"{USERS}/1001", DRIVER)
    for name in ("driver@example.com", 1001):
        scenario.calls.clear()
        await unlimited.create(COMMAND._replace(driver=name))
        calls.append([one.url.params.get("filter[userId]") for one in scenario.calls if BOOKINGS in one.url.path])

    assert calls == [[None, None, "1001"], ["1001", "1001"]]


async def test_bookings_of_a_known_driver_are_loaded_in_the_first_round(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Even if the slot turns out to be taken. Of a driver who is new to this process, they are not."""
    scenario.on("POST", REQUESTS, mine(5, "approved", bookingId=8))
    bookings = service(ampeco, sleep)
    taken = COMMAND._replace(window=Window(START + 30 * HOUR, START + 31 * HOUR))

    calls = []
    for order, is_taken in ((taken, True), (COMMAND, False), (taken, True)):
        scenario.calls.clear()
        with pytest.raises(SlotUnavailable) if is_taken else nullcontext():
            await bookings.create(order)
        calls.append([one.url.params.get("filter[userId]") for one in scenario.calls if BOOKINGS in one.url.path])

    assert calls == [[], ["1001", "1001"], ["1001", "1001"]]


async def test_an_unknown_port_is_left_to_ampeco_to_decide(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """If the operator has more ports than a page."""
    more = {"next": f"https://ampeco.test/public-api{EVSES}?cursor=2"}
    scenario.on("GET", EVSES, {"data": [], "links": more})
    scenario.on("POST", REQUESTS, creation(5, externalId="web-1"))
    wish = COMMAND._replace(evse_id=None, criteria=EvseCriteria(current_type="dc"))

    assert (await service(ampeco, sleep).create(wish)).id == 5
    assert scenario.count("GET", EVSES) == 1
