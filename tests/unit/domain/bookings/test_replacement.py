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
from tests.support.scripted_client import BOOKINGS, REQUESTS, Script
from tests.unit.domain.records import creation, record

REFERENCES = ReferenceSigner([SecretStr("a-key-of-the-tests-with-32-characters")])
DRIVER = User(id=1001)
OLD = ReplacedBooking(7, 1001)


def test_only_a_valid_reference_names_a_booking_to_replace() -> None:
    """Without a reference there is nothing to verify."""
    assert verify_reference(None, REFERENCES) is None
    assert verify_reference(REFERENCES.reference("web-1"), REFERENCES) == "web-1"
    with pytest.raises(InvalidRequest) as refusal:
        verify_reference("web-1.forged", REFERENCES)
    assert (refusal.value.field, refusal.value.detail) == ("replaces", "This driver has no such booking.")


async def test_the_replaced_booking_is_found_by_its_key_or_its_id(script: Script, ampeco: AmpecoClient) -> None:
    """By the key only once it is approved; no call is made without either."""
    script.on("GET", REQUESTS, [creation(5, bookingId=7, externalId="web-1")], [creation(5, externalId="web-1")], [])
    script.on("GET", f"{BOOKINGS}/7", record(7), 404)

    assert await find_replaced_booking(ampeco, None) is None
    assert script.asked == []
    assert [await find_replaced_booking(ampeco, "web-1") for _ in range(3)] == [OLD, None, None]
    assert [await find_replaced_booking(ampeco, 7) for _ in range(2)] == [OLD, None]


def test_only_the_drivers_own_booking_can_be_replaced() -> None:
    """A deleted booking and one of another driver are refused with the same message."""
    assert validate_replacement(None, None, DRIVER) is None
    assert validate_replacement("web-1", OLD, DRIVER) == 7
    for other in (None, ReplacedBooking(7, 1002), ReplacedBooking(7, None)):
        with pytest.raises(InvalidRequest) as refusal:
            validate_replacement("web-1", other, DRIVER)
        assert refusal.value.detail == "This driver has no such booking."
