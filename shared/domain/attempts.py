"""The booking requests that stand under one key at Ampeco, and which of them counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.ampeco_client import (
    AmpecoClient,
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    CreateBooking,
    CreateRequest,
    EvseCriteria,
    OtherRequest,
)

_MOST_PAGES = 2
"""Of requests under one key: there are a few at most. More come only when Ampeco passes over the filter."""

_LONGEST_RETRY = timedelta(hours=1)
"""So long after an attempt the same key is looked for under its earlier ids: pages retry for minutes."""


async def attempts_under(ampeco: AmpecoClient, external_id: str) -> tuple[CreateRequest, ...]:
    """Return every request to create a booking with exactly this `externalId`, oldest first. One call.

    Raises AmpecoError.
    """
    listing = ampeco.list_booking_requests(BookingRequestFilters(external_id=external_id))
    requests = await listing.all(at_most=_MOST_PAGES)
    return tuple(sorted(_creations(requests, external_id), key=lambda request: request.id))


async def attempts_before(
    ampeco: AmpecoClient, external_ids: Iterable[str], now: datetime
) -> tuple[CreateRequest, ...]:
    """Return the requests of the last hour under the first of `external_ids` that has any. One call for each id.

    Older ones are left out: an id from before ids were hashed shows the Idempotency-Key, and must not lead to a
    reference for ever.

    Raises AmpecoError.
    """
    for external_id in external_ids:
        found = await attempts_under(ampeco, external_id)
        recent = tuple(one for one in found if one.created_at and one.created_at > now - _LONGEST_RETRY)
        if recent:
            return recent
    return ()


def the_one_that_counts(attempts: Iterable[CreateRequest]) -> CreateRequest | None:
    """Return the lowest attempt that Ampeco did not reject; the lowest of all when it rejected every one."""
    oldest_first = sorted(attempts, key=lambda request: request.id)
    for attempt in oldest_first:
        if attempt.status != BookingRequestStatus.REJECTED:
            return attempt
    return oldest_first[0] if oldest_first else None


def asks_the_same(attempt: CreateRequest, wanted: CreateBooking) -> bool:
    """Tell whether `attempt` asked for just what `wanted` asks for."""
    return (
        attempt.user_id == wanted.user_id
        and attempt.location_id == wanted.location_id
        and attempt.start_at == wanted.start_at
        and attempt.end_at == wanted.end_at
        and attempt.evse_id == wanted.evse_id
        and (wanted.evse_id is not None or _criteria(attempt) == _criteria(wanted))
    )


def _criteria(asked: CreateRequest | CreateBooking) -> EvseCriteria:
    # No criteria and empty criteria ask for the same: any port.
    return asked.evse_criteria or EvseCriteria()


def _creations(requests: Iterable[BookingRequest], external_id: str) -> Iterable[CreateRequest]:
    # Ampeco's filter is checked, not trusted: a stranger's booking must never answer for this key.
    for request in requests:
        if request.external_id != external_id:
            continue
        if isinstance(request, OtherRequest):
            # Nothing else was ever asked for under this key. Passed over, it would be asked for again.
            yield CreateRequest.model_validate(request.model_dump(exclude={"type"}))
        elif isinstance(request, CreateRequest):
            yield request
