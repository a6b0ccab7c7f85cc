"""AWS for the tests: moto's server."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from moto.server import ThreadedMotoServer

from tests.support.http import NO_TLS

BUCKET = "catalog"


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


def empty_s3(server: ThreadedMotoServer, account: pytest.MonkeyPatch) -> str:
    """Empty all services, create a bucket, and set credentials for it; return the address of S3."""
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        account.setenv(name, "testing")
    httpx.post(f"{endpoint}/moto-api/reset", trust_env=False, verify=NO_TLS).raise_for_status()
    httpx.put(f"{endpoint}/{BUCKET}", trust_env=False, verify=NO_TLS).raise_for_status()
    return endpoint


@pytest.fixture(scope="session")
def moto_server() -> Iterator[ThreadedMotoServer]:
    with running_moto() as server:
        yield server
