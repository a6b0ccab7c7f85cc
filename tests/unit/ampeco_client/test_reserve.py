"""Part of the rate limit can be left unused."""

import pytest

from shared.ampeco_client import RateLimited, reserve
from shared.ampeco_client._reserve import Allowance


def said(limit: int, remaining: int, **more: str) -> dict[str, str]:
    """Return rate limit headers with these values."""
    return {"x-ratelimit-limit": str(limit), "x-ratelimit-remaining": str(remaining)} | more


def test_below_the_reserve_calls_inside_a_reserve_block_fail() -> None:
    """Other calls are sent down to the last one that the limit allows."""
    allowance = Allowance(clock=lambda: 0.0)
    allowance.record(said(100, 21))
    with reserve(0.2):
        allowance.check("list_sites")

    allowance.record(said(100, 20))
    allowance.record({})
    allowance.check("submit")
    with reserve(0.2), pytest.raises(RateLimited) as refusal:
        allowance.check("list_sites")
    assert refusal.value.retry_after == 5.0
    assert "list_sites" in str(refusal.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (said(100, 0), 5.0),
        (said(100, 0, **{"x-ratelimit-reset": "2"}), 2.0),
        (said(100, 0, **{"x-ratelimit-reset": "60"}), 5.0),
    ],
)
def test_a_rate_limit_reading_expires_after_seconds(headers: dict[str, str], seconds: float) -> None:
    """Then one call reads it again."""
    now = 0.0
    allowance = Allowance(clock=lambda: now)
    allowance.record(headers)
    with reserve(0.2):
        now = seconds - 0.1
        with pytest.raises(RateLimited):
            allowance.check("list_sites")
        now = seconds
        allowance.check("list_sites")


def test_without_rate_limit_headers_nothing_is_reserved() -> None:
    """Neither before the first response nor if the limit itself is missing."""
    allowance = Allowance(clock=lambda: 0.0)
    with reserve(0.2):
        allowance.check("list_sites")
        allowance.record({"x-ratelimit-remaining": "0"})
        allowance.check("list_sites")
