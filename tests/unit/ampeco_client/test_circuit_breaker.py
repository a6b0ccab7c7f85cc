"""While Ampeco fails, calls fail fast; one trial call detects its recovery."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import respx
from pydantic import SecretStr

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    CircuitOpen,
    NotFound,
    RateLimited,
    ServerError,
    Timeout,
    TransportError,
    UnexpectedResponse,
    UnreadableRecord,
    _circuit_breaker,
    bypass_circuit_breaker,
    deadline,
)
from shared.ampeco_client._circuit_breaker import (
    ENOUGH_SECONDS,
    FAILURE_THRESHOLD,
    MAX_OPEN_SECONDS,
    OBSERVED_FROM_SECONDS,
    OBSERVED_UNTIL_SECONDS,
    OPEN_SECONDS,
    REOPEN_SECONDS,
    TIMEOUTS_TO_OPEN,
    TRIAL_SECONDS,
    UNOBSERVED_SECONDS,
    WINDOW_ATTEMPTS,
    WINDOW_SECONDS,
    CircuitBreaker,
    Permit,
)

BROKEN = ServerError("op", 500)
SLOW = Timeout("op", sent=True)
READ, OTHER_GROUP = "read_location", "check_booking_availability"


class Clock:
    """A clock whose time the test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def breaker(clock: Clock) -> AsyncIterator[CircuitBreaker]:
    breaker = CircuitBreaker(clock)
    yield breaker
    await breaker.aclose()


async def call(
    breaker: CircuitBreaker,
    error: BaseException | None = None,
    *,
    operation: str = READ,
    seconds: float = 8.0,
    safe: bool = True,
) -> float | None:
    """Make a call of one attempt with this result; return how long its caller would wait for the attempt."""
    async with breaker.call(operation, safe=safe) as permit:
        if error is None:
            permit.record_success()
        else:
            if isinstance(error, AmpecoError):
                permit.record_failure(error, seconds)
            raise error
    return permit.wait_seconds


async def fail(breaker: CircuitBreaker, times: int = 1, error: AmpecoError = BROKEN, **how: float) -> None:
    """Make this number of calls that fail."""
    for _ in range(times):
        with pytest.raises(type(error)):
            await call(breaker, error, **how)  # type: ignore[arg-type]


async def assert_open(breaker: CircuitBreaker, operation: str = READ) -> CircuitOpen:
    with pytest.raises(CircuitOpen) as refusal:
        await call(breaker, operation=operation)
    return refusal.value


async def opened(breaker: CircuitBreaker, error: AmpecoError = BROKEN) -> None:
    await fail(breaker, FAILURE_THRESHOLD if error is BROKEN else TIMEOUTS_TO_OPEN, error)


@pytest.mark.parametrize(
    "error", [BROKEN, TransportError("op", sent=False), UnexpectedResponse("op", status=200)], ids=repr
)
async def test_it_opens_when_nearly_all_attempts_fail(breaker: CircuitBreaker, error: AmpecoError) -> None:
    """Not one failure sooner; an unreadable response counts as a failure."""
    await call(breaker)
    await call(breaker)
    await fail(breaker, FAILURE_THRESHOLD - 1, error)
    assert not breaker.is_open(READ)

    await fail(breaker, 1, error)

    refusal = await assert_open(breaker)

    assert (refusal.retry_after, refusal.outcome_unknown) == (OPEN_SECONDS, False)
    assert str(refusal) == "read_location: not sent for another 5.0 s"


async def test_failure_of_every_second_attempt_never_opens_it(breaker: CircuitBreaker) -> None:
    """Retries succeed in that case: an open breaker would lower availability."""
    for _ in range(5 * WINDOW_ATTEMPTS):
        await fail(breaker)
        await call(breaker)


async def test_failures_long_ago_do_not_count(breaker: CircuitBreaker, clock: Clock) -> None:
    """The window slides with time as well as with calls."""
    await fail(breaker, FAILURE_THRESHOLD - 1)
    clock.seconds = WINDOW_SECONDS

    await fail(breaker, FAILURE_THRESHOLD - 1)

    await call(breaker)


