"""Run lengths of tests that gain from many iterations: a part in every run, all of them under `make soak`."""

import os
from collections.abc import Iterable
from typing import Any

import pytest

SOAK = os.environ.get("SOAK") == "1"

in_a_soak = pytest.mark.skipif(not SOAK, reason="takes long: make soak")


def sample(values: Iterable[Any], count: int) -> list[Any]:
    """Return the values as parameters of a test, of which only the first `count` are in every run."""
    return [value if at < count else _rare(value) for at, value in enumerate(values)]


def _rare(value: Any) -> Any:
    return pytest.param(*(value if isinstance(value, tuple) else [value]), marks=in_a_soak)
