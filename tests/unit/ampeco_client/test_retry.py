import asyncio

import pytest

from shared.ampeco_client import (
    AmpecoError,
    NotFound,
    RateLimit,
    RateLimited,
    Rejected,
    ServerError,
    Timeout,
    TransportError,
    Unauthorized,
    UnexpectedResponse,
    UnreadableRecord,
    deadline,
)
from shared.ampeco_client._retry import (
    MAX_ATTEMPTS,
    MAX_WAIT_SECONDS,
    RetryBudget,
    call_with_retries,
    may_retry,
    wait_seconds,
)

NEVER, READS, ALWAYS = "never", "reads", "always"

TABLE: list[tuple[BaseException, str]] = [
    (Timeout("", sent=True), READS),
    (Timeout("", sent=False), ALWAYS),
    (TransportError("", sent=True), READS),
    (TransportError("", sent=True, connection_lost=True), READS),
    (TransportError("", sent=False), ALWAYS),
    (RateLimited("", 429), ALWAYS),
    (ServerError("", 500), READS),
    (ServerError("", 503, retry_after=1.0), READS),
    (Unauthorized("", 401), NEVER),
    (NotFound("", 404), NEVER),
    (Rejected("", 422, errors={}), NEVER),
    (UnexpectedResponse(""), READS),
    (UnexpectedResponse("", status=200), READS),
    (UnexpectedResponse("", status=302), NEVER),
    (UnreadableRecord("", status=200), NEVER),
    (AmpecoError(""), NEVER),
    (ValueError(""), NEVER),
    (asyncio.CancelledError(), NEVER),
    (KeyboardInterrupt(), NEVER),
]


@pytest.mark.parametrize(("error", "when"), TABLE, ids=repr)
def test_only_safe_calls_are_retried(error: BaseException, when: str) -> None:
    """Any method if it was certainly not carried out, only reads if it may have been."""
    assert (when in (READS, ALWAYS)) == may_retry(error, safe=True)
    assert (when == ALWAYS) == may_retry(error, safe=False)


@pytest.mark.parametrize(
    ("error", "attempt", "seconds"),
    [
        (RateLimited("", 429, retry_after=7.0), 1, 7.0),
        (RateLimited("", 429, retry_after=0.0, rate_limit=RateLimit(None, None, 9.0)), 1, 0.0),
        (RateLimited("", 429, rate_limit=RateLimit(60, 0, 9.0)), 2, 9.0),
        (RateLimited("", 429, rate_limit=RateLimit(60, 0, None)), 1, None),
        (RateLimited("", 429), 1, None),
        (ServerError("", 503, retry_after=2.0), 1, 2.0),
        (ServerError("", 500), 1, None),
        (TransportError("", sent=True, connection_lost=True), 1, 0.0),
        (TransportError("", sent=True, connection_lost=True), 2, None),
        (TransportError("", sent=True), 1, None),
        (Timeout("", sent=True), 1, None),
        (None, 1, None),
    ],
)
def test_the_wait_follows_ampecos_headers(error: AmpecoError | None, attempt: int, seconds: float | None) -> None:
    """`Retry-After` first, then the reset of the rate limit; the first dead idle connection requires no wait."""
    assert seconds == wait_seconds(error, attempt)


class Attempts:
    """A call that raises each of the errors in turn and then succeeds; records the waits in between."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = iter(errors)
        self.made = 0
        self.waits: list[float] = []
        self.budget = RetryBudget()

    async def __call__(self) -> str:
        self.made += 1
        for error in self.errors:
            raise error
        return "done"

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def run(self, *, safe: bool = True) -> str:
        return await call_with_retries(self, safe=safe, sleep=self.sleep, budget=self.budget)


async def test_a_success_is_not_retried() -> None:
    attempts = Attempts()

    assert await attempts.run() == "done"
    assert (attempts.made, attempts.waits) == (1, [])


async def test_backoff_is_exponential_with_full_jitter() -> None:
    """Up to 0.15 s, then up to 0.3 s, at most 1.5 s."""
    runs = [Attempts(*[ServerError("", 500)] * (MAX_ATTEMPTS - 1)) for _ in range(20)]

    for run in runs:
        await run.run()

    for number, longest in enumerate((0.15, 0.3, 0.6, 1.2, 1.5)):
        waits = [run.waits[number] for run in runs]
        assert longest / 2 < max(waits) <= longest
        assert len(set(waits)) > 1


async def test_after_the_last_attempt_the_last_error_is_raised() -> None:
    """The number of attempts is limited."""
    last = ServerError("last", 502)
    several = [ServerError("", 500), Timeout("", sent=True)] * 2
    attempts = Attempts(ServerError("", 500), *several, last, ServerError("", 500))

    with pytest.raises(ServerError) as caught:
        await attempts.run()

    assert caught.value is last
    assert (attempts.made, len(attempts.waits)) == (MAX_ATTEMPTS, MAX_ATTEMPTS - 1)


async def test_a_lost_connection_is_retried_immediately_and_then_with_a_wait() -> None:
    """A server that resets every connection does not get a burst of requests."""
    lost = [TransportError("", sent=True, connection_lost=True) for _ in range(2)]
    attempts = Attempts(*lost)

    await attempts.run()

    assert attempts.waits[0] == 0.0
    assert attempts.waits[1] > 0.0


async def test_a_write_is_not_retried_after_a_lost_response() -> None:
    """The error tells the caller that the outcome is unknown."""
    lost = TransportError("", sent=True, connection_lost=True, outcome_unknown=True)
    attempts = Attempts(lost)

    with pytest.raises(TransportError) as caught:
        await attempts.run(safe=False)

    assert (lost, 1) == (caught.value, attempts.made)


async def test_a_required_wait_above_the_maximum_raises_at_once() -> None:
    """The error contains the wait."""
    attempts = Attempts(RateLimited("", 429, retry_after=MAX_WAIT_SECONDS))

    with pytest.raises(RateLimited) as caught:
        await attempts.run()

    assert (caught.value.retry_after, attempts.made) == (MAX_WAIT_SECONDS, 1)


async def test_no_retry_starts_if_its_wait_exceeds_the_deadline() -> None:
    """The error is raised while there is still time to respond."""
    attempts = Attempts(RateLimited("", 429, retry_after=6.0))

    with deadline(seconds=5), pytest.raises(RateLimited):
        await attempts.run()

    assert (attempts.made, attempts.waits) == (1, [])


async def test_a_retry_starts_if_its_wait_ends_before_the_deadline() -> None:
    attempts = Attempts(RateLimited("", 429, retry_after=4.0))

    with deadline(seconds=5):
        await attempts.run()

    assert (attempts.made, attempts.waits) == (2, [4.0])


async def test_a_canceled_call_is_not_retried() -> None:
    attempts = Attempts(asyncio.CancelledError())

    with pytest.raises(asyncio.CancelledError):
        await attempts.run()

    assert attempts.made == 1


async def test_retries_end_when_their_budget_is_used_up() -> None:
    """However many attempts a single call may make: a failing Ampeco gets less load."""
    attempts = Attempts(*[ServerError("", 500)] * MAX_ATTEMPTS)
    attempts.budget = RetryBudget(2)

    with pytest.raises(ServerError):
        await attempts.run()

    assert attempts.made == 3


def test_each_success_refills_the_retry_budget() -> None:
    """Up to the size of the bucket."""
    budget = RetryBudget(1)
    budget.refund()

    assert [budget.take(), budget.take()] == [True, False]
    budget.refund()
    assert [budget.take(), budget.take()] == [True, False]
