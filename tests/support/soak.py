"""Run lengths of tests that gain from many iterations: a part in every run, all of them under `make soak`."""

import os
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import pytest

SOAK = os.environ.get("SOAK") == "1"

in_a_soak = pytest.mark.skipif(not SOAK, reason="takes long: make soak")


def sample(values: Iterable[Any], count: int) -> list[Any]:
    """Return the values as parameters of a test, of which only the first `count` are in every run."""
    return [value if at < count else _rare(value) for at, value in enumerate(values)]


def pairs(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Any]:
    """Return all pairs of the values as parameters of a test; each value is in one of those that are in every run."""
    usual = {(at % len(first), at % len(second)) for at in range(max(len(first), len(second)))}
    return [
        pytest.param(one, other, id=f"{name}-{other_name}", marks=() if (at, other_at) in usual else in_a_soak)
        for (at, (name, one)), (other_at, (other_name, other)) in product(
            enumerate(first.items()), enumerate(second.items())
        )
    ]


def _rare(value: Any) -> Any:
    return pytest.param(*(value if isinstance(value, tuple) else [value]), marks=in_a_soak)