async def test_some_timeouts_in_a_row_open_it(breaker: CircuitBreaker) -> None:
    """Waiting for twenty timeouts would take minutes; a response in between resets the count."""
    await fail(breaker, TIMEOUTS_TO_OPEN - 1, SLOW)
    await call(breaker)
    await fail(breaker, TIMEOUTS_TO_OPEN - 1, SLOW)
    await fail(breaker, 1, BROKEN)
    await fail(breaker, TIMEOUTS_TO_OPEN, SLOW)

    await assert_open(breaker)


async def test_a_timeout_counts_only_if_the_attempt_had_enough_time(breaker: CircuitBreaker) -> None:
    """Otherwise the caller's deadline was too short, which says nothing about Ampeco."""
    await fail(breaker, 2 * TIMEOUTS_TO_OPEN, SLOW, seconds=ENOUGH_SECONDS - 0.1)
    await call(breaker)

    await fail(breaker, TIMEOUTS_TO_OPEN, SLOW, seconds=ENOUGH_SECONDS)

    await assert_open(breaker)


@pytest.mark.parametrize("error", [NotFound("op", 404), UnreadableRecord("op", status=200)], ids=repr)
async def test_a_4xx_response_is_no_failure(breaker: CircuitBreaker, error: AmpecoError) -> None:
    """Ampeco responded, so it is available."""
    await fail(breaker, 2 * WINDOW_ATTEMPTS, error)

    await call(breaker)


async def test_a_canceled_call_does_not_count(breaker: CircuitBreaker) -> None:
    """It was canceled because a concurrent call failed; its own result is unknown."""
    for _ in range(2 * WINDOW_ATTEMPTS):
        with pytest.raises(asyncio.CancelledError):
            await call(breaker, asyncio.CancelledError())

    await call(breaker)


async def test_each_group_of_operations_opens_independently(breaker: CircuitBreaker) -> None:
    """Sites are shown while availability cannot be checked."""
    await fail(breaker, FAILURE_THRESHOLD, operation=OTHER_GROUP)  # type: ignore[arg-type]

    await assert_open(breaker, OTHER_GROUP)
    await call(breaker)
    await call(breaker, operation="list_bookings")


async def test_retries_of_a_call_end_when_it_opens(breaker: CircuitBreaker) -> None:
    """The caller gets the last failure of its own call."""
    async with breaker.call(READ, safe=True) as permit:
        assert permit.may_retry()

        await opened(breaker)

        assert not permit.may_retry()


async def test_a_successful_trial_closes_it(breaker: CircuitBreaker, clock: Clock) -> None:
    """Earlier failures no longer count."""
    await opened(breaker)
    clock.seconds = OPEN_SECONDS

    await call(breaker)

    await fail(breaker, FAILURE_THRESHOLD - 1)
    await call(breaker)


async def test_a_failed_trial_opens_it_again(breaker: CircuitBreaker, clock: Clock) -> None:
    """At the first failed call, and for longer than before."""
    await opened(breaker)
    clock.seconds = OPEN_SECONDS
    await fail(breaker)

    assert (await assert_open(breaker)).retry_after == REOPEN_SECONDS


async def test_a_trial_may_retry(breaker: CircuitBreaker, clock: Clock) -> None:
    """The trial fails only if its last attempt does."""
    await opened(breaker)
    clock.seconds = OPEN_SECONDS

    async with breaker.call(READ, safe=True) as permit:
        permit.record_failure(BROKEN, 8)
        assert permit.may_retry()
        permit.record_success()

    await call(breaker)


async def half_open(breaker: CircuitBreaker, clock: Clock, *operations: str) -> None:
    """Bring the groups of these operations to the state in which the next call is the trial."""
    for operation in operations:
        await fail(breaker, FAILURE_THRESHOLD, operation=operation)  # type: ignore[arg-type]
    clock.seconds += OPEN_SECONDS


