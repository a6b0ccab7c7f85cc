"""An Ampeco that follows a script, in this process: for moments to which no simulator is brought soon or surely."""

from collections.abc import AsyncIterator, Callable

import pytest

from shared.ampeco_client import AmpecoClient, _deadline
from shared.domain.bookings.submission import Sleep
from tests.support.scripted_client import Script, following


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def ampeco(script: Script) -> AsyncIterator[AmpecoClient]:
    async with following(script) as client:
        yield client


@pytest.fixture
def pauses() -> list[float]:
    """Return the waits of the domain; none of them really happens."""
    return []


@pytest.fixture
def sleep(pauses: list[float]) -> Sleep:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    return sleep


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what tells the warnings so far, whatever else is logged."""
    return lambda: [line.getMessage() for line in caplog.records if line.levelname == "WARNING"]


@pytest.fixture
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a deadline be as far away at the end of a test as at its start."""
    monkeypatch.setattr(_deadline, "monotonic", lambda: 0.0)
