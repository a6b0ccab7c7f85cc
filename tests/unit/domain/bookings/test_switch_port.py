"""Switch port: the reference of the booking to replace."""

import pytest
from pydantic import SecretStr

from shared.domain.bookings.switch_port import verify_reference
from shared.domain.errors import InvalidRequest
from shared.domain.identifiers import ReferenceSigner

REFERENCES = ReferenceSigner([SecretStr("a-key-of-the-tests-with-32-characters")])


def test_only_a_valid_reference_names_a_booking_to_replace() -> None:
    """A forged one is refused with the same message as another driver's."""
    assert verify_reference(REFERENCES.reference("web-1"), REFERENCES) == "web-1"
    with pytest.raises(InvalidRequest) as refusal:
        verify_reference("web-1.forged", REFERENCES)
    assert (refusal.value.field, refusal.value.detail) == ("replaces", "This driver has no such booking.")
