"""The functions, the simulator and the fixed day of tests/functions, for those who mean harm."""

from collections.abc import Iterator

import pytest

from tests.functions.conftest import (
    _close_the_loop,
    log,
    simulator_process,
)
from tests.security.between import Between, Eavesdropper
from tests.security.house import ROUTES, House, Visit
from tests.support.simulator import SimulatorHandle

__all__ = ["_close_the_loop", "log", "simulator_process"]


@pytest.fixture(scope="module")
def house(simulator_process: SimulatorHandle) -> Iterator[House]:
    """Give every function that `template.yaml` names. What a test changes about them, it puts back."""
    simulator_process.reset()
    simulator_process.approval("instant")
    running = House(simulator_process)
    yield running
    running.close()


@pytest.fixture(scope="module")
def visits(house: House) -> list[Visit]:
    """Give a good request to each route, for when nothing comes of it."""
    return [house.good(route) for route in ROUTES]


@pytest.fixture
def between(house: House) -> Iterator[Between]:
    """Give what stands between the functions and the simulator and may change what the functions get to hear."""
    with Between(house.simulator.url) as running:
        house.configure(AMPECO_API_URL=running.url)
        yield running
        house.configure()


@pytest.fixture
def eavesdropper() -> Iterator[Eavesdropper]:
    """Give a server that only listens."""
    with Eavesdropper() as listening:
        yield listening
