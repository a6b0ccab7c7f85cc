"""The official document, its validator, and pairs of client and simulator."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.document import Document, document_path
from tests.contract.exchanges import ExchangeRecorder, open_stage
from tests.contract.validator import ContractValidator
from tests.support.soak import in_a_soak


@pytest.fixture(scope="session", autouse=True)
def document() -> Document:
    """Return the document; every test of this folder is skipped without it."""
    path = document_path()
    if path is None:
        pytest.skip("the official document is not here: set AMPECO_OPENAPI")
    return Document(path)


@pytest.fixture(scope="session")
def validator(document: Document) -> ContractValidator:
    return ContractValidator(document)


@pytest.fixture(scope="session", params=["small", pytest.param("large", marks=in_a_soak)])
async def recorder(request: pytest.FixtureRequest) -> AsyncIterator[ExchangeRecorder]:
    """Return an exchange recorder, once with each profile of the simulator."""
    async with open_stage(request.param) as opened:
        yield opened


@pytest.fixture(scope="session")
async def module_recorder() -> AsyncIterator[ExchangeRecorder]:
    async with open_stage("small") as opened:
        yield opened


@pytest.fixture
def isolated_recorder(module_recorder: ExchangeRecorder) -> ExchangeRecorder:
    """Return a separate recorder, whose state a test may change."""
    return module_recorder.fresh_copy()
