"""References: the only access to a booking."""

from uuid import UUID

import pytest
from pydantic import SecretStr

from shared.domain.errors import BookingNotFound
from shared.domain.identifiers import ReferenceSigner, booking_name, named_booking_id

OLD = SecretStr("an-old-key-of-at-least-32-characters")
NEW = SecretStr("a-newer-key-of-at-least-32-characters")
KEY = UUID("0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10")
EXTERNAL_ID = f"web-{KEY}"


def test_a_reference_is_decoded_to_its_external_id() -> None:
    references = ReferenceSigner([NEW])

    assert references.external_id(references.reference(EXTERNAL_ID)) == EXTERNAL_ID


def test_a_reference_stays_valid_when_a_key_is_added() -> None:
    """The first key signs, every key verifies."""
    before, after = ReferenceSigner([OLD]), ReferenceSigner([NEW, OLD])

    assert after.external_id(before.reference(EXTERNAL_ID)) == EXTERNAL_ID
    assert after.reference(EXTERNAL_ID) == ReferenceSigner([NEW]).reference(EXTERNAL_ID)


def test_a_reference_is_invalid_after_its_key_is_removed() -> None:
    with pytest.raises(BookingNotFound):
        ReferenceSigner([NEW]).external_id(ReferenceSigner([OLD]).reference(EXTERNAL_ID))


def test_a_reference_of_an_earlier_version_stays_valid() -> None:
    """Mails and bookmarks contain it: a new format must still accept the old one."""
    given_out = "web-0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10.oiUaw780jeco4vazTUY6xczZ_zoY21zmbfsR9DexMH8"

    assert ReferenceSigner([NEW]).reference(EXTERNAL_ID) == given_out


def test_an_external_id_does_not_reveal_the_idempotency_key() -> None:
    """It has the same format as before, and is always the same for the same keys."""
    ids = ReferenceSigner([NEW]).external_ids(KEY)

    assert ids.current == "web-f7cf3ccc-c48f-9535-0bdf-70aacfcc69ea"
    assert ids.earlier == (EXTERNAL_ID,)
    assert ReferenceSigner([OLD]).external_ids(KEY).current != ids.current
    assert ReferenceSigner([NEW]).external_ids(UUID(int=KEY.int + 1)).current != ids.current


def test_a_request_is_found_after_its_link_key_was_rotated() -> None:
    """By the id of the old key; requests from before that, by the idempotency key itself."""
    before, after = ReferenceSigner([OLD]).external_ids(KEY), ReferenceSigner([NEW, OLD]).external_ids(KEY)

    assert after.current == ReferenceSigner([NEW]).external_ids(KEY).current
    assert after.earlier == (before.current, EXTERNAL_ID)


def test_the_signature_has_256_bits() -> None:
    """43 characters of base64url."""
    signature = ReferenceSigner([NEW]).reference(EXTERNAL_ID).rpartition(".")[2]

    assert len(signature) == 43


def test_a_reference_with_any_changed_character_is_invalid() -> None:
    """Including the unused bits of the last character."""
    references = ReferenceSigner([NEW])
    reference = references.reference(EXTERNAL_ID)
    for position, character in enumerate(reference):
        for other in "AQgwBx.":
            if other == character:
                continue
            forged = reference[:position] + other + reference[position + 1 :]
            with pytest.raises(BookingNotFound):
                references.external_id(forged)


def test_an_external_id_may_have_a_dot_and_256_characters() -> None:
    """Every external id that Ampeco accepts fits; a longer text is refused before it is parsed."""
    references = ReferenceSigner([NEW])

    for external_id in ("web-1.2", "x" * 256):
        assert references.external_id(references.reference(external_id)) == external_id
    with pytest.raises(BookingNotFound):
        references.external_id(references.reference("x" * 257))


def test_only_the_canonical_base64_of_a_signature_is_valid() -> None:
    """The last character has two unused bits: four encodings, of which one is valid."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    references = ReferenceSigner([NEW])
    reference = references.reference(EXTERNAL_ID)
    ours = letters.index(reference[-1])
    email_variants = [reference[:-1] + letters[ours - ours % 4 + bits] for bits in range(4)]

    for spelling in email_variants:
        if spelling != reference:
            with pytest.raises(BookingNotFound):
                references.external_id(spelling)
    assert reference in email_variants


@pytest.mark.parametrize(
    "forged",
    ["", ".", "77", "web-1", EXTERNAL_ID, f"{EXTERNAL_ID}.", "é.ü", "x" * 10_000, f"{EXTERNAL_ID}.AAAA"],
)
def test_unsigned_texts_are_invalid_references(forged: str) -> None:
    """A plain number in particular."""
    with pytest.raises(BookingNotFound):
        ReferenceSigner([NEW]).external_id(forged)


def test_without_a_key_nothing_is_signed() -> None:
    """An empty list of keys must not mean an empty key."""
    with pytest.raises(ValueError, match=r"^no key to sign references with$"):
        ReferenceSigner([])


def test_a_booking_name_leads_to_the_booking() -> None:
    """No `externalId` of ours is mistaken for one."""
    assert named_booking_id(booking_name(21007)) == 21007
    for other in (f"admin-{KEY}", "admin-21007~port-1", "admin-0", "admin-021", "web-21007", f"admin-{KEY.int}"):
        assert named_booking_id(other) is None
