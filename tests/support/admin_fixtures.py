"""Fixtures of the tests that call the functions of admins in this process."""

from collections.abc import Iterator

import pytest

from tests.support.admin_functions import AdminFunctions
from tests.support.simulator import SimulatorHandle


@pytest.fixture
def admin(simulator: SimulatorHandle) -> Iterator[AdminFunctions]:
    running = AdminFunctions(simulator)
    yield running
    running.stop()
