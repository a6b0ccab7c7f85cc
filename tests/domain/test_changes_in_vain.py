"""Changes of a booking of which too little is left."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.catalogue import Catalogue
from shared.domain.changes import ChangeDesk, booked_under
from shared.domain.errors import NotChangeable
from shared.domain.rules import HouseRules
from shared.domain.windows import Window
from tests.domain.conftest import BOOKINGS, REQUESTS, Script
from tests.domain.records import NOW, START, creation, record

KEY = UUID("0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10")
LATER = Window(START + timedelta(hours=2), START + timedelta(hours=3))


@pytest.fixture
def world(script: Script) -> Script:
    """Return a script in which a booking was approved, and no change of it is known."""
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")])
    return script


@pytest.fixture
def desk(ampeco: AmpecoClient) -> ChangeDesk:
    return ChangeDesk(ampeco, Catalogue(ampeco, default_zone=ZoneInfo("UTC")), HouseRules(), now=lambda: NOW)


async def test_a_booking_that_is_gone_cannot_be_changed(world: Script, ampeco: AmpecoClient, desk: ChangeDesk) -> None:
    """Asking again would be in vain for ever, so it is not said to be the network's fault."""
    world.on("GET", f"{BOOKINGS}/7", 404)
    target = booked_under(ampeco, "web-1")

    with pytest.raises(NotChangeable):
        await desk.cancel(target, KEY)
    with pytest.raises(NotChangeable):
        await desk.move(target, LATER, KEY)

    assert world.sent() == []


async def test_a_booking_without_a_place_is_not_moved(world: Script, ampeco: AmpecoClient, desk: ChangeDesk) -> None:
    """What is free there cannot be asked for."""
    world.on("GET", f"{BOOKINGS}/7", record(7, locationId=None))

    with pytest.raises(NotChangeable):
        await desk.move(booked_under(ampeco, "web-1"), LATER, KEY)

    assert world.sent() == []
