"""Fixtures of the resilience tests: the functions, with or without real waits, and a driver's actions."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.resilience.driver_actions import ACTIONS, DriverAction
from tests.support.function_fixtures import (  # noqa: F401 - fixtures, found here by their names
    _close_the_loop,
    _nothing_of_a_person_is_logged,
    key,
    simulator,
    simulator_process,
)
from tests.support.functions import Functions
from tests.support.report import report  # noqa: F401 - a fixture, found here by its name
from tests.support.simulator import SimulatorHandle


class Patient(Functions):
    """The functions with real waits between two attempts."""

    async def sleep(self, seconds: float) -> None:
        """Wait between two attempts."""
        await asyncio.sleep(seconds)


class Advancing(Functions):
    """The functions with the simulator's clock advancing instead of their waits."""

    async def sleep(self, seconds: float) -> None:
        """Move the simulator's clock on, as far as the functions would have waited."""
        self.simulator.advance(seconds)


@pytest.fixture
def functions(simulator: SimulatorHandle) -> Iterator[Patient]:  # noqa: F811 - the fixture of that name
    running = Patient(simulator)
    yield running
    running.stop()


@pytest.fixture
def advancing_functions(simulator: SimulatorHandle) -> Iterator[Advancing]:  # noqa: F811 - the fixture of that name
    running = Advancing(simulator)
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
