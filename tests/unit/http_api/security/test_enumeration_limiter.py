"""Limits of booking requests and unknown emails per visitor."""

import pytest

from shared.domain.errors import DriverNotFound, OverlappingBooking
from shared.http_api.errors.problems import Problem, ProblemError
from shared.http_api.security import enumeration_limiter as module
from shared.http_api.security.enumeration_limiter import (
    MAX_BOOKINGS,
    MAX_FAILURES,
    WINDOW_SECONDS,
    Budget,
    EnumerationLimiter,
)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def enumeration_limiter(clock: Clock) -> EnumerationLimiter:
    return EnumerationLimiter(clock=clock)


def fail(enumeration_limiter: EnumerationLimiter, address: str | None, times: int = 1) -> None:
    """Submit emails without an account."""
    for _ in range(times):
        with pytest.raises(DriverNotFound), enumeration_limiter.track_failures(address):
            raise DriverNotFound("unknown")


def refusal(enumeration_limiter: EnumerationLimiter, address: str) -> Problem:
    """Return the response to a visitor over the limit."""
    with pytest.raises(ProblemError) as refused, enumeration_limiter.track_failures(address):
        raise AssertionError("nothing is asked for this visitor")
    return refused.value.problem


def test_after_ten_failures_the_visitor_gets_429(enumeration_limiter: EnumerationLimiter, clock: Clock) -> None:
    """Before any call is made, and with the time to wait."""
    fail(enumeration_limiter, "192.0.2.7", MAX_FAILURES - 1)
    clock.now += 60
    fail(enumeration_limiter, "192.0.2.7")

    problem = refusal(enumeration_limiter, "192.0.2.7")

    assert (problem.status, problem.kind) == (429, "too-many-attempts")
    assert problem.headers == {"Retry-After": "540"}


def test_failures_expire_one_after_the_other(enumeration_limiter: EnumerationLimiter, clock: Clock) -> None:
    """Each ten minutes after it happened."""
    fail(enumeration_limiter, "192.0.2.7")
    clock.now += WINDOW_SECONDS / 2
    fail(enumeration_limiter, "192.0.2.7", MAX_FAILURES - 1)
    clock.now += WINDOW_SECONDS / 2

    fail(enumeration_limiter, "192.0.2.7")

    assert refusal(enumeration_limiter, "192.0.2.7").headers == {"Retry-After": "300"}


def order(enumeration_limiter: EnumerationLimiter, address: str, times: int = 1) -> None:
    """Book, or be refused for another reason than the email, in turn."""
    for n in range(times):
        if n % 2:
            with enumeration_limiter.track_failures(address):
                pass
        else:
            with pytest.raises(OverlappingBooking), enumeration_limiter.track_failures(address):
                raise OverlappingBooking


def test_every_booking_request_counts_whatever_its_result(
    enumeration_limiter: EnumerationLimiter, clock: Clock
) -> None:
    """A known email is revealed as well; the limit is far above what a person needs."""
    order(enumeration_limiter, "192.0.2.7", MAX_BOOKINGS - 1)
    clock.now += 60
    order(enumeration_limiter, "192.0.2.7")

    problem = refusal(enumeration_limiter, "192.0.2.7")

    assert (problem.status, problem.kind) == (429, "too-many-attempts")
    assert problem.headers == {"Retry-After": "540"}
    clock.now += 540
    order(enumeration_limiter, "192.0.2.7")


def test_only_unknown_emails_count_towards_the_smaller_limit(enumeration_limiter: EnumerationLimiter) -> None:
    order(enumeration_limiter, "192.0.2.7", MAX_FAILURES + 1)

    fail(enumeration_limiter, "192.0.2.7", MAX_FAILURES)


def test_each_visitor_is_counted_separately(enumeration_limiter: EnumerationLimiter) -> None:
    """Without a verified CDN signature the address may be shared by everybody: nothing is counted."""
    fail(enumeration_limiter, "192.0.2.7", MAX_FAILURES)

    fail(enumeration_limiter, "192.0.2.8")
    fail(enumeration_limiter, "2001:db8::1")
    fail(enumeration_limiter, None, MAX_FAILURES + 1)


