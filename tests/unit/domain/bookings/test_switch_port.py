"""Switch port: the reference of the booking to replace, and records of Ampeco that lack data."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient
from shared.domain.bookings.switch_port import Destination, SwitchService, verify_reference
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import InvalidRequest, NotChangeable
from shared.domain.identifiers import ReferenceSigner
from shared.domain.policy import AdminPolicy
from shared.domain.timeutil.intervals import Window
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.records import NOW, START, record

REFERENCES = ReferenceSigner([SecretStr("a-key-of-the-tests-with-32-characters")])


def test_only_a_valid_reference_names_a_booking_to_replace() -> None:
    """A forged one is refused with the same message as another driver's."""
    assert verify_reference(REFERENCES.reference("web-1"), REFERENCES) == "web-1"
    with pytest.raises(InvalidRequest) as refusal:
        verify_reference("web-1.forged", REFERENCES)
    assert (refusal.value.field, refusal.value.detail) == ("replaces", "This driver has no such booking.")


@pytest.mark.parametrize("missing", ["locationId", "userId"])
@pytest.mark.parametrize("chosen", [True, False])
async def test_a_booking_without_site_or_driver_is_not_switched(
    script: Script, ampeco: AmpecoClient, missing: str, *, chosen: bool
) -> None:
    """To a chosen port as to any: nobody knows where, or for whom. Nothing is written."""
    script.on("GET", f"{BOOKINGS}/7", record(7, bookedEvses=[{"id": 5001}], **{missing: None}))
    script.on("GET", REQUESTS, [])
    catalog = Catalog(ampeco, default_zone=ZoneInfo("UTC"))
    switches = SwitchService(ampeco, catalog, AdminPolicy(), now=lambda: NOW)
    to = Destination(5002, Window(START, START + timedelta(hours=1))) if chosen else None

    with pytest.raises(NotChangeable):
        await switches.switch_away(7, 5001, to)

    assert script.sent() == []
