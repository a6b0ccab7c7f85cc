"""The order of the whole suite, its clock, and the simulator on a fixed day."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clock import CLOCK, FIXED_NOW, SUITE_NOW
from tests.support.simulator import SimulatorHandle, running_simulator

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


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[SimulatorHandle]:
    """Start one for all tests of a worker that use it: each takes half a second to start."""
    with running_simulator(now=FIXED_NOW) as handle:
        yield handle
