"""Deployed code: packages built for this machine, Lambda's own libraries, and a simulator."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.support.clock import machine_now
from tests.support.lambda_runtime import Runtime, Unpacked, install_runtime, unpack
from tests.support.simulator import SimulatorHandle, running_simulator


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """Python 3.13 where this machine has it, else the one of this suite, with awslambdaric and boto3."""
    return install_runtime(tmp_path_factory.mktemp("runtime"))


@pytest.fixture(scope="session")
def packaged(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Unpacked]:
    """Return a way to a function's package and layers for this machine, made as for Lambda."""
    folder = tmp_path_factory.mktemp("packages")

    @cache
    def make(name: str) -> Unpacked:
        return unpack(name, folder / name, runtime.platform)

    return make


@pytest.fixture(scope="session")
def ampeco() -> Iterator[SimulatorHandle]:
    """Return a simulator that decides at once."""
    with running_simulator(now=machine_now()) as simulator:
        simulator.approval("instant")
        yield simulator
