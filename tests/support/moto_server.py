"""AWS for the tests: moto's server."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from moto.server import ThreadedMotoServer


@contextmanager
def running_moto() -> Iterator[ThreadedMotoServer]:
    """Start moto's server on a free port; all servers of a process have the same resources."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def moto_server() -> Iterator[ThreadedMotoServer]:
    with running_moto() as server:
        yield server
