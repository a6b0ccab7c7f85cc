"""Submit a booking request idempotently: recover lost responses, never resubmit what may have arrived."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    BookingRequest,
    bypass_circuit_breaker,
    deadline,
    time_left,
)
from shared.domain.bookings.audit import RequestInput, record_request
from shared.domain.errors import OutcomeUnknown
from shared.domain.timeutil.site_time import Sleep

Lookup = Callable[[], Awaitable[BookingRequest | None]]
"""Looks up the request with the same `externalId` at Ampeco; returns None if there is none."""

_LOOKUP_PAUSES = (0.25, 0.5, 1.0, 2.0)
"""Seconds between lookups after a lost response: the request may take a moment to appear in the list."""

_MAX_SUBMISSIONS = 2
"""A request that does not appear is submitted once more; if both arrived, they are duplicates."""

_MIN_SECONDS_TO_RESUBMIT = 4.0
"""With less time left, nothing is submitted again: its outcome would not be known in time."""

_SUBMIT_SECONDS = 6.0
"""Reserved for the request itself, and for a lookup after a lost response: earlier reads must not use it up.

With less time, a third of it is reserved.
"""

_log = logging.getLogger(__name__)


def reserve_time_to_submit() -> AbstractContextManager[None]:
    """Return a deadline for reads before a request is submitted, so that time for submission and lookup is left."""
    left = time_left()
    return deadline(max(left - _SUBMIT_SECONDS, left * 2 / 3))


class Submission(NamedTuple):
    """A submitted request; `acknowledged` if its own response confirmed it, rather than a lookup."""

    request: BookingRequest
    acknowledged: bool


async def submit_idempotently(
    ampeco: AmpecoClient,
    request_input: RequestInput,
    find_existing: Lookup,
    *,
    sleep: Sleep = asyncio.sleep,
) -> Submission:
    """Submit and return the resulting booking request; after a lost response, look it up before submitting again.

    Each submission is recorded in the audit log.

    Raises OutcomeUnknown if it may have arrived and does not appear; AmpecoError if it certainly did not arrive.
    """
    lost_response: AmpecoError | None = None
    for _ in range(_MAX_SUBMISSIONS):
        try:
            request = await ampeco.submit_booking_request(request_input)
        except AmpecoError as error:
            # That the second submission certainly failed says nothing about the first.
            if lost_response is None and not error.outcome_unknown:
                raise
            lost_response = error
        else:
            record_request(request_input, request)
            return Submission(request, acknowledged=True)
        try:
            with bypass_circuit_breaker():
                recovered = await _find_after_lost_response(find_existing, sleep)
        except AmpecoError:
            # Nobody can tell whether it arrived, so it is not submitted again.
            break
        if recovered:
            record_request(request_input, recovered)
            return Submission(recovered, acknowledged=False)
        if time_left() < _MIN_SECONDS_TO_RESUBMIT:
            break
    record_request(request_input, None)
    raise OutcomeUnknown from lost_response


async def _find_after_lost_response(find_existing: Lookup, sleep: Sleep) -> BookingRequest | None:
    """Return the request whose response was lost, None if it had time to appear and did not.

    Raises AmpecoError if the last lookup, the decisive one, failed.
    """
    lookup_error: AmpecoError | None = None
    for pause in _LOOKUP_PAUSES:
        if time_left() <= pause:
            break  # waiting would leave no time to respond
        await sleep(pause)
        try:
            request = await find_existing()
        except AmpecoError as error:
            _log.info("lost_response_lookup_failed: %s", type(error).__name__)
            lookup_error = error
            continue
        if request:
            return request
        lookup_error = None
    if lookup_error:
        raise lookup_error
    return None
