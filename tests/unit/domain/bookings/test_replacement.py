"""Which booking the driver means to give up for the new one."""

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
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.records import creation, record

REFERENCES = ReferenceSigner([SecretStr("a-key-of-the-tests-with-32-characters")])
DRIVER = User(id=1001)
OLD = ReplacedBooking(7, 1001)


def test_only_a_reference_proves_a_booking() -> None:
    """Where none is named there is nothing to prove."""
    assert verify_reference(None, REFERENCES) is None
    assert verify_reference(REFERENCES.reference("web-1"), REFERENCES) == "web-1"
    with pytest.raises(InvalidRequest) as refusal:
        verify_reference("web-1.forged", REFERENCES)
    assert (refusal.value.field, refusal.value.detail) == ("replaces", "This driver has no such booking.")


async def test_a_booking_is_found_by_its_key_or_its_number(script: Script, ampeco: AmpecoClient) -> None:
    """By the key only once it is booked; none named costs no call."""
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")], [creation(5, externalId="web-1")], [])
    script.on("GET", f"{BOOKINGS}/7", record(7), 404)

    assert await find_replaced_booking(ampeco, None) is None
    assert script.asked == []
    assert [await find_replaced_booking(ampeco, "web-1") for _ in range(3)] == [OLD, None, None]
    assert [await find_replaced_booking(ampeco, 7) for _ in range(2)] == [OLD, None]


def test_only_the_drivers_own_booking_is_not_in_the_way() -> None:
    """What is gone, or somebody else's, is refused in the same words."""
    assert validate_replacement(None, None, DRIVER) is None
    assert validate_replacement("web-1", OLD, DRIVER) == 7
    for other in (None, ReplacedBooking(7, 1002), ReplacedBooking(7, None)):
        with pytest.raises(InvalidRequest) as refusal:
            validate_replacement("web-1", other, DRIVER)
        assert refusal.value.detail == "This driver has no such booking."
