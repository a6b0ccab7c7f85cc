"""Details of one booking."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.booking_detail import BookingDetail, booking_detail
from shared.domain.admin.users import UserDirectory
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.labels import PortLabel, SiteSummary
from shared.domain.catalog.sites import Port
from shared.domain.errors import BookingNotFound
from shared.domain.policy import can_cancel, can_reschedule
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, EVSES, LOCATIONS, REQUESTS, USERS, Script
from tests.unit.domain.records import NOW, START, booking, change, creation, evse, location, record, user

CHICAGO, DETROIT = ZoneInfo("America/Chicago"), ZoneInfo("America/Detroit")
CREATIONS = "filter%5Bstatus%5D=approved"
STANDING = Window(START, START + timedelta(hours=1))


@pytest.fixture
def scenario(script: Script) -> Script:
    """Return a script in which booking 7 was created and rescheduled, and a cancellation is pending."""
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}, {"id": 5002}]))
    script.on("GET", f"{LOCATIONS}/101", location(101, "Garage"))
    script.on("GET", f"{EVSES}/5001", evse(5001, "A1", powerOptions={"maxPower": 50_000}))
    script.on("GET", f"{EVSES}/5002", 404)
    script.on("GET", f"{USERS}/1001", user(1001))
    script.on("GET", REQUESTS, [change(3, 7), change(2, 7, "update", userId=1002), change(9, 8)])
    script.on("GET", REQUESTS, [creation(1, bookingId=7, evseId=5001)], having=CREATIONS)
    return script


async def test_a_booking_is_shown_with_its_site_its_ports_and_its_driver(
    scenario: Script, scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory
) -> None:
    """A port that no longer exists has only its number."""
    detail = await booking_detail(scripted, catalog, user_directory, 7)

    assert (detail.booking.id, detail.site.name, detail.site.zone) == (7, "Garage", DETROIT)
    assert detail.ports is not None
    here, gone = detail.ports
    assert isinstance(here, Port)
    assert (here.evse_id, here.label, here.max_power_kw) == (5001, "A1", 50.0)
    assert gone == PortLabel(5002, "#5002")
    assert detail.driver is not None
    assert detail.driver.email == "driver-1001@example.com"
    assert scenario.count("GET", f"{BOOKINGS}/7") == 1


@pytest.mark.usefixtures("scenario")
async def test_its_requests_are_shown_oldest_first(
    scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory
) -> None:
    """With port, driver and previous time. A user other than the booking's driver is shown as a number."""
    detail = await booking_detail(scripted, catalog, user_directory, 7)

    first = PortLabel(5001, "A1")
    assert [(one.request.id, one.port, one.user_id, one.driver, one.current_window) for one in detail.requests] == [
        (1, first, 1001, detail.driver, None),
        (2, first, 1002, None, STANDING),
        (3, first, 1001, detail.driver, STANDING),
    ]
    assert {(one.site.site_id, one.zone) for one in detail.requests if one.site} == {(101, DETROIT)}
    assert detail.requests_complete


async def test_a_history_that_was_not_read_completely_says_so(
    scenario: Script, scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory
) -> None:
    """More requests were made since than are read."""
    following = {"next": f"https://ampeco.test/public-api{REQUESTS}?cursor=1"}
    scenario.on("GET", REQUESTS, {"data": [change(3, 7)], "links": following})

    detail = await booking_detail(scripted, catalog, user_directory, 7)

    assert ([one.request.id for one in detail.requests], detail.requests_complete) == ([1, 3], False)


async def test_a_request_may_name_another_port_than_the_booked_one(
    scenario: Script, scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory
) -> None:
    """Or none; the label of a port that the booking does not have is not loaded."""
    requested = [creation(1, bookingId=7, evseId=5009), creation(2, bookingId=7)]
    scenario.on("GET", REQUESTS, requested, having=CREATIONS)
    scenario.on("GET", REQUESTS, [])

    detail = await booking_detail(scripted, catalog, user_directory, 7)

    assert [one.port for one in detail.requests] == [PortLabel(5009, "#5009"), None]


@pytest.mark.parametrize("evses", [None, []])
async def test_unknown_fields_of_a_booking_stay_empty(
    scenario: Script,
    scripted: AmpecoClient,
    catalog: Catalog,
    user_directory: UserDirectory,
    evses: list[dict[str, Any]] | None,
) -> None:
    """A booking without a site and a driver is still shown."""
    scenario.on("GET", f"{BOOKINGS}/7", record(7, userId=None, bookedEvses=evses))
    scenario.on("GET", f"{LOCATIONS}/101", 404)
    scenario.on("GET", REQUESTS, [change(3, 7)])
    scenario.on("GET", REQUESTS, [], having=CREATIONS)

    detail = await booking_detail(scripted, catalog, user_directory, 7)

    assert (detail.site, detail.ports, detail.driver) == (SiteSummary(101, "Site 101", CHICAGO, None), None, None)
    (cancellation,) = detail.requests
    assert (cancellation.port, cancellation.user_id, cancellation.driver) == (None, None, None)


async def test_an_unknown_booking_is_not_found(
    scenario: Script, scripted: AmpecoClient, catalog: Catalog, user_directory: UserDirectory
) -> None:
    """No other call is made."""
    scenario.on("GET", f"{BOOKINGS}/8", 404)

    with pytest.raises(BookingNotFound):
        await booking_detail(scripted, catalog, user_directory, 8)

    assert len(scenario.calls) == 1


@pytest.mark.parametrize(
    ("status", "starts_in", "cancelable", "reschedulable"),
    [
        ("accepted", timedelta(microseconds=1), True, True),
        ("accepted", timedelta(), True, False),
        ("accepted", -timedelta(hours=1), True, False),
        ("reserved", timedelta(hours=1), True, False),
        ("cancelled", timedelta(hours=1), False, False),
        ("paused", timedelta(hours=1), False, False),
    ],
)
def test_a_booking_can_be_canceled_while_active_and_moved_until_it_starts(
    status: str, starts_in: timedelta, *, cancelable: bool, reschedulable: bool
) -> None:
    """It cannot be moved either once its port is held."""
    current_window = booking(7, status=status, startAt=(NOW + starts_in).isoformat())

    detail = BookingDetail(current_window, SiteSummary(101, "Garage", DETROIT), None, None, (), requests_complete=True)

    assert (can_cancel(detail.booking), can_reschedule(detail.booking, NOW)) == (cancelable, reschedulable)
