"""A scripted Ampeco in this process: for states that the simulator cannot be brought to reliably."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient, _deadline
from shared.domain.timeutil.site_time import Sleep
from tests.support.scripted_client import Script, following
from tests.support.stub_ampeco import Ampeco


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def ampeco(script: Script) -> AsyncIterator[AmpecoClient]:
    async with following(script) as client:
        yield client


@pytest.fixture
def stub() -> Ampeco:
    """Return an Ampeco with a few records."""
    return Ampeco()


@pytest.fixture
async def client(stub: Ampeco) -> AsyncIterator[AmpecoClient]:
    """Return a client of the stub."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(stub.answer), trust_env=False) as http:
        yield AmpecoClient(base_url="https://ampeco.test/public-api", token=lambda: SecretStr("a-token"), http=http)


@pytest.fixture
def pauses() -> list[float]:
    """Return the waits that the domain requested; the test does not really wait."""
    return []


@pytest.fixture
def sleep(pauses: list[float]) -> Sleep:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    return sleep


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return a function that lists the warnings logged so far."""
    return lambda: [line.getMessage() for line in caplog.records if line.levelname == "WARNING"]


@pytest.fixture
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the deadline's clock, so that no test runs out of time."""
    monkeypatch.setattr(_deadline, "monotonic", lambda: 0.0)
