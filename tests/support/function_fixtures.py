"""Fixtures of the tests that call the functions in this process."""

import asyncio
import uuid
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from shared.http_api.observability.logs import logger
from shared.http_api.runtime.handler import process_loop
from tests.support.functions import LINK_KEY, START, Functions
from tests.support.log_guard import caught_log, personal
from tests.support.simulator import SIMULATOR_TOKEN, SimulatorHandle


@pytest.fixture
def simulator(simulator_process: SimulatorHandle) -> SimulatorHandle:
    """As at its start, deciding at once."""
    simulator_process.reset()
    simulator_process.approval("instant")
    return simulator_process


@pytest.fixture
def functions(simulator: SimulatorHandle) -> Iterator[Functions]:
    running = Functions(simulator)
    yield running
    running.stop()


@pytest.fixture
def order() -> dict[str, Any]:
    """Return a body that makes a booking: port A1 of Riverfront Garage for an hour."""
    return {
        "locationId": 101,
        "evseId": 5001,
        "startAt": START.isoformat(),
        "endAt": (START + timedelta(hours=1)).isoformat(),
        "email": "driver@example.com",
    }


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Collect what the functions log, as CloudWatch would get it."""
    lines = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", lines)
    return lines


@pytest.fixture(scope="module", autouse=True)
def _nothing_of_a_person_is_logged() -> Iterator[None]:
    """Look through all that the tests of a module have made the functions log, once they are through."""
    with caught_log() as lines:
        yield
    assert personal(lines.getvalue(), (LINK_KEY, SIMULATOR_TOKEN)) == []


@pytest.fixture(scope="session", autouse=True)
def _close_the_loop() -> Iterator[None]:
    yield
    loop: asyncio.AbstractEventLoop = process_loop()
    loop.close()
