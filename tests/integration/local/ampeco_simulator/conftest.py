"""One simulator process per session, reset before each test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.support.http import NO_TLS
from tests.support.simulator import SimulatorHandle, running_simulator


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[SimulatorHandle]:
    with running_simulator(now=datetime(2027, 3, 5, 15, 0, tzinfo=UTC)) as simulator:
        yield simulator


@pytest.fixture
def simulator(simulator_process: SimulatorHandle) -> SimulatorHandle:
    """Return a simulator in its initial state; requests are decided within the POST unless a test says otherwise."""
    simulator_process.reset()
    simulator_process.approval("instant")
    return simulator_process


@pytest.fixture(scope="session")
def api_client(simulator_process: SimulatorHandle) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {simulator_process.token}"}
    with httpx.Client(
        base_url=simulator_process.url, headers=headers, trust_env=False, timeout=30, verify=NO_TLS
    ) as client:
        yield client


@pytest.fixture
def api(api_client: httpx.Client, simulator: SimulatorHandle) -> httpx.Client:
    """Return a client with the token and the base URL of the Public API, and the simulator in its initial state."""
    assert simulator.url == str(api_client.base_url).rstrip("/")
    return api_client


@pytest.fixture
def create_body() -> Callable[..., dict[str, Any]]:
    """Return a builder of create requests for a free hour in ten days; None omits a field."""

    def build(**changes: object) -> dict[str, Any]:
        body = {
            "type": "create",
            "userId": 1001,
            "locationId": 101,
            "evseId": 5001,
            "startAt": "2027-03-15T10:00:00Z",
            "endAt": "2027-03-15T11:00:00Z",
            **changes,
        }
        return {name: value for name, value in body.items() if value is not None}

    return build


@pytest.fixture
def submit(api: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Return a function that posts a booking request and returns its record."""

    def post(body: dict[str, Any]) -> dict[str, Any]:
        reply = api.post("/resources/booking-requests/v1.0", json=body)
        assert reply.status_code == 201, reply.text
        request: dict[str, Any] = reply.json()["data"]
        return request

    return post
