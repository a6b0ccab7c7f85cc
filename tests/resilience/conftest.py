"""Fixtures of the resilience tests: the functions, with or without real waits, and a driver's actions."""

from collections.abc import Iterator

import pytest

from tests.resilience.driver_actions import ACTIONS, DriverAction
from tests.resilience.waiting_functions import AdvancingFunctions, WaitingFunctions
from tests.support.function_fixtures import (  # noqa: F401 - fixtures, found here by their names
    _close_the_loop,
    _nothing_of_a_person_is_logged,
    key,
    simulator,
)
from tests.support.functions import Functions
from tests.support.report import report  # noqa: F401 - a fixture, found here by its name
from tests.support.simulator import SimulatorHandle


@pytest.fixture
def functions(simulator: SimulatorHandle) -> Iterator[WaitingFunctions]:  # noqa: F811 - the fixture of that name
    running = WaitingFunctions(simulator)
    yield running
    running.stop()


@pytest.fixture
def advancing_functions(simulator: SimulatorHandle) -> Iterator[AdvancingFunctions]:  # noqa: F811 - the fixture of that name
    running = AdvancingFunctions(simulator)
    yield running
    running.stop()


@pytest.fixture
def fast_functions(simulator: SimulatorHandle) -> Iterator[Functions]:  # noqa: F811 - the fixture of that name
    running = Functions(simulator)
    yield running
    running.stop()


@pytest.fixture(params=list(ACTIONS.values()), ids=list(ACTIONS))
def action(request: pytest.FixtureRequest) -> DriverAction:
    """Book, cancel and move, one after the other."""
    given: DriverAction = request.param
    return given
