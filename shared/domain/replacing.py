"""Booking the new port before the old one is given up: the old booking is not in the new one's way.

Ampeco cannot change the port of a booking, so a move to another port is book-new, wait, cancel-old. Nothing tells
Ampeco of it: `replaces` only says which overlap is meant, and the same order with another one is still the same order.
"""

from collections.abc import Iterable
from typing import NamedTuple

from shared.ampeco_client import AmpecoClient, NotFound, User
from shared.domain.attempts import attempts_under, the_one_that_counts
from shared.domain.drivers import Driver, the_driver
from shared.domain.errors import BookingNotFound, DriverNotFound, InvalidRequest
from shared.domain.references import References

Old = str | int
"""The booking to be replaced: by the `externalId` that a reference proved, or by Ampeco's id, for staff."""


class Replaced(NamedTuple):
    """A booking that is there to be replaced, and whose it is."""

    booking_id: int
    user_id: int | None


def proven(reference: str | None, references: References) -> str | None:
    """Return the `externalId` of the booking that the reference names; None for none.

    Raises InvalidRequest for what was not signed here, in the words of `not_in_the_way`: it tells nothing of why.
    """
    if reference is None:
        return None
    try:
        return references.external_id(reference)
    except BookingNotFound as error:
        raise _not_theirs() from error


async def find_replaced(ampeco: AmpecoClient, old: Old | None) -> Replaced | None:
    """Return the booking to be replaced; None where there is none. One call, or none.

    Raises AmpecoError.
    """
    if old is None:
        return None
    if isinstance(old, str):
        request = the_one_that_counts(await attempts_under(ampeco, old))
        return Replaced(request.booking_id, request.user_id) if request and request.booking_id else None
    try:
        booking = await ampeco.read_booking(old)
    except NotFound:
        return None
    return Replaced(booking.id, booking.user_id)


def the_owner(old: Old | None, driver: Driver, found: Iterable[User]) -> User:
    """Return the driver of an order that may replace a booking.

    Whoever names an old booking by a reference must be its driver. Any other email gets one answer, whether it is known
    or not: the reference of a booking that is over would else tell one from the other, and leave no trace.

    Raises InvalidRequest, DriverNotFound.
    """
    try:
        return the_driver(driver, found)
    except DriverNotFound as error:
        if isinstance(old, str):
            raise _not_theirs() from error
        raise


def not_in_the_way(old: Old | None, replaced: Replaced | None, driver: User) -> int | None:
    """Return the id of the booking that the driver means to give up, None where no such thing was said.

    Raises InvalidRequest for a booking that is not there, or not this driver's.
    """
    if old is None:
        return None
    if replaced is None or replaced.user_id != driver.id:
        raise _not_theirs()
    return replaced.booking_id


def _not_theirs() -> InvalidRequest:
    return InvalidRequest("replaces", "This driver has no such booking.")