async def parallel(
    breaker: CircuitBreaker, end: Callable[[], BaseException | None], operations: tuple[str, ...]
) -> tuple[list[str], list[object]]:
    """Start a call of each operation concurrently; return which were sent before the trial ended, and every result."""
    sent: list[str] = []
    decided = asyncio.Event()

    async def one(operation: str) -> None:
        async with breaker.call(operation, safe=True) as permit:
            sent.append(operation)
            await decided.wait()
            error = end()
            if error is not None:
                permit.record_failure(error, 8) if isinstance(error, AmpecoError) else None
                raise error
            permit.record_success()

    tasks = [asyncio.create_task(one(operation)) for operation in operations]
    for _ in range(5):
        await asyncio.sleep(0)
    before = list(sent)
    decided.set()
    return before, await asyncio.gather(*tasks, return_exceptions=True)


async def test_parallel_calls_wait_for_the_trial(breaker: CircuitBreaker, clock: Clock) -> None:
    """Otherwise requests would fail although their first call detects the recovery."""
    await half_open(breaker, clock, READ, OTHER_GROUP)

    sent, ends = await parallel(breaker, lambda: None, (READ, READ, OTHER_GROUP))

    assert (sent, ends) == ([READ], [None, None, None])


async def test_a_call_of_a_closed_group_waits_for_the_trial_and_is_then_sent(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    """Whether the trial succeeds or fails: it decides nothing about a group that has not failed."""
    await half_open(breaker, clock, READ)

    sent, ends = await parallel(breaker, lambda: BROKEN, (READ, OTHER_GROUP))

    assert sent == [READ]
    assert [type(end) for end in ends] == [ServerError, ServerError]
    await call(breaker, operation=OTHER_GROUP)


async def test_calls_that_waited_for_a_failed_trial_fail(breaker: CircuitBreaker, clock: Clock) -> None:
    """Calls of other groups as well: one call is enough to find out that Ampeco does not respond."""
    await half_open(breaker, clock, READ, OTHER_GROUP)

    sent, ends = await parallel(breaker, lambda: BROKEN, (READ, READ, OTHER_GROUP))

    assert sent == [READ]
    assert [type(end) for end in ends] == [ServerError, CircuitOpen, CircuitOpen]
    assert (await assert_open(breaker, OTHER_GROUP)).retry_after == REOPEN_SECONDS


async def test_the_next_call_replaces_a_canceled_trial(breaker: CircuitBreaker, clock: Clock) -> None:
    """A canceled trial has no result, and other calls must not wait for it."""
    await half_open(breaker, clock, READ)
    ends_in_turn = iter([asyncio.CancelledError(), None])

    sent, ends = await parallel(breaker, lambda: next(ends_in_turn), (READ, READ))

    assert sent == [READ]
    assert [type(end) for end in ends] == [asyncio.CancelledError, type(None)]


async def test_waiting_for_the_trial_ends_with_the_deadline(breaker: CircuitBreaker, clock: Clock) -> None:
    """The error is a timeout of a call that was certainly not sent."""
    await half_open(breaker, clock, READ)
    async with breaker.call(READ, safe=True):
        with deadline(0), pytest.raises(Timeout) as caught:
            await call(breaker)

    assert caught.value.sent is False


async def test_a_trial_that_had_no_time_decides_nothing(breaker: CircuitBreaker, clock: Clock) -> None:
    """The next call becomes the trial."""
    await half_open(breaker, clock, READ)
    with deadline(0):
        await fail(breaker, 1, SLOW, seconds=0.0)

    await call(breaker)


async def test_a_trial_that_ends_at_the_deadline_counts_as_failed(breaker: CircuitBreaker, clock: Clock) -> None:
    """Its timeout counts as a failure, and nobody waits long for the next trial."""
    await opened(breaker)
    clock.seconds = OPEN_SECONDS
    with deadline(0):
        await fail(breaker, 1, SLOW, seconds=7.5)
    await assert_open(breaker)
    clock.seconds += REOPEN_SECONDS

    assert await call(breaker) == TRIAL_SECONDS


async def _result(future: asyncio.Future[None]) -> None:
    await future


class BackgroundTrial:
    """A trial after timeouts whose caller has stopped waiting: `end` sets its response or error."""

    def __init__(self, breaker: CircuitBreaker) -> None:
        self._breaker = breaker
        self._response: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def make(self, *, beside: str = READ) -> None:
        """Make the call, and another one beside it that waits for the trial; both fail."""
        calls = [self._call(READ), self._call(beside)]
        ends = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(end) for end in ends] == [Timeout, CircuitOpen]

    async def end(self, response: str | AmpecoError) -> None:
        """End the attempt, and let the breaker hear of it."""
        if isinstance(response, str):
            self._response.set_result(response)
        else:
            self._response.set_exception(response)
        for _ in range(5):
            await asyncio.sleep(0)

    async def _call(self, operation: str) -> str:
        async with self._breaker.call(operation, safe=True) as permit:
            assert permit.wait_seconds is not None
            assert not permit.may_retry()
            return await permit.run(self._attempt(permit))

    async def _attempt(self, permit: Permit) -> str:
        try:
            response = await self._response
        except AmpecoError as error:
            permit.record_failure(error, 8.0)
            raise
        permit.record_success()
        return response


