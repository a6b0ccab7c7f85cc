"""The functions, the simulator and the fixed day of tests/integration/functions, for attacks."""

from collections.abc import Iterator

import pytest

from tests.security.function_host import ROUTES, FunctionHost, RouteRequest
from tests.security.intercepting_proxy import InterceptingProxy, RecordingServer
from tests.support.function_fixtures import (
    _close_the_loop,
    log,
)
from tests.support.simulator import SimulatorHandle

__all__ = ["_close_the_loop", "log"]


@pytest.fixture(scope="module")
def host(simulator_process: SimulatorHandle) -> Iterator[FunctionHost]:
    """Return every function of `template.yaml`. Changes to them end with the test."""
    simulator_process.reset()
    simulator_process.approval("instant")
    running = FunctionHost(simulator_process)
    yield running
    running.close()


@pytest.fixture(scope="module")
def requests(host: FunctionHost) -> list[RouteRequest]:
    """Return a valid request for each route."""
    return [host.valid_request(route) for route in ROUTES]


@pytest.fixture
def intercepting_proxy(host: FunctionHost) -> Iterator[InterceptingProxy]:
    """Return the proxy between the functions and the simulator, which may modify responses to the functions."""
    with InterceptingProxy(host.simulator.url) as running:
        host.configure(AMPECO_API_URL=running.url)
        yield running
        host.configure()


@pytest.fixture
def recording_server() -> Iterator[RecordingServer]:
    """Return a server that records requests."""
    with RecordingServer() as listening:
        yield listening
