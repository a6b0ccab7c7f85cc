"""The booking that a new one replaces."""

import pytest
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient, User
from shared.domain.bookings.replacement import (
    ReplacedBooking,
    find_replaced_booking,
    validate_replacement,
    verify_reference,
)
from shared.domain.errors import InvalidRequest
from shared.domain.identifiers import ReferenceSigner
from tests.support.scripted_client import BOOKINGS, Script
from tests.unit.domain.records import record

REFERENCES = ReferenceSigner([SecretStr("a-key-of-the-tests-with-32-characters")])
DRIVER = User(id=1001)
OLD = ReplacedBooking(7, 1001)


def test_only_a_valid_reference_names_a_booking_to_replace() -> None:
    """A forged one is refused with the same message as another driver's."""
    assert verify_reference(REFERENCES.reference("web-1"), REFERENCES) == "web-1"
    with pytest.raises(InvalidRequest) as refusal:
        verify_reference("web-1.forged", REFERENCES)
    assert (refusal.value.field, refusal.value.detail) == ("replaces", "This driver has no such booking.")


async def test_the_replaced_booking_is_found_by_its_id(script: Script, ampeco: AmpecoClient) -> None:
    """No call is made without one."""
    script.on("GET", f"{BOOKINGS}/7", record(7), 404)

    assert await find_replaced_booking(ampeco, None) is None
    assert script.calls == []
    assert [await find_replaced_booking(ampeco, 7) for _ in range(2)] == [OLD, None]


def test_only_the_drivers_own_booking_can_be_replaced() -> None:
    """A deleted booking and one of another driver are refused with the same message."""
    assert validate_replacement(None, None, DRIVER) is None
    assert validate_replacement(7, OLD, DRIVER) == 7
    for other in (None, ReplacedBooking(7, 1002), ReplacedBooking(7, None)):
        with pytest.raises(InvalidRequest) as refusal:
            validate_replacement(7, other, DRIVER)
        assert refusal.value.detail == "This driver has no such booking."