@pytest.fixture
async def hanging(breaker: CircuitBreaker, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> CircuitBreaker:
    """Return a breaker half open after timeouts, whose callers do not wait at all."""
    monkeypatch.setattr(_circuit_breaker, "TRIAL_SECONDS", 0.0)
    for operation in (READ, OTHER_GROUP):
        await fail(breaker, TIMEOUTS_TO_OPEN, SLOW, operation=operation)  # type: ignore[arg-type]
    clock.seconds = OPEN_SECONDS
    return breaker


async def test_nobody_waits_long_for_a_trial_after_timeouts(hanging: CircuitBreaker) -> None:
    """Until the trial has ended, calls are refused at once."""
    await BackgroundTrial(hanging).make()

    assert (await assert_open(hanging)).retry_after == REOPEN_SECONDS


async def test_a_trial_that_succeeds_in_the_background_closes_all(hanging: CircuitBreaker) -> None:
    """Ampeco is only slow: also the group of the call that waited for the trial is closed."""
    trial = BackgroundTrial(hanging)
    await trial.make(beside=OTHER_GROUP)
    await assert_open(hanging, OTHER_GROUP)

    await trial.end("a slow response")

    assert await call(hanging) is None
    assert await call(hanging, operation=OTHER_GROUP) is None


async def test_a_response_to_the_last_trial_outweighs_the_timeout_of_the_next(
    hanging: CircuitBreaker, clock: Clock
) -> None:
    """The success during a trial closes the circuit, and its timeout does not open it again."""
    last = BackgroundTrial(hanging)
    await last.make()
    clock.seconds += REOPEN_SECONDS
    next_trial = asyncio.create_task(BackgroundTrial(hanging).make(beside="list_bookings"))
    await asyncio.sleep(0)

    await last.end("a slow response")
    await asyncio.gather(next_trial, return_exceptions=True)

    assert await call(hanging) is None


async def test_a_trial_that_fails_in_the_background_changes_nothing(hanging: CircuitBreaker, clock: Clock) -> None:
    """The next trial comes as soon as if nobody had noticed."""
    trial = BackgroundTrial(hanging)
    await trial.make()
    clock.seconds += 8
    await trial.end(SLOW)

    assert (await assert_open(hanging)).retry_after == REOPEN_SECONDS - 8


async def test_a_retry_after_in_the_background_opens_every_group(hanging: CircuitBreaker) -> None:
    """As one that a caller gets."""
    trial = BackgroundTrial(hanging)
    await trial.make()

    await trial.end(RateLimited(READ, 429, retry_after=40))

    assert (await assert_open(hanging, "list_bookings")).retry_after == 40


async def test_a_quick_response_to_a_trial_after_timeouts_is_its_result(breaker: CircuitBreaker, clock: Clock) -> None:
    """Its caller gets the response, and the circuit is closed."""
    await opened(breaker, SLOW)
    clock.seconds = OPEN_SECONDS

    async def attempt(permit: Permit) -> str:
        permit.record_success()
        return "the response"

    async with breaker.call(READ, safe=True) as permit:
        assert permit.wait_seconds == TRIAL_SECONDS
        assert await permit.run(attempt(permit)) == "the response"
    assert await call(breaker) is None


async def test_a_trial_ends_with_a_canceled_caller(hanging: CircuitBreaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was canceled because a concurrent call failed; the next call is the trial."""
    monkeypatch.setattr(_circuit_breaker, "TRIAL_SECONDS", 60.0)
    response: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def trial() -> None:
        async with hanging.call(READ, safe=True) as permit:
            await permit.run(_result(response))

    task = asyncio.create_task(trial())
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    await asyncio.sleep(0)

    assert response.cancelled()
    await call(hanging)


@pytest.mark.parametrize(
    ("after", "is_observed"),
    [
        pytest.param(OBSERVED_FROM_SECONDS - 0.1, False, id="too early"),
        pytest.param(OBSERVED_FROM_SECONDS, True, id="soon enough"),
        pytest.param(OBSERVED_UNTIL_SECONDS - 0.1, True, id="just in time"),
        pytest.param(OBSERVED_UNTIL_SECONDS, False, id="too late"),
    ],
)
async def test_the_caller_of_a_trial_waits_if_none_was_observed(
    breaker: CircuitBreaker, clock: Clock, after: float, *, is_observed: bool
) -> None:
    """Lambda freezes a process between requests: a slow response would never be noticed with few of them."""
    await opened(breaker, SLOW)
    clock.seconds = UNOBSERVED_SECONDS - REOPEN_SECONDS
    await fail(breaker, 1, SLOW)
    clock.seconds += after
    await assert_open(breaker)
    clock.seconds = UNOBSERVED_SECONDS

    async with breaker.call(READ, safe=True) as permit:
        assert permit.wait_seconds == (TRIAL_SECONDS if is_observed else None)
        assert not permit.may_retry()


async def test_only_one_caller_a_minute_waits_for_its_trial(breaker: CircuitBreaker, clock: Clock) -> None:
    """Also with so few calls that none observes a trial."""
    await opened(breaker, SLOW)
    clock.seconds = UNOBSERVED_SECONDS
    await fail(breaker, 1, SLOW)
    clock.seconds += REOPEN_SECONDS

    assert await call(breaker) == TRIAL_SECONDS


async def test_a_write_as_trial_has_the_usual_timeout(breaker: CircuitBreaker, clock: Clock) -> None:
    """After a short timeout its outcome would be unknown."""
    await fail(breaker, TIMEOUTS_TO_OPEN, SLOW, operation="list_bookings")  # type: ignore[arg-type]
    clock.seconds = OPEN_SECONDS

    assert await call(breaker, operation="submit_booking_request", safe=False) is None


async def test_calls_that_resolve_the_state_of_a_booking_are_always_sent(breaker: CircuitBreaker) -> None:
    """Success closes the circuit, failure does not open it again."""
    await opened(breaker)
    with bypass_circuit_breaker():
        await fail(breaker)
    await assert_open(breaker)

    with bypass_circuit_breaker():
        await call(breaker)

    await call(breaker)


async def test_a_long_retry_after_opens_every_group(breaker: CircuitBreaker, clock: Clock) -> None:
    """From the first 429 on, for exactly the given time."""
    breaker.record_rate_limit(RateLimited("op", 429, retry_after=12))
    clock.seconds = 11.9
    await assert_open(breaker)
    await assert_open(breaker, OTHER_GROUP)

    clock.seconds = 12

    await call(breaker)


async def test_a_response_to_an_earlier_call_does_not_end_a_long_retry_after(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    """A failure does not shorten it either: such calls were in flight, or resolve the state of a booking."""
    breaker.record_rate_limit(RateLimited("op", 429, retry_after=40))
    with bypass_circuit_breaker():
        await call(breaker)
        await fail(breaker)
    clock.seconds = 39.9

    await assert_open(breaker)


async def test_a_retry_after_of_a_day_is_capped_at_a_minute(breaker: CircuitBreaker, clock: Clock) -> None:
    """A mistake of the server must not stop bookings for a day."""
    breaker.record_rate_limit(RateLimited("op", 429, retry_after=86_400))

    clock.seconds = MAX_OPEN_SECONDS

    await call(breaker)


@pytest.mark.parametrize("seconds", [None, 0.0, 5.0])
async def test_a_short_retry_after_opens_nothing(breaker: CircuitBreaker, seconds: float | None) -> None:
    """The retries of the call have already waited for it."""
    breaker.record_rate_limit(RateLimited("op", 429, retry_after=seconds))
    await fail(breaker, 2 * WINDOW_ATTEMPTS, RateLimited("op", 429, retry_after=seconds))

    await call(breaker)


@respx.mock
async def test_while_it_is_open_nothing_is_sent() -> None:
    """For each kind of call."""
    route = respx.get("https://tenant.test/public-api/resources/locations/v2.0/1").mock(
        httpx.Response(429, headers={"Retry-After": "40"}, json={"message": "Too Many Attempts."})
    )
    async with AmpecoClient(base_url="https://tenant.test/public-api", token=lambda: SecretStr("t")) as client:
        with pytest.raises(RateLimited):
            await client.read_location(1)
        with pytest.raises(CircuitOpen, match=r"^list_users: not sent for another "):
            await client.find_users_by_email("driver@example.com")

    assert route.call_count == 1


@respx.mock
async def test_an_ampeco_that_is_down_gets_one_attempt_per_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """The retry budget is used up: a failing Ampeco gets less load than a healthy one."""
    clock = Clock()
    monkeypatch.setattr(_circuit_breaker.CircuitBreaker.__init__, "__defaults__", (clock,))

    async def sleep(_seconds: float) -> None:
        return None

    route = respx.get("https://tenant.test/public-api/resources/locations/v2.0/1").respond(503)
    async with AmpecoClient(
        base_url="https://tenant.test/public-api", token=lambda: SecretStr("t"), sleep=sleep
    ) as client:
        for _ in range(1000):
            clock.seconds += 0.1
            with pytest.raises((ServerError, CircuitOpen)):
                await client.read_location(1)
        before = route.call_count
        for _ in range(600):
            clock.seconds += 0.1
            with pytest.raises((ServerError, CircuitOpen)):
                await client.read_location(1)

    assert route.call_count - before in (6, 7)


class SlowAmpeco:
    """Ampeco behind a client: calls time out, and from `is_slow` on they wait for the response that the test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = Clock()
        monkeypatch.setattr(_circuit_breaker.CircuitBreaker.__init__, "__defaults__", (self.clock,))
        monkeypatch.setattr(_circuit_breaker, "TRIAL_SECONDS", 0.0)
        self.response: asyncio.Future[httpx.Response] = asyncio.get_running_loop().create_future()
        self.is_slow = False
        route = respx.get("https://tenant.test/public-api/resources/locations/v2.0/1")
        route.mock(side_effect=self._respond)

    def client(self) -> AmpecoClient:
        return AmpecoClient(
            base_url="https://tenant.test/public-api", token=lambda: SecretStr("t"), sleep=lambda _: self.settle()
        )

    async def settle(self) -> None:
        """Let what is in progress continue as far as it can."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def start_trial(self, client: AmpecoClient) -> None:
        """Open the circuit, and make a trial that continues in the background."""
        with pytest.raises(Timeout):
            await client.read_location(1)
        self.is_slow = True
        self.clock.seconds += OPEN_SECONDS
        with pytest.raises(Timeout, match="no response to the trial"):
            await client.read_location(1)
        with pytest.raises(CircuitOpen):
            await client.read_location(1)

    async def _respond(self, _request: httpx.Request) -> httpx.Response:
        if self.is_slow:
            return await self.response
        raise httpx.ReadTimeout("")


@respx.mock
async def test_a_slow_response_that_nobody_waited_for_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client waits briefly for a trial after timeouts, and keeps its request open."""
    ampeco = SlowAmpeco(monkeypatch)
    async with ampeco.client() as client:
        await ampeco.start_trial(client)

        ampeco.response.set_result(httpx.Response(200, json={"data": {"id": 1, "name": [], "status": "active"}}))
        await ampeco.settle()

        assert (await client.read_location(1)).id == 1


@respx.mock
async def test_a_closed_client_leaves_no_trial_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its connections are closed as well."""
    ampeco = SlowAmpeco(monkeypatch)
    async with ampeco.client() as client:
        await ampeco.start_trial(client)

    assert ampeco.response.cancelled()
    assert len(asyncio.all_tasks()) == 1  # this one
