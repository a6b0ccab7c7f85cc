"""The admin functions with a valid token, against the same simulator on the same day."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.admin_fixtures import admin  # noqa: F401 - a fixture, found here by its name
from tests.support.functions import START
from tests.support.simulator import SimulatorHandle


@pytest.fixture
def booking(simulator: SimulatorHandle) -> dict[str, Any]:
    """Book A1 for the driver directly at Ampeco, and return its booking."""
    made = simulator.book(evse_id=5001, start=START, end=START + timedelta(hours=1), user_id=1001)
    simulator.advance(60)  # what changes from now on has another time
    return made
