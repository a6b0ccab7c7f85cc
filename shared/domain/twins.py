"""Twins: several requests under one key, made by processes that know nothing of each other.

Ampeco does not promise that an `externalId` is unique, and there is no database of ours to ask. So each process that
made a request lists what stands under its key afterwards, and all come to the same result from the same facts:

* the lowest request that Ampeco did not reject is the booking;
* it is settled once Ampeco approved that one, for all lower ones are rejected then and nothing can change it;
* every other approved one is surplus and is withdrawn by whoever made it, or by the next reader of the reference.
"""

import asyncio
import logging
from collections.abc import Iterable
from itertools import chain, repeat

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    BookingRequestStatus,
    CancelBooking,
    CreateRequest,
    bypass_circuit_breaker,
    time_left,
)
from shared.domain.attempts import attempts_under, the_one_that_counts
from shared.domain.audit import note
from shared.domain.overlaps import LIVE
from shared.domain.sending import Sleep

Own = frozenset[int] | None
"""The ids of the requests that this process made; None when a lost reply leaves that open, so that any may be."""

_PAUSES = (0.2, 0.3, 0.5)
"""Seconds between looks while Ampeco has not decided; the last one repeats."""

_LATECOMERS = 5
"""So many looks find every request rejected before that is the answer: a twin's may be on its way."""

_LAST_LOOK_SECONDS = 2.0
"""With less time left than this the answer is given as it stands; the next reader sees the end of it."""

_log = logging.getLogger(__name__)


async def settle(
    ampeco: AmpecoClient, external_id: str, own: Own, *, sleep: Sleep = asyncio.sleep
) -> CreateRequest | None:
    """Return the request that counts under the key, None when there is none; withdraw our own surplus ones.

    A single request is returned at once, unless it was rejected. With twins it waits, within the deadline, until
    Ampeco has decided.

    The circuit breaker does not refuse these calls. Raises AmpecoError when the requests cannot be listed.
    """
    with bypass_circuit_breaker():
        return await _settle(ampeco, external_id, own, sleep)


async def _settle(ampeco: AmpecoClient, external_id: str, own: Own, sleep: Sleep) -> CreateRequest | None:
    refusals = 0
    pauses = chain(_PAUSES, repeat(_PAUSES[-1]))
    while True:
        attempts = await attempts_under(ampeco, external_id)
        counts = the_one_that_counts(attempts)
        if counts is None:
            return None
        if counts.status == BookingRequestStatus.REJECTED:
            refusals += 1
            if refusals > _LATECOMERS:
                return counts
        elif len(attempts) == 1:
            return counts
        elif not _undecided(attempts, counts, own):
            await withdraw(ampeco, external_id, (one for one in surplus(attempts) if own is None or one.id in own))
            return counts
        pause = next(pauses)
        if time_left() < pause + _LAST_LOOK_SECONDS:
            return counts
        await sleep(pause)


def surplus(attempts: Iterable[CreateRequest]) -> tuple[CreateRequest, ...]:
    """Return the approved requests that are not the booking; none before it is settled which one that is."""
    attempts = tuple(attempts)
    counts = the_one_that_counts(attempts)
    if counts is None or counts.status != BookingRequestStatus.APPROVED:
        return ()
    return tuple(one for one in attempts if one.status == BookingRequestStatus.APPROVED and one.id != counts.id)


async def heal(ampeco: AmpecoClient, external_id: str, attempts: Iterable[CreateRequest]) -> None:
    """Withdraw the surplus bookings that are still alive, whoever made them. No call where nothing is surplus."""
    for request in surplus(attempts):
        if request.booking_id is None:
            continue
        try:
            booking = await ampeco.read_booking(request.booking_id)
        except AmpecoError as error:
            _log.warning("A surplus booking is left to the next reader: %s", type(error).__name__)
            continue
        if booking.status in LIVE:
            await withdraw(ampeco, external_id, [request])


async def withdraw(ampeco: AmpecoClient, external_id: str, requests: Iterable[CreateRequest]) -> None:
    """Ask Ampeco to cancel the bookings of surplus requests. What fails is left to the next reader."""
    for request in requests:
        if request.booking_id is None:
            continue
        cancel = CancelBooking(booking_id=request.booking_id, external_id=f"{external_id}~twin-{request.id}")
        try:
            note(cancel, await ampeco.submit_booking_request(cancel))
        except AmpecoError as error:
            _log.warning("A surplus booking is left to the next reader: %s", type(error).__name__)


def _undecided(attempts: Iterable[CreateRequest], counts: CreateRequest, own: Own) -> bool:
    """Tell whether Ampeco still has to decide what the booking is, or about a request that may become our surplus."""
    return counts.status == BookingRequestStatus.PENDING or any(
        one.status == BookingRequestStatus.PENDING and (own is None or one.id in own) for one in attempts
    )
