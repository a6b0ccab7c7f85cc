"""Circuit breaker: fail fast while Ampeco is failing, and find out with one trial call whether it is well again.

It counts attempts, retries included, by their failure rate over a sliding window, for each group of operations:

* closed: calls pass. It opens when nearly all of the last attempts failed, or after some timeouts in a row.
* open: calls are refused at once with `CircuitOpen`.
* half open, when the open time is over: one call is the trial, with its retries. Parallel calls wait for it and share
  its result: a success closes the groups of all that waited, a failure opens them again.

A 429 with a long `Retry-After` opens every group for that long. What settles a request that was sent already must not
be refused: see `bypass_circuit_breaker`.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from time import monotonic

from ._deadline import time_left
from .errors import (
    AmpecoError,
    CircuitOpen,
    RateLimited,
    ServerError,
    Timeout,
    TransportError,
    UnexpectedResponse,
    UnreadableRecord,
)

WINDOW_ATTEMPTS = 20
WINDOW_SECONDS = 30.0
FAILURE_THRESHOLD = 18
"""Of the last 20 attempts, all within 30 s. With one call in two failing, retries still get most calls through."""

TIMEOUTS_TO_OPEN = 3
"""In a row: each of them costs a caller seconds, so waiting for 20 would be too long."""

ENOUGH_SECONDS = 2.0
"""A timeout says something about Ampeco only when the attempt had at least this long."""

OPEN_SECONDS = 5.0
REOPEN_SECONDS = 9.0
"""After a failed trial. With the trial itself, Ampeco is noticed within 10 s of its return."""

TRIAL_SECONDS = 0.8
"""How long the trial waits after timeouts: its caller, and those who wait for it, get an answer within a second."""

FULL_TRIAL_EVERY_SECONDS = 60.0
"""So often such a trial has the usual time instead, in case Ampeco does answer, but slowly."""

LONG_RETRY_AFTER_SECONDS = 5.0
MAX_OPEN_SECONDS = 60.0
"""However long a 429 asks for: a mistaken `Retry-After` of a day must not stop bookings for a day."""

_GROUPS = {
    "check_booking_availability": "availability",
    "list_locations": "catalog",
    "read_location": "catalog",
    "list_charge_points": "catalog",
    "read_charge_point": "catalog",
    "list_evses": "catalog",
    "list_charge_point_evses": "catalog",
    "read_evse": "catalog",
}
_OTHERS = "booking"

_BYPASS: ContextVar[bool] = ContextVar("bypass_circuit_breaker", default=False)


@contextmanager
def bypass_circuit_breaker() -> Iterator[None]:
    """Let every call made inside, in this task and those it starts, be sent even while the circuit is open.

    For what finds out or undoes the outcome of a write that was sent: refusing it would leave the caller in doubt.
    """
    previous = _BYPASS.set(True)
    try:
        yield
    finally:
        _BYPASS.reset(previous)


class _Group:
    """The state of one group of operations; `open_until` is None while it is closed."""

    def __init__(self) -> None:
        self.outcomes: deque[tuple[float, bool]] = deque(maxlen=WINDOW_ATTEMPTS)
        self.timeouts = 0
        self.open_until: float | None = None
        self.is_hanging = False
        self.full_trial_at = 0.0
        self.quiet_until = 0.0


class Permit:
    """Permission to send one call and its retries.

    `attempt_seconds` limits each attempt, where it is not None; `is_single` says that there may be one attempt only.
    """

    def __init__(self, breaker: CircuitBreaker, operation: str, *, is_trial: bool, bypass: bool) -> None:
        self._breaker = breaker
        self._operation = operation
        self._is_exempt = is_trial or bypass
        self.attempt_seconds: float | None = None
        self.outcome: bool | None = None
        """Of the last attempt that said something about Ampeco; None while none did."""
        self.is_timeout = False
        self.is_single = False

    def may_retry(self) -> bool:
        """Tell whether another attempt may be sent: not in a short trial, nor when the circuit opened since."""
        if self.is_single:
            return False
        return self._is_exempt or not self._breaker.is_open(self._operation)

    def record_success(self) -> None:
        """Note that an attempt was answered, be it with a refusal."""
        self.outcome, self.is_timeout = True, False
        self._breaker.note_success(self._operation)

    def record_failure(self, error: AmpecoError, seconds: float) -> None:
        """Note how an attempt that had so many seconds ended."""
        match outcome_of(error, seconds, is_short=self.attempt_seconds is not None):
            case True:
                self.record_success()
            case False:
                self.outcome, self.is_timeout = False, isinstance(error, Timeout)
                self._breaker.note_failure(self._operation, is_timeout=self.is_timeout)
            case None:
                pass


class CircuitBreaker:
    """The circuit breaker of one client; `clock` tells seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._groups: dict[str, _Group] = {}
        self._trial: asyncio.Future[None] | None = None
        self._waiting: set[str] = set()

    @asynccontextmanager
    async def call(self, operation: str, *, safe: bool) -> AsyncIterator[Permit]:
        """Give the permit for one call with its retries; wait where another call is the trial.

        The block's result is the trial's: what it raises is looked at, and raised. Raises CircuitOpen, and Timeout when
        the deadline passes while it waits.
        """
        if _BYPASS.get():
            yield Permit(self, operation, is_trial=False, bypass=True)
            return
        if not await self._becomes_trial(operation):
            yield Permit(self, operation, is_trial=False, bypass=False)
            return
        permit = Permit(self, operation, is_trial=True, bypass=False)
        group = self._group(operation)
        if group.is_hanging and safe:
            permit.is_single = True
            if self._clock() >= group.full_trial_at:
                group.full_trial_at = self._clock() + FULL_TRIAL_EVERY_SECONDS
            else:
                permit.attempt_seconds = TRIAL_SECONDS
        async with self._as_trial(operation, permit):
            yield permit

    def is_open(self, operation: str) -> bool:
        """Tell whether the circuit of the operation refuses calls."""
        return self._open_seconds(operation) > 0

    def note_success(self, operation: str) -> None:
        """Note an attempt that Ampeco answered; it closes the circuit, whoever sent it."""
        group = self._group(operation)
        if group.open_until is not None:
            self._close(group)
        group.timeouts = 0
        group.outcomes.append((self._clock(), True))

    def note_failure(self, operation: str, *, is_timeout: bool) -> None:
        """Note an attempt that failed; open the circuit when it was one too many."""
        group, now = self._group(operation), self._clock()
        group.timeouts = group.timeouts + 1 if is_timeout else 0
        group.outcomes.append((now, False))
        if group.open_until is not None:
            return  # the end of the trial decides
        failures = sum(not succeeded for at, succeeded in group.outcomes if now - at < WINDOW_SECONDS)
        is_hanging = group.timeouts >= TIMEOUTS_TO_OPEN
        if is_hanging or failures >= FAILURE_THRESHOLD:
            self._open(group, OPEN_SECONDS, is_hanging=is_hanging)

    def note_rate_limit(self, error: RateLimited) -> None:
        """Open every group for a long `Retry-After`; a short one is for the retries and the caller."""
        if error.retry_after and error.retry_after > LONG_RETRY_AFTER_SECONDS:
            seconds = min(error.retry_after, MAX_OPEN_SECONDS)
            for group in map(self._group_named, {*_GROUPS.values(), _OTHERS}):
                group.quiet_until = self._clock() + seconds
                self._open(group, seconds, is_hanging=False)

    async def _becomes_trial(self, operation: str) -> bool:
        """Return False when the circuit is closed, True when this call is to be the trial; wait for another's.

        A call whose own group is closed waits as well: when the trial fails, so does the request that both are part of.
        """
        while True:
            group = self._group(operation)
            if (remaining := self._open_seconds(operation)) > 0:
                raise CircuitOpen(operation, retry_after=remaining)
            if self._trial is None:
                return group.open_until is not None
            if group.open_until is not None:
                self._waiting.add(_group_name(operation))
            left = time_left()
            done, _ = await asyncio.wait({self._trial}, timeout=None if math.isinf(left) else max(0.0, left))
            if not done:
                raise Timeout(f"{operation}: the deadline passed while another call was the trial", sent=False)

    @asynccontextmanager
    async def _as_trial(self, operation: str, permit: Permit) -> AsyncIterator[None]:
        trial = self._trial = asyncio.get_running_loop().create_future()
        self._waiting = {_group_name(operation)}
        outcome: bool | None = None
        try:
            yield
            outcome = True
        except AmpecoError:
            # Not by the last error alone: a trial that the deadline ends has had attempts with time enough before.
            outcome = permit.outcome
            raise
        finally:
            # Anything else, such as being cancelled because a sibling failed, decides nothing: the next call tries.
            for group in map(self._group_named, self._waiting):
                if outcome is True:
                    self._close(group)
                elif outcome is False:
                    self._open(group, REOPEN_SECONDS, is_hanging=group.is_hanging or permit.is_timeout)
            self._trial = None
            trial.set_result(None)

    def _open_seconds(self, operation: str) -> float:
        open_until = self._group(operation).open_until
        return 0.0 if open_until is None else open_until - self._clock()

    def _open(self, group: _Group, seconds: float, *, is_hanging: bool) -> None:
        if is_hanging and not group.is_hanging:
            group.full_trial_at = self._clock() + FULL_TRIAL_EVERY_SECONDS
        group.is_hanging = is_hanging
        group.open_until = max(self._clock() + seconds, group.quiet_until)

    def _close(self, group: _Group) -> None:
        if self._clock() < group.quiet_until:
            return  # a call that was under way already was answered all the same
        group.open_until = None
        group.is_hanging = False
        group.timeouts = 0
        group.outcomes.clear()

    def _group(self, operation: str) -> _Group:
        return self._group_named(_group_name(operation))

    def _group_named(self, name: str) -> _Group:
        return self._groups.setdefault(name, _Group())


def _group_name(operation: str) -> str:
    return _GROUPS.get(operation, _OTHERS)


def outcome_of(error: AmpecoError, seconds: float, *, is_short: bool = False) -> bool | None:
    """Return True for an answer, False for a failure of Ampeco, None for what says nothing about it.

    `seconds`: how long the attempt had. `is_short`: it was meant to be short, so that its timeout counts all the same.
    """
    match error:
        case RateLimited() | CircuitOpen():
            return None
        case Timeout():
            return False if seconds >= ENOUGH_SECONDS or is_short else None
        case UnreadableRecord():
            return True
        case TransportError() | ServerError() | UnexpectedResponse():
            return False
        case _:
            return True
