"""The maximum number of Ampeco calls that one unauthenticated request can cause."""

from typing import Any

import pytest

from bench import counts


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return counts.worst()


def test_no_unauthenticated_request_exceeds_its_call_limit(rows: list[dict[str, Any]]) -> None:
    """At most ten for a site and nine for a booking, for any number of charge points; none if refused early."""
    over = [
        (row["what"], which, row[which]["calls"])
        for row in rows
        for which in ("first", "later")
        if row[which]["calls"] > row[which]["most"]
    ]

    assert over == []


def test_no_unauthenticated_request_makes_more_than_ten_concurrent_calls(rows: list[dict[str, Any]]) -> None:
    """A function has twenty connections, and all functions share one rate limit."""
    assert [row["what"] for row in rows for which in ("first", "later") if row[which]["at_once"] > 10] == []
