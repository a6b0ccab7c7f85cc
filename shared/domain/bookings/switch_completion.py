"""Complete a switch of port: once the new booking is approved, cancel the one that it replaces.

Nobody has to wait for the decision: whoever reads one of the two bookings later completes the switch. The old booking
is canceled only while the new one holds its port, so the driver always has one of them.
"""

import logging
from collections.abc import Iterable
from typing import NamedTuple

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    Booking,
    BookingRequest,
    BookingRequestStatus,
    BookingStatus,
    CancelBooking,
    CreateRequest,
    NotFound,
    UnreadableRecord,
)
from shared.domain.bookings.audit import record_request
from shared.domain.bookings.change import find_change_request
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.idempotency import canonical_request, find_create_requests
from shared.domain.identifiers import booking_name, named_booking_id, replaced_id, replacement_id
from shared.infra.concurrency import gather_limited

_log = logging.getLogger(__name__)


class SwitchedBooking(NamedTuple):
    """One of the two bookings of a switch: its request, and the booking once it can be read."""

    external_id: str
    request: CreateRequest
    booking: Booking | None

    @property
    def is_active(self) -> bool:
        """Whether the driver holds a port with it."""
        return self.booking is not None and self.booking.status in ACTIVE_STATUSES

    @property
    def has_port(self) -> bool:
        """Whether the driver holds a port with it, or charged with it."""
        return self.is_active or (self.booking is not None and self.booking.status == BookingStatus.COMPLETED)

    @property
    def evse_id(self) -> int | None:
        """The booked EVSE; before there is a booking the requested one."""
        booked = self.booking.booked_evse_ids if self.booking else None
        return booked[0] if booked else self.request.evse_id


async def read_switched(ampeco: AmpecoClient, external_id: str) -> SwitchedBooking | None:
    """Return the booking with this `externalId`, None if nobody requested one. At most two calls.

    A booking that was made elsewhere has no `externalId` of ours: it is read by its `booking_name`.

    Raises AmpecoError.
    """
    if booking_id := named_booking_id(external_id):
        try:
            return switched_elsewhere(await ampeco.read_booking(booking_id))
        except (NotFound, UnreadableRecord):
            return None
    request = current_attempt(await find_create_requests(ampeco, external_id))
    if request is None:
        return None
    return SwitchedBooking(external_id, request, await read_created(ampeco, request))


def switched_elsewhere(booking: Booking) -> SwitchedBooking:
    """Return a booking that was made elsewhere, by its `booking_name`, with the request that would have made it."""
    request = CreateRequest(
        id=booking.id,
        status=BookingRequestStatus.APPROVED,
        booking_id=booking.id,
        user_id=booking.user_id,
        location_id=booking.location_id,
        start_at=booking.start_at,
        end_at=booking.end_at,
    )
    return SwitchedBooking(booking_name(booking.id), request, booking)


async def read_previous(ampeco: AmpecoClient, external_id: str) -> SwitchedBooking | None:
    """Return the booking that the one with this `externalId` replaces, None for none. At most two calls.

    Raises AmpecoError.
    """
    previous = replaced_id(external_id)
    return await read_switched(ampeco, previous) if previous else None


async def read_replacement(ampeco: AmpecoClient, external_id: str) -> SwitchedBooking | None:
    """Return the booking that replaces the one with this `externalId`; after several switches the last one.

    Two calls for each switch, and one more. Raises AmpecoError.
    """
    found = await read_switched(ampeco, replacement_id(external_id))
    while found and found.booking and found.booking.status == BookingStatus.CANCELLED:
        following = await read_switched(ampeco, replacement_id(found.external_id))
        if following is None or following.request.status != BookingRequestStatus.APPROVED:
            break
        found = following
    return found


def current_attempt(attempts: tuple[CreateRequest, ...]) -> CreateRequest | None:
    """Return the request that counts among the attempts to switch: the latest one if Ampeco rejected them all."""
    request = canonical_request(attempts)
    if request is None or request.status != BookingRequestStatus.REJECTED:
        return request
    return max(attempts, key=lambda one: one.id)


async def read_created(ampeco: AmpecoClient, request: CreateRequest) -> Booking | None:
    """Return the booking of an approved request; None before the approval, and until it can be read. At most one call.

    Raises AmpecoError.
    """
    if request.booking_id is None:
        return None
    try:
        return await ampeco.read_booking(request.booking_id)
    except (NotFound, UnreadableRecord):
        return None


async def complete_switches(ampeco: AmpecoClient, requests: Iterable[BookingRequest]) -> None:
    """Complete the switches among these requests, if nobody did. Three calls for each approved one, or five.

    Failures are left to the next reader.
    """
    approved = {
        one.external_id: one
        for one in requests
        if isinstance(one, CreateRequest)
        and one.status == BookingRequestStatus.APPROVED
        and one.external_id is not None
        and replaced_id(one.external_id) is not None
    }

    async def complete(external_id: str, request: CreateRequest) -> None:
        try:
            old = await read_previous(ampeco, external_id)
            if old is not None and old.is_active:
                await complete_switch(
                    ampeco, old, SwitchedBooking(external_id, request, await read_created(ampeco, request))
                )
        except AmpecoError as error:
            _log.warning("switch_completion_failed: %s", type(error).__name__)

    await gather_limited(approved.items(), lambda one: complete(*one))


async def complete_switch(ampeco: AmpecoClient, old: SwitchedBooking, new: SwitchedBooking) -> None:
    """Cancel `old` if `new` took its place. No call, or two. Failures are left to the next reader."""
    if old.booking is None or new.booking is None or not old.is_active:
        return
    if not new.has_port:
        return
    external_id = f"{old.external_id}~switched"
    try:
        earlier = await find_change_request(ampeco, external_id)
        if earlier is not None and earlier.status != BookingRequestStatus.REJECTED:
            return
        cancel = CancelBooking(booking_id=old.booking.id, external_id=external_id)
        record_request(cancel, await ampeco.submit_booking_request(cancel))
    except AmpecoError as error:
        _log.warning("switch_completion_failed: %s", type(error).__name__)
