"""The order of the whole suite, and its clock."""

from pathlib import Path

import pytest

from tests.support.clock import CLOCK, SUITE_NOW

_LONG = ("integration/openapi", "resilience", "deploy", "browser")
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: not any(item.path.is_relative_to(_HERE / long) for long in _LONG))


@pytest.fixture(autouse=True, scope="module")
def _suite_clock() -> None:
    """Begin each module at the suite's instant, whatever the one before has set."""
    CLOCK.set(SUITE_NOW)
