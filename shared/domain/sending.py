"""Sending a booking request so that nothing is lost and nothing is done twice."""

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
from shared.domain.audit import Ask, note
from shared.domain.errors import OutcomeUnknown

Sleep = Callable[[float], Awaitable[None]]
Look = Callable[[], Awaitable[BookingRequest | None]]
"""Looks for what stands at Ampeco under the request's `externalId`; None when nothing does."""

_APPEARING_PAUSES = (0.25, 0.5, 1.0, 2.0)
"""Seconds between looks for a request whose reply was lost: it may take a moment to appear in the list."""

_SENDINGS = 2
"""A request that left no trace is sent once more; should both have arrived after all, they are twins."""

_SENDING_AGAIN_SECONDS = 4.0
"""With less time left than this nothing is sent again: its fate would not be known in time."""

_SUBMIT_SECONDS = 6.0
"""Kept for the request itself, and for a look when its reply is lost: what is read before must not use it up.

Of little time a third is kept.
"""

_log = logging.getLogger(__name__)


def reserve_time_to_submit() -> AbstractContextManager[None]:
    """Return a deadline for what is read before a request is sent, so that time is left to send it and to look."""
    left = time_left()
    return deadline(max(left - _SUBMIT_SECONDS, left * 2 / 3))


class Sent(NamedTuple):
    """A request at Ampeco; `certain` when its own reply says so, not a look for what a lost reply left behind."""

    request: BookingRequest
    certain: bool


async def send(
    ampeco: AmpecoClient,
    ask: Ask,
    look: Look,
    *,
    sleep: Sleep = asyncio.sleep,
) -> Sent:
    """Send `ask` and return the request that stands for it; a lost reply is settled before anything is sent again.

    What was sent is noted in the audit trail.

    Raises OutcomeUnknown when it may have arrived and does not show; AmpecoError when it certainly did not.
    """
    lost: AmpecoError | None = None
    for _ in range(_SENDINGS):
        try:
            request = await ampeco.submit_booking_request(ask)
        except AmpecoError as error:
            # Nothing of a second sending's certain failure tells what became of the first.
            if lost is None and not error.outcome_unknown:
                raise
            lost = error
        else:
            note(ask, request)
            return Sent(request, certain=True)
        try:
            with bypass_circuit_breaker():
                appeared = await _appeared(look, sleep)
        except AmpecoError:
            # Nobody can see whether it arrived, so nothing is sent again.
            break
        if appeared:
            note(ask, appeared)
            return Sent(appeared, certain=False)
        if time_left() < _SENDING_AGAIN_SECONDS:
            break
    note(ask, None)
    raise OutcomeUnknown from lost


async def _appeared(look: Look, sleep: Sleep) -> BookingRequest | None:
    """Return what a lost reply left behind, None when it had time to appear and did not.

    Raises AmpecoError when the last look, the one that decides, brought no answer.
    """
    blind: AmpecoError | None = None
    for pause in _APPEARING_PAUSES:
        if time_left() <= pause:
            break  # slept through, it would leave no time to answer
        await sleep(pause)
        try:
            request = await look()
        except AmpecoError as error:
            _log.info("A lost reply cannot be settled yet: %s", type(error).__name__)
            blind = error
            continue
        if request:
            return request
        blind = None
    if blind:
        raise blind
    return None
