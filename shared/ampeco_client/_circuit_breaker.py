"""Circuit breaker: fail fast while Ampeco is failing, and detect its recovery with one trial call.

It counts attempts, retries included, by their failure rate over a sliding window, for each group of operations:

* closed: calls pass. It opens when nearly all of the last attempts failed, or after some timeouts in a row.
* open: calls are refused at once with `CircuitOpen`.
* half open, when the open time is over: one call is the trial, with its retries. Parallel calls wait for it and share
  its result: a success closes the groups of all that waited, a failure opens them again. After timeouts they wait only
  briefly: the trial continues in the background, and closes the circuit later if Ampeco is only slow.

A 429 with a long `Retry-After` opens every group for that long. Calls that determine the outcome of a submitted request
must not be refused: see `bypass_circuit_breaker`.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any, TypeVar

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

T = TypeVar("T")

WINDOW_ATTEMPTS = 20
WINDOW_SECONDS = 30.0
FAILURE_THRESHOLD = 18
"""Of the last 20 attempts, all within 30 s. If half of the attempts fail, retries still complete most calls."""

TIMEOUTS_TO_OPEN = 3
"""Consecutive: each costs a caller seconds, so waiting for 20 would take too long."""

ENOUGH_SECONDS = 2.0
"""A timeout counts only if the attempt had at least this long."""

OPEN_SECONDS = 5.0
REOPEN_SECONDS = 9.0
"""After a failed trial. Including the trial, recovery is detected within 10 s."""

TRIAL_SECONDS = 0.8
"""How long callers wait for a trial after timeouts: they get a response within a second."""

OBSERVED_FROM_SECONDS = 3.0
OBSERVED_UNTIL_SECONDS = 6.0
"""A trial in the background is observed if another call was made this long after its start.

Lambda freezes a process between two requests: a response that arrives meanwhile is found by the next one, unless the
trial has timed out by then.
"""

UNOBSERVED_SECONDS = 60.0
"""If no trial was observed for so long, the caller of the next one waits for its usual timeout."""

LONG_RETRY_AFTER_SECONDS = 5.0
MAX_OPEN_SECONDS = 60.0
"""Upper bound for `Retry-After`: a wrong value of a day must not stop bookings for a day."""

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

    For calls that determine or undo the outcome of a submitted write: refusing them would leave it unknown.
    """
    previous = _BYPASS.set(True)
    try:
        yield
    finally:
        _BYPASS.reset(previous)


def is_breaker_bypassed() -> bool:
    """Return whether the surrounding block is a `bypass_circuit_breaker`."""
    return _BYPASS.get()


class _Group:
    """The state of one group of operations; `open_until` is None while it is closed."""

    def __init__(self) -> None:
        self.outcomes: deque[tuple[float, bool]] = deque(maxlen=WINDOW_ATTEMPTS)
        self.timeouts = 0
        self.open_until: float | None = None
        self.is_hanging = False
        self.rate_limited_until = 0.0


