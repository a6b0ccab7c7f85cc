"""The status of a booking, from Ampeco's records."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient, UnexpectedResponse
from shared.domain.bookings.status import load_booking_status
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import BookingNotFound
from shared.domain.policy import can_cancel, can_reschedule
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, EVSES, LOCATIONS, REQUESTS, Script
from tests.unit.domain.catalog.test_catalog_with_snapshot import Stack
from tests.unit.domain.records import NOW, START, change, creation, record

THE_CHANGE = "filter%5BexternalId%5D=web-1~"


def evse(evse_id: int) -> dict[str, Any]:
    """Return a port whose label contains its id."""
    named = {"physicalReference": f"P{evse_id}", "currentType": "dc", "status": "enabled"}
    return {"id": evse_id, "chargePointId": 10} | named


@pytest.mark.parametrize(
    ("requested", "booked", "shown", "reads"),
    [
        (5001, [5001], "P5001", [5001]),
        (5001, None, "P5001", [5001]),
        (5001, [5002], "P5002", [5001, 5002]),
        (None, [5002, 5001], "P5002", [5002]),
        (None, None, None, []),
        (5009, [5009], None, [5009, 5009]),
    ],
)
async def test_the_port_is_the_booked_one_else_the_requested_one(
    script: Script,
    ampeco: AmpecoClient,
    requested: int | None,
    booked: list[int] | None,
    shown: str | None,
    reads: list[int],
) -> None:
    """None if neither is known, or Ampeco no longer has it."""
    evses = [{"id": number} for number in booked] if booked else None
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1", evseId=requested)])
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=evses))
    script.on("GET", f"{LOCATIONS}/101", {"id": 101, "timezone": "America/Detroit"})
    script.on("GET", f"{EVSES}/5001", evse(5001))
    script.on("GET", f"{EVSES}/5002", evse(5002))
    script.on("GET", f"{EVSES}/5009", 404)

    followed = await load_booking_status(ampeco, Catalog(ampeco, default_zone=ZoneInfo("UTC")), "web-1", now=NOW)

    read = [int(one.url.path.rpartition("/")[2]) for one in script.calls if EVSES in one.url.path]
    assert (followed.port and followed.port.label, read) == (shown, reads)
    assert (followed.zone.key, followed.location.id, followed.change) == ("America/Detroit", 101, None)


@pytest.mark.parametrize(
    ("requested", "booked", "reads"),
    [
        (timedelta(hours=3, seconds=1), timedelta(hours=3, seconds=1), 0),
        (timedelta(hours=3), timedelta(hours=3), 1),
        (timedelta(minutes=-59), timedelta(minutes=-59), 1),
        (timedelta(hours=-1), timedelta(hours=-1), 0),
        (timedelta(days=9), timedelta(hours=1), 1),
    ],
    ids=["later", "soon", "running", "over", "moved"],
)
async def test_with_a_snapshot_only_the_port_of_a_booking_that_is_soon_is_read(
    script: Script, ampeco: AmpecoClient, requested: timedelta, booked: timedelta, reads: int
) -> None:
    """The snapshot may be two minutes old: too old for a driver on the way to a port that breaks."""

    def times(begins_in: timedelta) -> dict[str, str]:
        start = NOW + begins_in
        return {"startAt": start.isoformat(), "endAt": (start + timedelta(hours=1)).isoformat()}

    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1", evseId=1, **times(requested))])
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 1}], **times(booked)))
    script.on("GET", f"{EVSES}/1", evse(1) | {"label": "Read"})

    followed = await load_booking_status(ampeco, Stack(ampeco).catalog, "web-1", now=NOW)

    assert script.count("GET", f"{EVSES}/1") == reads
    assert followed.port is not None
    assert followed.port.label == ("Read" if reads else "A1")


async def test_a_change_is_found_only_under_its_own_booking(script: Script, ampeco: AmpecoClient) -> None:
    """A change of another booking is as unknown as one that does not exist."""
    script.on("GET", REQUESTS, [change(6, 7, externalId="web-1~2")], [], having=THE_CHANGE)
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")])
    script.on("GET", f"{BOOKINGS}/7", record(7))
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"))

    followed = await load_booking_status(ampeco, catalog, "web-1", "web-1~2", now=NOW)

    assert followed.change is not None
    assert followed.change.id == 6
    for booking, unknown in (("web-1", "web-1~3"), ("web-1", "web-2~2"), ("web-9", None)):
        with pytest.raises(BookingNotFound):
            await load_booking_status(ampeco, catalog, booking, unknown, now=NOW)


async def test_an_approval_counts_before_the_booking_can_be_read(script: Script, ampeco: AmpecoClient) -> None:
    """Until then it can be neither canceled nor moved."""
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")])
    script.on("GET", f"{BOOKINGS}/7", 404, record(7))
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"))

    early, late = [await load_booking_status(ampeco, catalog, "web-1", now=NOW) for _ in range(2)]

    assert (early.request.id, early.booking, early.port) == (5, None, None)
    assert early.window == Window(START, START + timedelta(hours=1))
    assert (can_cancel(early.booking), can_reschedule(early.booking, NOW)) == (False, False)
    assert [can_reschedule(late.booking, now) for now in (NOW, START)] == [True, False]
    assert can_cancel(late.booking)


async def test_before_ampeco_decides_no_booking_is_requested(script: Script, ampeco: AmpecoClient) -> None:
    script.on("GET", REQUESTS, [creation(5, status="pending", externalId="web-1")])
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})

    followed = await load_booking_status(ampeco, Catalog(ampeco, default_zone=ZoneInfo("UTC")), "web-1", now=NOW)

    assert (followed.request.status, followed.booking, len(script.calls)) == ("pending", None, 2)


async def test_reading_the_status_cancels_orphaned_duplicates(script: Script, ampeco: AmpecoClient) -> None:
    """The cancellation has the external id of the key."""
    script.on("GET", REQUESTS, [creation(number, bookingId=number + 2, externalId="web-1") for number in (5, 6)])
    script.on("GET", f"{BOOKINGS}/7", record(7))
    script.on("GET", f"{BOOKINGS}/8", record(8))
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})
    script.on("POST", REQUESTS, change(9, 8))

    followed = await load_booking_status(ampeco, Catalog(ampeco, default_zone=ZoneInfo("UTC")), "web-1", now=NOW)

    assert followed.request.id == 5
    assert [(one["type"], one["bookingId"], one["externalId"]) for one in script.sent()] == [
        ("cancel", 8, "web-1~twin-6")
    ]


async def test_the_site_of_a_booking_may_be_deleted(script: Script, ampeco: AmpecoClient) -> None:
    """Its id is known, and the tenant's time zone applies."""
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")])
    script.on("GET", f"{BOOKINGS}/7", record(7))
    script.on("GET", f"{LOCATIONS}/101", 404)

    followed = await load_booking_status(
        ampeco, Catalog(ampeco, default_zone=ZoneInfo("America/Detroit")), "web-1", now=NOW
    )

    assert (followed.location.id, followed.location.name, followed.zone.key) == (101, (), "America/Detroit")
    assert followed.booking is not None


