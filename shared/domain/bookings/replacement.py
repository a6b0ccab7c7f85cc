"""Replace a booking by another one: the two may overlap until the old one is canceled.

Staff name the old booking by Ampeco's id, and cancel it themselves. Drivers prove it by its reference, and the switch
is completed for them: see `switch_port.py`.
"""

from typing import NamedTuple

from shared.ampeco_client import AmpecoClient, NotFound, User
from shared.domain.errors import BookingNotFound, InvalidRequest
from shared.domain.identifiers import ReferenceSigner


class ReplacedBooking(NamedTuple):
    """A booking that will be replaced, and its user."""

    booking_id: int
    user_id: int | None


def verify_reference(reference: str, references: ReferenceSigner) -> str:
    """Return the `externalId` of the reference's booking.

    Raises InvalidRequest for an invalid reference, with the message of `not_owned`, so that they look alike.
    """
    try:
        return references.external_id(reference)
    except BookingNotFound as error:
        raise not_owned() from error


async def find_replaced_booking(ampeco: AmpecoClient, booking_id: int | None) -> ReplacedBooking | None:
    """Return the booking to be replaced; None if there is none. At most one call.

    Raises AmpecoError.
    """
    if booking_id is None:
        return None
    try:
        booking = await ampeco.read_booking(booking_id)
    except NotFound:
        return None
    return ReplacedBooking(booking.id, booking.user_id)


def validate_replacement(booking_id: int | None, replaced: ReplacedBooking | None, driver: User) -> int | None:
    """Return the id of the booking that the driver replaces, None if none was named.

    Raises InvalidRequest for a booking that does not exist, or is another driver's.
    """
    if booking_id is None:
        return None
    if replaced is None or replaced.user_id != driver.id:
        raise not_owned()
    return replaced.booking_id


def not_owned() -> InvalidRequest:
    """Return the error for a booking that does not exist, or is another driver's: it does not say which."""
    return InvalidRequest("replaces", "This driver has no such booking.")
