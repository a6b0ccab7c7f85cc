"""Switches among bookings of a list."""

from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.bookings.switch_completion import SwitchCompleter, read_switched
from shared.domain.identifiers import booking_name
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.records import START, booking, change, creation, record


@pytest.fixture
def switched(script: Script) -> Script:
    """Return a script with the booking 7 and its approved replacement 8."""
    new = creation(6, bookingId=8, externalId="web-1~port-1")
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1"), new])
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")], having="externalId%5D=web-1")
    script.on("GET", REQUESTS, [], having="externalId%5D=web-1~switched")
    script.on("POST", REQUESTS, creation(9, type="cancel", bookingId=7))
    script.on("GET", f"{BOOKINGS}/7", record(7))
    script.on("GET", f"{BOOKINGS}/8", record(8))
    return script


async def test_a_switch_is_completed_while_the_driver_charges_at_the_new_port(
    switched: Script, ampeco: AmpecoClient
) -> None:
    """The new booking is completed then; the old one would keep its port from others."""
    switched.on("GET", f"{BOOKINGS}/8", record(8, status="completed"))

    await SwitchCompleter(ampeco).complete_among([booking(7), booking(8, status="completed")])

    assert [(one["type"], one["bookingId"]) for one in switched.sent()] == [("cancel", 7)]


@pytest.mark.parametrize(
    "other",
    [{"status": "cancelled"}, {"userId": 1002}, {"userId": None}, {"locationId": 102}, {"endAt": START.isoformat()}],
    ids=["over", "another-driver", "no-driver", "another-site", "another-end"],
)
async def test_bookings_that_cannot_be_a_switch_take_no_call(
    switched: Script, ampeco: AmpecoClient, other: dict[str, Any]
) -> None:
    """Of another driver or site, with another end, or canceled already; and two that are over."""
    await SwitchCompleter(ampeco).complete_among([booking(7), booking(8, **other)])
    await SwitchCompleter(ampeco).complete_among([booking(7, status="completed"), booking(8, status="completed")])

    assert switched.calls == []


async def test_of_many_pairs_five_are_looked_up_at_a_time(script: Script, ampeco: AmpecoClient) -> None:
    """The next reader continues, also with those that Ampeco refused; each is looked up once."""
    script.on("GET", REQUESTS, 400, [])
    pairs = [booking(number, userId=1000 + number // 2) for number in range(2, 14)]
    switches = SwitchCompleter(ampeco)

    counts = []
    for _ in range(3):
        script.calls.clear()
        await switches.complete_among(pairs)
        counts.append(len(script.calls))

    assert counts == [5, 2, 0]


async def test_an_old_booking_whose_cancellation_is_under_way_is_not_canceled_again(
    switched: Script, ampeco: AmpecoClient
) -> None:
    canceling = change(9, 7, externalId="web-1~switched")
    switched.on("GET", REQUESTS, [canceling], having="externalId%5D=web-1~switched")

    await SwitchCompleter(ampeco).complete_among([booking(7), booking(8)])

    assert switched.sent() == []


async def test_a_booking_that_was_made_elsewhere_is_read_by_its_name(script: Script, ampeco: AmpecoClient) -> None:
    script.on("GET", f"{BOOKINGS}/7", record(7), 404)

    found = await read_switched(ampeco, booking_name(7))
    deleted = await read_switched(ampeco, booking_name(7))

    assert found is not None
    assert (found.booking, found.external_id) == (booking(7), booking_name(7))
    assert deleted is None
