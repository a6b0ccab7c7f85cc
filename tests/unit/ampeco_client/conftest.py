"""Fixtures of the client's tests: saved responses, a client with instant waits, a router in place of the network."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from pydantic import SecretStr

from shared.ampeco_client import AmpecoClient
from tests.support.http import NO_TLS

_SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def sample() -> Callable[[str], Any]:
    """Return a saved response of Ampeco by its name."""
    return lambda name: json.loads((_SAMPLES / f"{name}.json").read_text("utf-8"))


@pytest.fixture
def sleeps() -> list[float]:
    """Return the waits that the client requested; the test does not really wait."""
    return []


@pytest.fixture
def calls() -> list[tuple[str, int | None]]:
    """Return the attempts that the client has reported."""
    return []


@pytest.fixture(scope="session")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """Return the HTTP client that most tests share: each new one would load all CA certificates."""
    async with httpx.AsyncClient(verify=NO_TLS) as http:
        yield http


@pytest.fixture
def connect(
    http: httpx.AsyncClient, sleeps: list[float], calls: list[tuple[str, int | None]]
) -> Callable[..., AmpecoClient]:
    """Return a factory for clients; their waits are recorded and instant."""

    async def sleep(seconds: float) -> None:
        sleeps.append(seconds)

    def connect(base_url: str = "https://ampeco.test/public-api", **collaborators: Any) -> AmpecoClient:
        defaults: dict[str, Any] = {
            "http": http,
            "token": lambda: SecretStr("t0ken"),
            "sleep": sleep,
            "on_call": lambda operation, status, _: calls.append((operation, status)),
        }
        return AmpecoClient(base_url=base_url, **defaults | collaborators)

    return connect


@pytest.fixture
async def client(connect: Callable[..., AmpecoClient]) -> AsyncIterator[AmpecoClient]:
    """Return a client of https://ampeco.test/public-api."""
    async with connect() as client:
        yield client


@pytest.fixture
def ampeco() -> Iterator[respx.MockRouter]:
    """Return the router that replaces the network; a call without a matching route fails."""
    with respx.mock(base_url="https://ampeco.test/public-api", assert_all_called=False) as router:
        yield router
