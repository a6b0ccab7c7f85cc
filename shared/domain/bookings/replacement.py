"""Replace a booking by one on another port: the two may overlap until the old one is canceled.

Ampeco cannot change the port of a booking, so switching ports means: create the new one, wait, cancel the old one.
`replaces` is not sent to Ampeco: it only allows the overlap, and is not part of the payload of an idempotency key.
"""

from collections.abc import Iterable
from typing import NamedTuple

from shared.ampeco_client import AmpecoClient, NotFound, User
from shared.domain.bookings.drivers import DriverRef, require_active_driver
from shared.domain.bookings.idempotency import canonical_request, find_create_requests
from shared.domain.errors import BookingNotFound, DriverNotFound, InvalidRequest
from shared.domain.identifiers import ReferenceSigner

ReplacedRef = str | int
"""The booking to replace: by the `externalId` of a verified reference, or by Ampeco's id, for admins."""


class ReplacedBooking(NamedTuple):
    """A booking that will be replaced, and its user."""

    booking_id: int
    user_id: int | None


def verify_reference(reference: str | None, references: ReferenceSigner) -> str | None:
    """Return the `externalId` of the reference's booking; None for none.

    Raises InvalidRequest for an invalid reference, with the message of `validate_replacement`, so that they look alike.
    """
    if reference is None:
        return None
    try:
        return references.external_id(reference)
    except BookingNotFound as error:
        raise _not_owned() from error


async def find_replaced_booking(ampeco: AmpecoClient, replaced_ref: ReplacedRef | None) -> ReplacedBooking | None:
    """Return the booking to be replaced; None if there is none. At most one call.

    Raises AmpecoError.
    """
    if replaced_ref is None:
        return None
    if isinstance(replaced_ref, str):
        request = canonical_request(await find_create_requests(ampeco, replaced_ref))
        return ReplacedBooking(request.booking_id, request.user_id) if request and request.booking_id else None
    try:
        booking = await ampeco.read_booking(replaced_ref)
    except NotFound:
        return None
    return ReplacedBooking(booking.id, booking.user_id)


def require_owner(replaced_ref: ReplacedRef | None, driver: DriverRef, found: Iterable[User]) -> User:
    """Return the driver of a request that may replace a booking.

    A booking named by a reference must belong to the driver. All other emails get the same error, known or not:
    otherwise a reference of a past booking would distinguish them without creating a booking.

    Raises InvalidRequest, DriverNotFound.
    """
    try:
        return require_active_driver(driver, found)
    except DriverNotFound as error:
        if isinstance(replaced_ref, str):
            raise _not_owned() from error
        raise


def validate_replacement(
    replaced_ref: ReplacedRef | None, replaced: ReplacedBooking | None, driver: User
) -> int | None:
    """Return the id of the booking that the driver replaces, None if none was named.

    Raises InvalidRequest for a booking that does not exist, or is another driver's.
    """
    if replaced_ref is None:
        return None
    if replaced is None or replaced.user_id != driver.id:
        raise _not_owned()
    return replaced.booking_id


def _not_owned() -> InvalidRequest:
    return InvalidRequest("replaces", "This driver has no such booking.")
