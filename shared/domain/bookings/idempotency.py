"""Submit a create request once for its idempotency key, and resolve duplicate requests that share the key.

Ampeco does not guarantee unique `externalId`s, and we have no database. So each process that submitted a request lists
all requests with its key afterwards, and all processes reach the same result from the same data:

* the lowest request that Ampeco did not reject is the booking (the canonical request);
* it is final once Ampeco approved it: all lower ones are rejected then, and nothing can change that;
* every other approved request is a duplicate and is canceled by the process that created it, or by the next reader.
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
    CreateBooking,
    CreateRequest,
    Rejected,
    bypass_circuit_breaker,
    time_left,
)
from shared.domain.bookings.audit import record_request
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.create_requests import canonical_request, find_create_requests
from shared.domain.bookings.submission import submit_idempotently
from shared.domain.errors import OutcomeUnknown
from shared.domain.timeutil.site_time import Sleep

_DUPLICATE_MARK = "~twin-"
"""Separates the `externalId` of a key from the id of the duplicate that is canceled."""


def is_duplicate_cancellation(external_id: str) -> bool:
    """Return whether the request with this `externalId` canceled a duplicate: nobody requested it."""
    return _DUPLICATE_MARK in external_id


CreatedIds = frozenset[int] | None
"""Ids of the requests that this process created; None after a lost response, when any of them may be."""

_PAUSES = (0.2, 0.3, 0.5)
"""Seconds between polls while the request is pending; the last one repeats."""

_MAX_REJECTED_POLLS = 5
"""Polls that find every request rejected before that is the result: a duplicate may still arrive."""

_MIN_SECONDS_TO_POLL = 2.0
"""With less time left than this the current state is returned; the next reader sees the final one."""

_log = logging.getLogger(__name__)


async def submit_create(
    ampeco: AmpecoClient,
    wanted: CreateBooking,
    *,
    ignoring: frozenset[int] = frozenset(),
    sleep: Sleep = asyncio.sleep,
) -> CreateRequest:
    """Submit `wanted`, and return the request that counts for its `externalId`; pending, approved or rejected.

    Requests in `ignoring` have the same `externalId` and do not count: earlier ones that Ampeco rejected.

    Raises OutcomeUnknown if it may have been written; AmpecoError otherwise.
    """
    external_id = wanted.external_id or ""

    async def find_existing() -> CreateRequest | None:
        found = await find_create_requests(ampeco, external_id)
        return canonical_request(one for one in found if one.id not in ignoring)

    try:
        submission = await submit_idempotently(ampeco, wanted, find_existing, sleep=sleep)
    except Rejected:
        # Ampeco may refuse a slot that it gave to a duplicate.
        duplicate = await find_existing()
        if duplicate is None:
            raise
        return await resolve_create(ampeco, external_id, duplicate, ignoring=ignoring, sleep=sleep)
    if not isinstance(submission.request, CreateRequest):
        raise OutcomeUnknown
    # After a lost response, any duplicate may be ours.
    created_ids = frozenset({submission.request.id}) if submission.acknowledged else None
    return await resolve_create(
        ampeco, external_id, submission.request, created_ids=created_ids, ignoring=ignoring, sleep=sleep
    )


async def resolve_create(  # noqa: PLR0913 — three have defaults
    ampeco: AmpecoClient,
    external_id: str,
    known: CreateRequest,
    *,
    created_ids: CreatedIds = frozenset(),
    ignoring: frozenset[int] = frozenset(),
    sleep: Sleep = asyncio.sleep,
) -> CreateRequest:
    """Return the canonical request; `known` if the list cannot be read: the reference leads to the same result.

    Raises OutcomeUnknown if `known` was rejected: a duplicate may have been approved.
    """
    try:
        found = await resolve_duplicates(ampeco, external_id, created_ids, ignoring=ignoring, sleep=sleep)
    except AmpecoError as error:
        if known.status == BookingRequestStatus.REJECTED:
            raise OutcomeUnknown from error
        _log.warning("duplicate_resolution_failed: %s", type(error).__name__)
        return known
    return found or known


async def resolve_duplicates(
    ampeco: AmpecoClient,
    external_id: str,
    created_ids: CreatedIds,
    *,
    ignoring: frozenset[int] = frozenset(),
    sleep: Sleep = asyncio.sleep,
) -> CreateRequest | None:
    """Return the canonical request for the key, None when there is none; cancel our own duplicates.

    Requests in `ignoring` do not count: earlier ones that Ampeco rejected.

    A single request is returned at once, unless it was rejected. With duplicates it waits, within the deadline, until
    Ampeco has decided.

    The circuit breaker does not refuse these calls. Raises AmpecoError when the requests cannot be listed.
    """
    rejections = 0
    pauses = chain(_PAUSES, repeat(_PAUSES[-1]))
    with bypass_circuit_breaker():
        while True:
            found = await find_create_requests(ampeco, external_id)
            requests = [one for one in found if one.id not in ignoring]
            canonical = canonical_request(requests)
            if canonical is None:
                return None
            if canonical.status == BookingRequestStatus.REJECTED:
                rejections += 1
                if rejections > _MAX_REJECTED_POLLS:
                    return canonical
            elif len(requests) == 1:
                return canonical
            elif not _is_undecided(requests, canonical, created_ids):
                own = (one for one in approved_duplicates(requests) if created_ids is None or one.id in created_ids)
                await cancel_duplicates(ampeco, external_id, own)
                return canonical
            pause = next(pauses)
            if time_left() < pause + _MIN_SECONDS_TO_POLL:
                return canonical
            await sleep(pause)


def approved_duplicates(requests: Iterable[CreateRequest]) -> tuple[CreateRequest, ...]:
    """Return the approved requests besides the canonical one; none before that one is approved."""
    requests = tuple(requests)
    canonical = canonical_request(requests)
    if canonical is None or canonical.status != BookingRequestStatus.APPROVED:
        return ()
    return tuple(one for one in requests if one.status == BookingRequestStatus.APPROVED and one.id != canonical.id)


async def cancel_orphaned_duplicates(ampeco: AmpecoClient, external_id: str, requests: Iterable[CreateRequest]) -> None:
    """Cancel duplicate bookings that are still active, whichever process created them. No call without duplicates."""
    for request in approved_duplicates(requests):
        if request.booking_id is None:
            continue
        try:
            booking = await ampeco.read_booking(request.booking_id)
        except AmpecoError as error:
            _log.warning("duplicate_cancellation_failed: %s", type(error).__name__)
            continue
        if booking.status in ACTIVE_STATUSES:
            await cancel_duplicates(ampeco, external_id, [request])


async def cancel_duplicates(ampeco: AmpecoClient, external_id: str, requests: Iterable[CreateRequest]) -> None:
    """Request the cancellation of duplicate bookings. Failures are left to the next reader."""
    for request in requests:
        if request.booking_id is None:
            continue
        cancel = CancelBooking(booking_id=request.booking_id, external_id=f"{external_id}{_DUPLICATE_MARK}{request.id}")
        try:
            record_request(cancel, await ampeco.submit_booking_request(cancel))
        except AmpecoError as error:
            _log.warning("duplicate_cancellation_failed: %s", type(error).__name__)


def _is_undecided(requests: Iterable[CreateRequest], canonical: CreateRequest, created_ids: CreatedIds) -> bool:
    """Return whether the canonical request is pending, or one of ours that may become a duplicate."""
    return canonical.status == BookingRequestStatus.PENDING or any(
        one.status == BookingRequestStatus.PENDING and (created_ids is None or one.id in created_ids)
        for one in requests
    )