@pytest.mark.parametrize(
    ("requested", "booked"),
    [
        ({"locationId": None, "startAt": "soon", "evseId": 5001}, {}),
        ({}, {"locationId": None, "startAt": None}),
        ({"type": "unheard-of"}, {}),
        ({"type": None}, {"endAt": "9999"}),
    ],
)
async def test_missing_fields_of_the_request_come_from_the_booking(
    requested: dict[str, Any], booked: dict[str, Any], script: Script, ampeco: AmpecoClient
) -> None:
    """And the other way round."""
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1", **requested)])
    script.on("GET", f"{BOOKINGS}/7", record(7, **booked))
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})
    script.on("GET", f"{EVSES}/5001", evse(5001))

    followed = await load_booking_status(ampeco, Catalog(ampeco, default_zone=ZoneInfo("UTC")), "web-1", now=NOW)

    assert (followed.location.id, followed.window) == (101, Window(START, START + timedelta(hours=1)))


@pytest.mark.parametrize("unknown", [{"startAt": None}, {"endAt": None}, {"locationId": None}])
async def test_a_booking_without_time_or_location_is_an_unexpected_response(
    unknown: dict[str, Any], script: Script, ampeco: AmpecoClient
) -> None:
    """Nothing is invented."""
    script.on("GET", REQUESTS, [creation(5, status="pending", externalId="web-1", **unknown)])
    script.on("GET", f"{LOCATIONS}/101", {"id": 101})

    with pytest.raises(UnexpectedResponse, match="without its time or its place"):
        await load_booking_status(ampeco, Catalog(ampeco, default_zone=ZoneInfo("UTC")), "web-1", now=NOW)
