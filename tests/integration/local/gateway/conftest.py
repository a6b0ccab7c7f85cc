from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.gateway import GatewayHandle, running_gateway
from tests.support.http import NO_TLS

FIXTURE = Path(__file__).parent / "fixture"


@pytest.fixture(scope="session")
def template() -> Path:
    """Return the template of the fixture's functions."""
    return FIXTURE / "template.yaml"


@pytest.fixture(scope="session")
def dist() -> Path:
    """Return the fixture's built site."""
    return FIXTURE / "pages"


@pytest.fixture(scope="module")
def gateway(template: Path, dist: Path) -> Iterator[GatewayHandle]:
    """Start a real gateway on the fixture."""
    with running_gateway({"GREETING": "from the caller"}, template=template, dist=dist) as handle:
        yield handle


@pytest.fixture
def client(gateway: GatewayHandle) -> Iterator[httpx.Client]:
    """Open an HTTP client of that gateway, which does not follow redirects."""
    with httpx.Client(base_url=gateway.url, timeout=30, verify=NO_TLS) as session:
        yield session
