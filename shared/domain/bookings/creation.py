"""Submit a create request so that one booking results, and find out which one that is."""

import asyncio
import logging

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    BookingRequestStatus,
    CreateBooking,
    CreateRequest,
    Rejected,
)
from shared.domain.bookings.idempotency import (
    CreatedIds,
    canonical_request,
    find_create_requests,
    resolve_duplicates,
)
from shared.domain.bookings.submission import Sleep, submit_idempotently
from shared.domain.errors import OutcomeUnknown

_log = logging.getLogger(__name__)


async def submit_create(
    ampeco: AmpecoClient,
    wanted: CreateBooking,
    *,
    ignoring: frozenset[int] = frozenset(),
    sleep: Sleep = asyncio.sleep,
) -> CreateRequest:
    """Submit `wanted`, and return the request that counts for its `externalId`; pending, approved or rejected.

    Requests in `ignoring` have the same `externalId` and do not count: earlier attempts that Ampeco rejected.

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
        return await resolve_create(ampeco, external_id, duplicate, frozenset(), ignoring=ignoring, sleep=sleep)
    if not isinstance(submission.request, CreateRequest):
        raise OutcomeUnknown
    # After a lost response, any duplicate may be ours.
    created_ids = frozenset({submission.request.id}) if submission.acknowledged else None
    return await resolve_create(ampeco, external_id, submission.request, created_ids, ignoring=ignoring, sleep=sleep)


async def resolve_create(  # noqa: PLR0913 — two have defaults
    ampeco: AmpecoClient,
    external_id: str,
    known: CreateRequest,
    created_ids: CreatedIds,
    *,
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
