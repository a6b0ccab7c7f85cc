"""The order of the whole suite, and its clock."""

import os
from pathlib import Path

import pytest

from tests.support.clock import CLOCK, SUITE_NOW

_LONG = ("integration/openapi", "resilience", "deploy", "browser")
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it at the end."""
    prefixes = tuple(f"{_HERE / long}{os.sep}" for long in _LONG)
    items.sort(key=lambda item: not str(item.path).startswith(prefixes))


@pytest.fixture(autouse=True, scope="module")
def _suite_clock() -> None:
    """Begin each module at the suite's instant, whatever the one before has set."""
    CLOCK.set(SUITE_NOW)