class Permit:
    """Permission to send one call and its retries: only one attempt if `is_single`."""

    def __init__(self, breaker: CircuitBreaker, operation: str, *, is_trial: bool, bypass: bool) -> None:
        self._breaker = breaker
        self._operation = operation
        self._is_exempt = is_trial or bypass
        self.operations = {operation}
        """Of a trial: its own and those that waited for it. A success closes their circuits."""
        self.outcome: bool | None = None
        """Result of the last attempt that says something about Ampeco; None without one."""
        self.is_timeout = False
        self.is_single = False
        self.wait_seconds: float | None = None
        """How long the caller waits for an attempt; None: until it ends."""

    async def run(self, attempt: Coroutine[Any, Any, T]) -> T:
        """Return the result of an attempt, or raise its error.

        Raises Timeout after `wait_seconds`; the attempt continues in the background.
        """
        if self.wait_seconds is None:
            return await attempt
        task = self._breaker.start(attempt)
        try:
            done, _ = await asyncio.wait({task}, timeout=self.wait_seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if done:
            return task.result()
        self.outcome, self.is_timeout = False, True
        raise Timeout(f"{self._operation}: no response to the trial within {self.wait_seconds} s", sent=True)

    def may_retry(self) -> bool:
        """Return whether another attempt may be sent: not if `is_single`, nor if the circuit opened since."""
        if self.is_single:
            return False
        return self._is_exempt or not self._breaker.is_open(self._operation)

    def record_success(self) -> None:
        """Record that Ampeco responded to an attempt, even with a refusal."""
        self.outcome, self.is_timeout = True, False
        for operation in self.operations:
            self._breaker.record_success(operation)

    def record_failure(self, error: AmpecoError, seconds: float) -> None:
        """Record the result of an attempt that had this many seconds."""
        is_success = outcome_of(error, seconds)
        if is_success:
            self.record_success()
        elif is_success is False:
            self.outcome, self.is_timeout = False, isinstance(error, Timeout)
            self._breaker.record_failure(self._operation, is_timeout=self.is_timeout)


class CircuitBreaker:
    """The circuit breaker of one client; `clock` returns monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._groups: dict[str, _Group] = {}
        self._trial: tuple[Permit, asyncio.Future[None]] | None = None
        self._trial_at = -math.inf
        self._unobserved_at = 0.0
        self._background: set[asyncio.Task[Any]] = set()

    async def aclose(self) -> None:
        """Cancel the trials that continue in the background."""
        for task in self._background:
            task.cancel()
        if self._background:
            await asyncio.wait(self._background)

    @asynccontextmanager
    async def call(self, operation: str, *, safe: bool) -> AsyncIterator[Permit]:
        """Yield the permit for one call with its retries; wait if another call is the trial.

        If this is the trial, the exception of the block is its result, and is raised again. Raises CircuitOpen, and
        Timeout if the deadline passes while it waits.
        """
        if is_breaker_bypassed():
            yield Permit(self, operation, is_trial=False, bypass=True)
            return
        if not await self._becomes_trial(operation):
            yield Permit(self, operation, is_trial=False, bypass=False)
            return
        permit = Permit(self, operation, is_trial=True, bypass=False)
        self._trial_at = now = self._clock()
        if self._group(operation).is_hanging and safe:
            permit.is_single = True
            if now < self._unobserved_at:
                permit.wait_seconds = TRIAL_SECONDS
            else:
                self._unobserved_at = now + UNOBSERVED_SECONDS
        async with self._as_trial(permit):
            yield permit

    def start(self, attempt: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start an attempt that may outlast its caller."""
        task = asyncio.create_task(attempt)
        self._background.add(task)
        task.add_done_callback(self._end)
        return task

    def is_open(self, operation: str) -> bool:
        """Return whether the circuit of the operation refuses calls."""
        return self._open_seconds(operation) > 0

    def record_success(self, operation: str) -> None:
        """Record a successful attempt; it closes the circuit, whichever call it belongs to."""
        group = self._group(operation)
        if group.open_until is not None:
            self._close(group)
        group.timeouts = 0
        group.outcomes.append((self._clock(), True))

    def record_failure(self, operation: str, *, is_timeout: bool) -> None:
        """Record a failed attempt; open the circuit if the limit is reached."""
        group, now = self._group(operation), self._clock()
        group.timeouts = group.timeouts + 1 if is_timeout else 0
        group.outcomes.append((now, False))
        if group.open_until is not None:
            return  # the result of the trial decides
        failures = sum(not succeeded for at, succeeded in group.outcomes if now - at < WINDOW_SECONDS)
        is_hanging = group.timeouts >= TIMEOUTS_TO_OPEN
        if is_hanging or failures >= FAILURE_THRESHOLD:
            self._open(group, OPEN_SECONDS, is_hanging=is_hanging)

    def record_rate_limit(self, error: RateLimited) -> None:
        """Open every group for a long `Retry-After`; short ones are left to the retries and the caller."""
        if error.retry_after and error.retry_after > LONG_RETRY_AFTER_SECONDS:
            seconds = min(error.retry_after, MAX_OPEN_SECONDS)
            for group in map(self._group_named, {*_GROUPS.values(), _OTHERS}):
                group.rate_limited_until = self._clock() + seconds
                self._open(group, seconds, is_hanging=False)

    async def _becomes_trial(self, operation: str) -> bool:
        """Return False if the circuit is closed, True if this call is to be the trial; wait for another call's trial.

        A call whose own group is closed also waits: if the trial fails, so does the request that both are part of.
        """
        while True:
            group = self._group(operation)
            if (remaining := self._open_seconds(operation)) > 0:
                now = self._clock()
                if OBSERVED_FROM_SECONDS <= now - self._trial_at < OBSERVED_UNTIL_SECONDS:
                    self._unobserved_at = now + UNOBSERVED_SECONDS
                raise CircuitOpen(operation, retry_after=remaining)
            if self._trial is None:
                return group.open_until is not None
            trial, end = self._trial
            if group.open_until is not None:
                trial.operations.add(operation)
            left = time_left()
            done, _ = await asyncio.wait({end}, timeout=None if math.isinf(left) else max(0.0, left))
            if not done:
                raise Timeout(f"{operation}: the deadline passed while another call was the trial", sent=False)

    @asynccontextmanager
    async def _as_trial(self, permit: Permit) -> AsyncIterator[None]:
        end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._trial = permit, end
        outcome: bool | None = None
        try:
            yield
            outcome = True
        except AmpecoError:
            # Not the last error alone: a trial that ends with the deadline may have had attempts with enough time
            # before.
            outcome = permit.outcome
            raise
        finally:
            # Anything else, such as cancellation because a sibling failed, is inconclusive: the next call is the trial.
            for group in map(self._group, permit.operations):
                if outcome is True:
                    self._close(group)
                elif outcome is False and group.open_until is not None:
                    self._open(group, REOPEN_SECONDS, is_hanging=group.is_hanging or permit.is_timeout)
            self._trial = None
            end.set_result(None)

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, RateLimited):
            self.record_rate_limit(error)

    def _open_seconds(self, operation: str) -> float:
        open_until = self._group(operation).open_until
        return 0.0 if open_until is None else open_until - self._clock()

    def _open(self, group: _Group, seconds: float, *, is_hanging: bool) -> None:
        if is_hanging and not group.is_hanging:
            self._unobserved_at = self._clock() + UNOBSERVED_SECONDS
        group.is_hanging = is_hanging
        group.open_until = max(self._clock() + seconds, group.rate_limited_until)

    def _close(self, group: _Group) -> None:
        if self._clock() < group.rate_limited_until:
            return  # a call in progress got a response
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


def outcome_of(error: AmpecoError, seconds: float) -> bool | None:
    """Return True for a response, False for a failure of Ampeco, None if inconclusive.

    `seconds`: the time that the attempt had.
    """
    match error:
        case RateLimited() | CircuitOpen():
            return None
        case Timeout():
            return False if seconds >= ENOUGH_SECONDS else None
        case UnreadableRecord():
            return True
        case TransportError() | ServerError() | UnexpectedResponse():
            return False
        case _:
            return True
