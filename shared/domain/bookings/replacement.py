"""The reference of a booking that is to be replaced: see `switch_port.py`."""

from shared.domain.errors import BookingNotFound, InvalidRequest
from shared.domain.identifiers import ReferenceSigner


def verify_reference(reference: str, references: ReferenceSigner) -> str:
    """Return the `externalId` of the reference's booking.

    Raises InvalidRequest for an invalid reference, with the message of `not_owned`, so that they look alike.
    """
    try:
        return references.external_id(reference)
    except BookingNotFound as error:
        raise not_owned() from error


def not_owned() -> InvalidRequest:
    """Return the error for a booking that does not exist, or is another driver's: it does not say which."""
    return InvalidRequest("replaces", "This driver has no such booking.")
