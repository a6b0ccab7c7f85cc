"""What one request of a stranger can make the functions ask of Ampeco, at the most."""

from typing import Any

import pytest

from bench import counts


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return counts.worst()


def test_no_request_of_a_stranger_costs_more_calls_than_its_bound(rows: list[dict[str, Any]]) -> None:
    """At most ten for a site and nine for a booking, whatever its number of charge points; none if refused early."""
    over = [
        (row["what"], which, row[which]["calls"])
        for row in rows
        for which in ("first", "later")
        if row[which]["calls"] > row[which]["most"]
    ]

    assert over == []


def test_no_request_of_a_stranger_opens_more_than_ten_calls_at_once(rows: list[dict[str, Any]]) -> None:
    """A function has twenty connections, and Ampeco one limit for all."""
    assert [row["what"] for row in rows for which in ("first", "later") if row[which]["at_once"] > 10] == []
