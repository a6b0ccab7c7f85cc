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
def test_only_what_is_safe_is_tried_again(error: BaseException, when: str) -> None:
    """Any verb where it was certainly not carried out, only reads where it may have been, else nothing."""
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
def test_the_wait_is_what_ampeco_asks_for(error: AmpecoError | None, attempt: int, seconds: float | None) -> None:
    """Retry-After first, then the reset of the rate limit; a connection that died while idle needs no wait, once."""
    assert seconds == wait_seconds(error, attempt)


class Attempts:
    """A call that fails with each of the errors in turn and then succeeds, and the waits in between."""

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


async def test_a_success_is_returned_at_once() -> None:
    """Nothing is repeated that worked."""
    attempts = Attempts()

    assert await attempts.run() == "done"
    assert (attempts.made, attempts.waits) == (1, [])


async def test_waits_grow_and_are_never_the_same_for_two_callers() -> None:
    """Without advice the wait is exponential with full jitter: up to 0.15 s, then up to 0.3 s, at most 1.5 s."""
    runs = [Attempts(*[ServerError("", 500)] * (MAX_ATTEMPTS - 1)) for _ in range(20)]

    for run in runs:
        await run.run()

    for number, longest in enumerate((0.15, 0.3, 0.6, 1.2, 1.5)):
        waits = [run.waits[number] for run in runs]
        assert longest / 2 < max(waits) <= longest
        assert len(set(waits)) > 1


async def test_after_the_last_attempt_the_last_error_is_raised() -> None:
    """The number of attempts is bounded, and the caller sees what happened last."""
    last = ServerError("last", 502)
    several = [ServerError("", 500), Timeout("", sent=True)] * 2
    attempts = Attempts(ServerError("", 500), *several, last, ServerError("", 500))

    with pytest.raises(ServerError) as caught:
        await attempts.run()

    assert caught.value is last
    assert (attempts.made, len(attempts.waits)) == (MAX_ATTEMPTS, MAX_ATTEMPTS - 1)


async def test_a_lost_connection_is_tried_again_immediately_and_then_with_a_pause() -> None:
    """The first wait is zero, the second is not: a server that resets everything is not hammered."""
    lost = [TransportError("", sent=True, connection_lost=True) for _ in range(2)]
    attempts = Attempts(*lost)

    await attempts.run()

    assert attempts.waits[0] == 0.0
    assert attempts.waits[1] > 0.0


async def test_a_write_is_not_repeated_after_a_lost_reply() -> None:
    """One attempt, and the error tells the caller that the outcome is unknown."""
    lost = TransportError("", sent=True, connection_lost=True, outcome_unknown=True)
    attempts = Attempts(lost)

    with pytest.raises(TransportError) as caught:
        await attempts.run(safe=False)

    assert (lost, 1) == (caught.value, attempts.made)


async def test_a_wait_beyond_patience_is_left_to_the_caller() -> None:
    """Being asked to wait for very long raises at once, with the wait in the error."""
    attempts = Attempts(RateLimited("", 429, retry_after=MAX_WAIT_SECONDS))

    with pytest.raises(RateLimited) as caught:
        await attempts.run()

    assert (caught.value.retry_after, attempts.made) == (MAX_WAIT_SECONDS, 1)


async def test_no_retry_is_begun_whose_wait_outlasts_the_deadline() -> None:
    """The error comes while there is still time to answer with it."""
    attempts = Attempts(RateLimited("", 429, retry_after=6.0))

    with deadline(seconds=5), pytest.raises(RateLimited):
        await attempts.run()

    assert (attempts.made, attempts.waits) == (1, [])


async def test_a_retry_whose_wait_fits_is_made() -> None:
    """A deadline further away than the wait changes nothing."""
    attempts = Attempts(RateLimited("", 429, retry_after=4.0))

    with deadline(seconds=5):
        await attempts.run()

    assert (attempts.made, attempts.waits) == (2, [4.0])


async def test_a_cancelled_call_stays_cancelled() -> None:
    """Cancelling is not a failure to recover from."""
    attempts = Attempts(asyncio.CancelledError())

    with pytest.raises(asyncio.CancelledError):
        await attempts.run()

    assert attempts.made == 1


async def test_retries_end_when_their_budget_is_used_up() -> None:
    """However many attempts a call may make: a failing Ampeco gets less."""
    attempts = Attempts(*[ServerError("", 500)] * MAX_ATTEMPTS)
    attempts.budget = RetryBudget(2)

    with pytest.raises(ServerError):
        await attempts.run()

    assert attempts.made == 3


def test_each_success_gives_a_retry_back() -> None:
    """Up to the size of the bucket, and no further."""
    budget = RetryBudget(1)
    budget.refund()

    assert [budget.take(), budget.take()] == [True, False]
    budget.refund()
    assert [budget.take(), budget.take()] == [True, False]
