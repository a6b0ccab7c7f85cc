"""Submit a booking request idempotently: recover lost replies, never submit twice what may have arrived."""

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

Sleep = Callable[[float], Awaitable[None]]
Lookup = Callable[[], Awaitable[BookingRequest | None]]
"""Looks up the request with the same `externalId` at Ampeco; None without one."""

_LOOKUP_PAUSES = (0.25, 0.5, 1.0, 2.0)
"""Seconds between lookups of a request whose reply was lost: it may take a moment to appear in the list."""

_MAX_SUBMISSIONS = 2
"""A request that left no trace is submitted once more; if both arrived after all, they are duplicates."""

_MIN_SECONDS_TO_RESUBMIT = 4.0
"""With less time left than this nothing is submitted again: its outcome would not be known in time."""

_SUBMIT_SECONDS = 6.0
"""Kept for the request itself, and for a look when its reply is lost: what is read before must not use it up.

Of little time a third is kept.
"""

_log = logging.getLogger(__name__)


def reserve_time_to_submit() -> AbstractContextManager[None]:
    """Return a deadline for what is read before a request is sent, so that time is left to send it and to look."""
    left = time_left()
    return deadline(max(left - _SUBMIT_SECONDS, left * 2 / 3))


class Submission(NamedTuple):
    """A submitted request; `acknowledged` if its own reply confirmed it, rather than a lookup after a lost reply."""

    request: BookingRequest
    acknowledged: bool


async def submit_idempotently(
    ampeco: AmpecoClient,
    request_input: RequestInput,
    find_existing: Lookup,
    *,
    sleep: Sleep = asyncio.sleep,
) -> Submission:
    """Submit and return the resulting booking request; after a lost reply, look it up before submitting again.

    Each submission is recorded in the audit log.

    Raises OutcomeUnknown when it may have arrived and does not show; AmpecoError when it certainly did not.
    """
    lost_reply: AmpecoError | None = None
    for _ in range(_MAX_SUBMISSIONS):
        try:
            request = await ampeco.submit_booking_request(request_input)
        except AmpecoError as error:
            # Nothing of a second sending's certain failure tells what became of the first.
            if lost_reply is None and not error.outcome_unknown:
                raise
            lost_reply = error
        else:
            record_request(request_input, request)
            return Submission(request, acknowledged=True)
        try:
            with bypass_circuit_breaker():
                recovered = await _find_after_lost_reply(find_existing, sleep)
        except AmpecoError:
            # Nobody can see whether it arrived, so nothing is sent again.
            break
        if recovered:
            record_request(request_input, recovered)
            return Submission(recovered, acknowledged=False)
        if time_left() < _MIN_SECONDS_TO_RESUBMIT:
            break
    record_request(request_input, None)
    raise OutcomeUnknown from lost_reply


async def _find_after_lost_reply(find_existing: Lookup, sleep: Sleep) -> BookingRequest | None:
    """Return the request whose reply was lost, None if it had time to appear and did not.

    Raises AmpecoError if the last lookup, the one that decides, failed.
    """
    lookup_error: AmpecoError | None = None
    for pause in _LOOKUP_PAUSES:
        if time_left() <= pause:
            break  # slept through, it would leave no time to answer
        await sleep(pause)
        try:
            request = await find_existing()
        except AmpecoError as error:
            _log.info("lost_reply_lookup_failed: %s", type(error).__name__)
            lookup_error = error
            continue
        if request:
            return request
        lookup_error = None
    if lookup_error:
        raise lookup_error
    return None
