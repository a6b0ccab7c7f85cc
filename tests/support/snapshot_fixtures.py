"""Fixtures of the tests with a catalog snapshot: the function that writes it, and moto's S3 over HTTP."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import boto3  # type: ignore[import-untyped] # it has no types
import pytest
from moto.server import ThreadedMotoServer

from functions.scheduled import refresh_catalog
from shared.domain.catalog.snapshot_reader import SNAPSHOT_KEY
from shared.http_api.runtime.services import services
from tests.support.functions import NOW, Functions
from tests.support.lambda_calls import LambdaContext, LambdaResponse
from tests.support.moto_server import BUCKET, empty_s3
from tests.support.simulator import SimulatorHandle

_REGION = "us-east-1"
SECONDS_OF_A_RUN = 55.0


class SnapshotFunctions(Functions):
    """The functions with a snapshot that is written when they are started, and before each read."""

    catalog_url: str

    def configure(self, *, now: Callable[[], datetime] = lambda: NOW, **settings: str) -> None:
        """Write a snapshot, then start them anew, cold, with these additional settings."""
        settings |= {"CATALOG_URL": self.catalog_url, "AWS_REGION": _REGION}
        super().configure(now=now, **settings)
        refresh_catalog.handler({}, LambdaContext(SECONDS_OF_A_RUN))
        super().configure(now=now, **settings)

    def list_sites(self, **query: str) -> LambdaResponse:
        self._renew()
        return super().list_sites(**query)

    def read_site(self, site_id: object, **query: str) -> LambdaResponse:
        self._renew()
        return super().read_site(site_id, **query)

    def availability(self, site_id: object, **query: str) -> LambdaResponse:
        self._renew()
        return super().availability(site_id, **query)

    def _renew(self) -> None:
        refresh_catalog.handler({}, LambdaContext(SECONDS_OF_A_RUN))
        reader = services().catalog._snapshots
        assert reader is not None
        reader._checked_at = None


class Snapshots:
    """The bucket of a stack, its writer, and what `Functions.configure` needs to read it."""

    def __init__(self, functions: Functions, endpoint: str) -> None:
        self.functions = functions
        self.url = f"{endpoint}/{BUCKET}"
        self.s3: Any = boto3.client("s3", endpoint_url=endpoint, region_name=_REGION)

    @property
    def settings(self) -> dict[str, str]:
        """The settings that name the bucket."""
        return {"CATALOG_URL": self.url, "AWS_REGION": _REGION}

    def start(self) -> None:
        """Start the functions anew, cold, with the bucket."""
        self.functions.configure(now=lambda: NOW, **self.settings)

    def refresh(self, *, seconds: float = SECONDS_OF_A_RUN) -> int:
        """Run the writer once, in the process of the functions; return the size of the snapshot."""
        return refresh_catalog.handler({}, LambdaContext(seconds))["bytes"]

    def read(self, key: str = SNAPSHOT_KEY) -> bytes:
        """Return the object."""
        body: bytes = self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return body

    def write(self, body: bytes, key: str = SNAPSHOT_KEY) -> None:
        """Replace the object."""
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    def keys(self) -> list[str]:
        """Return the names of all objects."""
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())]


@pytest.fixture
def s3_endpoint(monkeypatch: pytest.MonkeyPatch, moto_server: ThreadedMotoServer) -> str:
    """Return the address of an S3 with one empty bucket."""
    return empty_s3(moto_server, monkeypatch)


@pytest.fixture
def snapshots(functions: Functions, s3_endpoint: str) -> Iterator[Snapshots]:
    """Return the empty bucket; the functions are started with it."""
    running = Snapshots(functions, s3_endpoint)
    running.start()
    yield running
    running.s3.close()


@pytest.fixture
def snapshot_functions(simulator: SimulatorHandle, s3_endpoint: str) -> Iterator[Functions]:
    """Return the functions with a snapshot of the simulator's sites as of their start."""
    SnapshotFunctions.catalog_url = f"{s3_endpoint}/{BUCKET}"
    running = SnapshotFunctions(simulator)
    yield running
    running.stop()
