"""The create requests of one idempotency key at Ampeco: find them, choose the one that counts, compare payloads."""

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

_MAX_PAGES = 2
"""Pages of requests with one key: there are only a few. More occur only if Ampeco ignores the filter."""

_LONGEST_RETRY = timedelta(hours=1)
"""How long the earlier ids of a key are looked up after a request: pages retry for minutes."""


async def find_create_requests(ampeco: AmpecoClient, external_id: str) -> tuple[CreateRequest, ...]:
    """Return every create request with exactly this `externalId`, oldest first. One call.

    Raises AmpecoError.
    """
    listing = ampeco.list_booking_requests(BookingRequestFilters(external_id=external_id))
    requests = await listing.all(max_pages=_MAX_PAGES)
    return tuple(sorted(_create_requests_only(requests, external_id), key=lambda request: request.id))


async def find_attempts(
    ampeco: AmpecoClient, external_id: str, earlier_ids: Iterable[str], now: datetime
) -> tuple[CreateRequest, ...]:
    """Return the requests under `external_id`, or those of the last hour under the first earlier id that has any.

    One call for each id. Older ones are ignored: an id from before ids were hashed reveals the idempotency key, and
    must not permanently lead to a reference.

    Raises AmpecoError.
    """
    if requests := await find_create_requests(ampeco, external_id):
        return requests
    for earlier_id in earlier_ids:
        found = await find_create_requests(ampeco, earlier_id)
        recent = tuple(one for one in found if one.created_at and one.created_at > now - _LONGEST_RETRY)
        if recent:
            return recent
    return ()


def canonical_request(requests: Iterable[CreateRequest]) -> CreateRequest | None:
    """Return the request with the lowest id that Ampeco did not reject; the lowest of all if it rejected every one."""
    oldest_first = sorted(requests, key=lambda request: request.id)
    for request in oldest_first:
        if request.status != BookingRequestStatus.REJECTED:
            return request
    return oldest_first[0] if oldest_first else None


def has_same_payload(request: CreateRequest, wanted: CreateBooking) -> bool:
    """Return whether both have the same payload: user, site, times, port and criteria."""
    return (
        request.user_id == wanted.user_id
        and request.location_id == wanted.location_id
        and request.start_at == wanted.start_at
        and request.end_at == wanted.end_at
        and request.evse_id == wanted.evse_id
        and (wanted.evse_id is not None or is_same_criteria(request.evse_criteria, wanted.evse_criteria))
    )


def is_same_criteria(one: EvseCriteria | None, other: EvseCriteria | None) -> bool:
    """Return whether both select the same ports: no criteria and empty criteria are equivalent."""
    return (one or EvseCriteria()) == (other or EvseCriteria())


def _create_requests_only(requests: Iterable[BookingRequest], external_id: str) -> Iterable[CreateRequest]:
    # Ampeco's filter is not trusted: somebody else's booking must never be returned for this key.
    for request in requests:
        if request.external_id != external_id:
            continue
        if isinstance(request, OtherRequest):
            # Nothing else was ever requested with this key. If it were ignored, it would be submitted again.
            yield CreateRequest.model_validate(request.model_dump(exclude={"type"}))
        elif isinstance(request, CreateRequest):
            yield request
