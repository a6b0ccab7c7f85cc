"""Switch port: the reference of the booking to replace, and a booking that is over."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient
from shared.domain.bookings.switch_completion import switched_elsewhere
from shared.domain.bookings.switch_port import SwitchService, verify_reference
from shared.domain.errors import InvalidRequest, NotChangeable
from shared.domain.identifiers import ReferenceSigner
from shared.domain.policy import BookingPolicy
from tests.support.scripted_client import Script
from tests.unit.domain.commands import dependencies
from tests.unit.domain.records import NOW, booking

REFERENCES = ReferenceSigner([SecretStr("a-key-of-the-tests-with-32-characters")])


def test_only_a_valid_reference_names_a_booking_to_replace() -> None:
    """A forged one is refused with the same message as another driver's."""
    assert verify_reference(REFERENCES.reference("web-1"), REFERENCES) == "web-1"
    with pytest.raises(InvalidRequest) as refusal:
        verify_reference("web-1.forged", REFERENCES)
    assert (refusal.value.field, refusal.value.detail) == ("replaces", "This driver has no such booking.")


async def test_for_a_booking_that_is_over_no_ports_are_read(script: Script, ampeco: AmpecoClient) -> None:
    over = switched_elsewhere(booking(7, startAt=(NOW - timedelta(hours=2)).isoformat(), endAt=NOW.isoformat()))
    switches = SwitchService(dependencies(ampeco, BookingPolicy()))
    assert over.booking is not None

    with pytest.raises(NotChangeable):
        await switches.free_ports(over, over.booking, 101)

    assert script.calls == []
