"""A failing or busy Ampeco is left in peace for a while."""

import httpx
import pytest
import respx
from pydantic import SecretStr

from shared.ampeco_client import (
    AmpecoClient,
    CircuitOpen,
    NotFound,
    RateLimited,
    ServerError,
    Timeout,
    _deadline,
    deadline,
)
from shared.ampeco_client._circuit import FAILURES_TO_OPEN, LONGEST_OPEN_SECONDS, OPEN_SECONDS, Circuit
from shared.ampeco_client.errors import AmpecoError

BROKEN = ServerError("op", 500)


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit(clock)


def fail(circuit: Circuit, times: int, error: AmpecoError = BROKEN) -> None:
    """Let calls fail."""
    for _ in range(times):
        circuit.failed(error)


@pytest.mark.parametrize("error", [BROKEN, Timeout("op", sent=True)])
def test_some_failures_in_a_row_open_it(circuit: Circuit, error: AmpecoError) -> None:
    """Not one sooner."""
    fail(circuit, FAILURES_TO_OPEN - 1, error)
    circuit.check("op")

    fail(circuit, 1, error)

    with pytest.raises(CircuitOpen) as refusal:
        circuit.check("op")
    assert refusal.value.retry_after == OPEN_SECONDS
    assert str(refusal.value) == "op: not sent for another 5.0 s"
    assert refusal.value.outcome_unknown is False


def test_an_answer_in_between_keeps_it_closed(circuit: Circuit) -> None:
    """Also one that says no: Ampeco is well then."""
    fail(circuit, FAILURES_TO_OPEN - 1)
    circuit.failed(NotFound("op", 404))
    fail(circuit, FAILURES_TO_OPEN - 1)
    circuit.succeeded()
    fail(circuit, FAILURES_TO_OPEN - 1)

    circuit.check("op")


def test_after_a_while_one_failure_is_enough_to_open_it_again(circuit: Circuit, clock: Clock) -> None:
    """And one success closes it."""
    fail(circuit, FAILURES_TO_OPEN)
    clock.seconds = OPEN_SECONDS
    circuit.check("op")
    fail(circuit, 1)
    with pytest.raises(CircuitOpen):
        circuit.check("op")
    clock.seconds = 2 * OPEN_SECONDS
    circuit.succeeded()

    fail(circuit, FAILURES_TO_OPEN - 1)

    circuit.check("op")


def test_a_retry_after_is_kept_to_the_letter(circuit: Circuit, clock: Clock) -> None:
    """From the first 429 on."""
    circuit.failed(RateLimited("op", 429, retry_after=12))
    clock.seconds = 11.9
    with pytest.raises(CircuitOpen):
        circuit.check("op")

    clock.seconds = 12

    circuit.check("op")


def test_no_request_for_quiet_closes_the_shop_for_long(circuit: Circuit, clock: Clock) -> None:
    """A mistaken Retry-After of a day would."""
    circuit.failed(RateLimited("op", 429, retry_after=86_400))

    clock.seconds = LONGEST_OPEN_SECONDS

    circuit.check("op")


def test_a_429_that_says_nothing_opens_nothing(circuit: Circuit) -> None:
    """The retries have waited already."""
    fail(circuit, 10, RateLimited("op", 429))

    circuit.check("op")


@respx.mock
async def test_while_it_is_open_nothing_is_sent() -> None:
    """Whatever the call."""
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
@pytest.mark.parametrize(("seconds", "then"), [(0.0, ServerError), (0.5, CircuitOpen)])
async def test_a_failure_counts_while_the_caller_has_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, then: type[AmpecoError]
) -> None:
    """Down to the last moment of it, and not after."""

    async def sleep(_seconds: float) -> None:
        return None

    monkeypatch.setattr(_deadline, "monotonic", lambda: 0.0)
    respx.get("https://tenant.test/public-api/resources/locations/v2.0/1").respond(500)
    async with AmpecoClient(
        base_url="https://tenant.test/public-api", token=lambda: SecretStr("t"), sleep=sleep
    ) as client:
        for _ in range(FAILURES_TO_OPEN):
            with deadline(seconds), pytest.raises((ServerError, Timeout)):
                await client.read_location(1)

        with pytest.raises(then):
            await client.read_location(1)


@respx.mock
async def test_a_passed_deadline_says_that_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its very moment on. So a write may be tried again."""
    monkeypatch.setattr(_deadline, "monotonic", lambda: 0.0)
    async with AmpecoClient(base_url="https://tenant.test/public-api", token=lambda: SecretStr("t")) as client:
        with deadline(0), pytest.raises(Timeout, match=r"^read_location: the deadline has passed, nothing was") as late:
            await client.read_location(1)

    assert late.value.sent is False


@respx.mock
async def test_a_caller_who_runs_out_of_time_opens_nothing() -> None:
    """Ampeco was never asked."""
    respx.get("https://tenant.test/public-api/resources/locations/v2.0/1").respond(json={"data": {"id": 1}})
    async with AmpecoClient(base_url="https://tenant.test/public-api", token=lambda: SecretStr("t")) as client:
        for _ in range(FAILURES_TO_OPEN):
            with deadline(0), pytest.raises(Timeout):
                await client.read_location(1)

        assert (await client.read_location(1)).id == 1
