"""Fixtures of the tests that send messages."""

from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from tests.support.functions import Functions
from tests.support.message_runs import MessageRuns, running_aws


@pytest.fixture
def runs(
    functions: Functions, monkeypatch: pytest.MonkeyPatch, moto_server: ThreadedMotoServer
) -> Iterator[MessageRuns]:
    """Return the function that sends messages, with an empty AWS account."""
    with running_aws(monkeypatch, moto_server):
        yield MessageRuns(functions, monkeypatch)
