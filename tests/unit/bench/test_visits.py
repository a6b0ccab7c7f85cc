"""The calls to Ampeco of one driver's visit."""

from typing import Any

import pytest

from bench import counts


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return counts.visits()


@pytest.mark.parametrize("state", ["cold", "warm", "snapshot"])
def test_no_step_of_a_visit_exceeds_its_call_limit(rows: list[dict[str, Any]], state: str) -> None:
    """With new instances, warm ones, and new ones with a catalog snapshot."""
    assert [(row["step"], row[state]) for row in rows if row[state]["calls"] > row[state]["most"]] == []


def test_with_a_snapshot_a_new_instance_reads_no_list(rows: list[dict[str, Any]]) -> None:
    """The list of sites and a site cost no call."""
    assert [row["snapshot"]["calls"] for row in rows[:2]] == [0, 0]