def test_an_ipv6_64_network_is_one_visitor(enumeration_limiter: EnumerationLimiter) -> None:
    """Its hosts can choose the last 64 bits freely."""
    for n in range(MAX_FAILURES):
        fail(enumeration_limiter, f"2001:db8:1:2::{n:x}")

    assert refusal(enumeration_limiter, "2001:db8:1:2:ffff::1").kind == "too-many-attempts"
    fail(enumeration_limiter, "2001:db8:1:3::1")


@pytest.mark.parametrize(("bits", "share"), [(56, 2), (48, 5)])
def test_a_larger_ipv6_network_is_limited_as_well(
    enumeration_limiter: EnumerationLimiter, bits: int, share: int
) -> None:
    """A customer may get a /56 or a /48, which is hundreds or thousands of /64."""
    for n in range(MAX_FAILURES * share):
        fail(enumeration_limiter, f"2001:db8:1:{n << (64 - bits - 7):x}::1" if bits == 48 else f"2001:db8:1:{n:x}::1")

    last = f"2001:db8:1:{(1 << (64 - bits)) - 1:x}::1"
    assert refusal(enumeration_limiter, last).kind == "too-many-attempts"
    fail(enumeration_limiter, "2001:db8:2:0::1")


def test_an_ipv4_address_is_one_visitor_in_every_notation(enumeration_limiter: EnumerationLimiter) -> None:
    """As IPv4, mapped into IPv6 in three ways, and as 6to4."""
    for n in range(MAX_FAILURES):
        fail(enumeration_limiter, ("192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:207", f"2002:c000:207:{n}::1")[n % 4])

    for address in ("192.0.2.7", "::ffff:192.0.2.7", "0:0:0:0:0:ffff:c000:207", "2002:c000:207::"):
        assert refusal(enumeration_limiter, address).kind == "too-many-attempts"
    fail(enumeration_limiter, "::ffff:192.0.2.8")


def test_an_ipv6_scope_is_ignored(enumeration_limiter: EnumerationLimiter) -> None:
    """The part after the percent sign is arbitrary."""
    for n in range(MAX_FAILURES):
        fail(enumeration_limiter, f"2001:db8::1%{n}")

    assert refusal(enumeration_limiter, "2001:db8::1").kind == "too-many-attempts"


def test_counts_are_stored_for_as_many_visitors_as_can_book(
    enumeration_limiter: EnumerationLimiter, clock: Clock
) -> None:
    """The API's throttle limits their number in ten minutes; each takes at most three entries."""
    fail(enumeration_limiter, "192.0.2.7")
    for n in range(3010):
        clock.now += 0.19
        fail(enumeration_limiter, f"2001:db8:{n:x}::1")
    fail(enumeration_limiter, "192.0.2.7", MAX_FAILURES - 1)

    assert refusal(enumeration_limiter, "192.0.2.7").kind == "too-many-attempts"


def test_new_visitors_evict_those_with_the_lowest_counts(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any number of them evicts no visitor with a higher count."""
    monkeypatch.setattr(module, "MAX_NETWORKS", 100)
    budget = Budget(MAX_FAILURES, clock=clock)
    for _ in range(MAX_FAILURES):
        budget.spend("192.0.2.7")

    for n in range(1000):
        budget.spend(f"198.51.{n // 250}.{n % 250}")

    assert budget.wait("192.0.2.7") == WINDOW_SECONDS
    assert len(budget) == 100


def test_visitors_without_requests_for_ten_minutes_are_removed(clock: Clock) -> None:
    """So a long-running function stores no more than the last ten minutes."""
    budget = Budget(MAX_FAILURES, clock=clock)
    for n in range(200):
        budget.spend(f"192.0.2.{n}")
    clock.now += WINDOW_SECONDS

    budget.spend("198.51.100.1")

    assert len(budget) == 1


def test_all_invalid_addresses_are_one_visitor(enumeration_limiter: EnumerationLimiter) -> None:
    """The CDN sent them, so they are counted together."""
    for n in range(MAX_FAILURES):
        fail(enumeration_limiter, f"unknown{n}, 192.0.2.7")

    assert refusal(enumeration_limiter, "unknown").kind == "too-many-attempts"
