"""How many unknown emails one visitor may try."""

import pytest

from shared.domain.errors import DriverNotFound, OverlappingBooking
from shared.http_api.guesses import GUESSES, WITHIN_SECONDS, Guesses
from shared.http_api.problems import Problem, ProblemError


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guesses(clock: Clock) -> Guesses:
    return Guesses(clock=clock)


def guess(guesses: Guesses, address: str | None, times: int = 1) -> None:
    """Try emails that nobody has."""
    for _ in range(times):
        with pytest.raises(DriverNotFound), guesses.counted(address):
            raise DriverNotFound("unknown")


def refusal(guesses: Guesses, address: str) -> Problem:
    """Return what a visitor is told who may not try again."""
    with pytest.raises(ProblemError) as refused, guesses.counted(address):
        raise AssertionError("nothing is asked for this visitor")
    return refused.value.problem


def test_after_ten_guesses_the_answer_is_withheld(guesses: Guesses, clock: Clock) -> None:
    """Before anything is asked of Ampeco, and with the time to wait."""
    guess(guesses, "192.0.2.7", GUESSES - 1)
    clock.now += 60
    guess(guesses, "192.0.2.7")

    problem = refusal(guesses, "192.0.2.7")

    assert (problem.status, problem.kind) == (429, "too-many-attempts")
    assert problem.headers == {"Retry-After": "540"}


def test_guesses_are_forgotten_one_after_the_other(guesses: Guesses, clock: Clock) -> None:
    """Ten minutes after each."""
    guess(guesses, "192.0.2.7")
    clock.now += WITHIN_SECONDS / 2
    guess(guesses, "192.0.2.7", GUESSES - 1)
    clock.now += WITHIN_SECONDS / 2

    guess(guesses, "192.0.2.7")

    assert refusal(guesses, "192.0.2.7").headers == {"Retry-After": "300"}


def test_only_unknown_emails_count(guesses: Guesses) -> None:
    """Neither a booking nor another refusal is a guess."""
    for _ in range(GUESSES + 1):
        with guesses.counted("192.0.2.7"):
            pass
        with pytest.raises(OverlappingBooking), guesses.counted("192.0.2.7"):
            raise OverlappingBooking


def test_each_visitor_is_counted_apart_and_nobody_is_nobody(guesses: Guesses) -> None:
    """Where the CDN's signature is not checked, an address may be everybody's: none is counted."""
    guess(guesses, "192.0.2.7", GUESSES)

    guess(guesses, "192.0.2.8")
    guess(guesses, "2001:db8::1")
    guess(guesses, None, GUESSES + 1)


def test_a_household_is_one_visitor(guesses: Guesses) -> None:
    """The last 64 bits of an IPv6 address are free to choose."""
    for n in range(GUESSES):
        guess(guesses, f"2001:db8:1:2::{n:x}")

    assert refusal(guesses, "2001:db8:1:2:ffff::1").kind == "too-many-attempts"
    guess(guesses, "2001:db8:1:3::1")


def test_what_is_no_address_is_a_visitor_too(guesses: Guesses) -> None:
    """It comes from the CDN, and whatever it is, it is somebody."""
    guess(guesses, "unknown", GUESSES)

    assert refusal(guesses, "unknown").kind == "too-many-attempts"
