"""What is measured: the functions in this process, or the whole product, each against the simulator of Ampeco."""

import asyncio
import json
import tempfile
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest

from bench.events import SITE, Event, create_booking, environment
from functions.scheduled import refresh_catalog
from shared.ampeco_client import AmpecoClient
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from tests.support.clock import CLOCK
from tests.support.gateway import GatewayHandle, running_gateway
from tests.support.lambda_calls import LambdaContext, handler_of
from tests.support.moto_server import BUCKET, empty_s3, running_moto
from tests.support.simulator import SimulatorHandle, running_simulator
from tools.build_site.settings import SiteSettings
from tools.build_site.site import build

Call = tuple[str, str, str]
"""Method, URL and body of a call."""

LATENCY_MS = 50
_TIMEOUT_SECONDS = 900.0
"""Longer than any response takes, so that a count is right on a busy machine too."""
_IDLE_TURNS = 50
"""Turns of the event loop after which every task has reached its next call or its end."""


class RoundCounter(httpx.AsyncHTTPTransport):
    """Sends concurrent calls together, and the next ones when all of them are answered. `rounds` has the calls of each.

    So the number of rounds depends only on which call waits for which, not on the speed of the machine.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rounds: list[list[Call]] = []
        self._waiting: list[Call] = []
        self._pending = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the round, then return the complete response, however long it takes."""
        if not self._waiting:
            self._round = asyncio.create_task(self._begin_round())
        self._waiting.append((request.method, str(request.url), request.content.decode()))
        await asyncio.shield(self._round)
        request.extensions["timeout"] = {}
        try:
            response = await super().handle_async_request(request)
            await response.aread()
            return response
        finally:
            self._pending -= 1

    async def _begin_round(self) -> None:
        idle = 0
        while idle <= _IDLE_TURNS:
            await asyncio.sleep(0.0005 if self._pending else 0)
            idle = 0 if self._pending else idle + 1
        self.rounds.append(self._waiting)
        self._pending, self._waiting = len(self._waiting), []


class FunctionHost:
    """Invokes functions in instances: each has its own caches and connections. Caches expire by `seconds`.

    Without another name all functions share one instance. `rounds` are the calls to Ampeco of the last response; of an
    instance that started while `is_counting` was false none are known.
    """

    def __init__(self, simulator: SimulatorHandle, **settings: str) -> None:
        self.simulator = simulator
        self.seconds = 0.0
        self.is_counting = True
        self.has_snapshot = "CATALOG_URL" in settings
        self._settings = Settings.from_environment(environment(simulator) | settings)
        counter = RoundCounter()
        self.rounds = counter.rounds
        self.http = httpx.AsyncClient(transport=counter)
        self._instances: dict[Hashable, Services] = {}

    @property
    def calls(self) -> int:
        """The number of calls of the last response."""
        return sum(map(len, self.rounds))

    def stop(self) -> None:
        """End all instances: the next ones start without connections and copies."""
        replace_services(None)
        for each in self._instances.values():
            process_loop().run_until_complete(each.ampeco.aclose())
        self._instances.clear()

    def invoke(self, event: Event, *, instance: Hashable = None, allow_refusal: bool = False) -> str:
        """Return the response of the event's route. Raises RuntimeError for a refusal, unless allowed."""
        self._use(instance)
        response = handler_of(event["routeKey"])(event, LambdaContext(_TIMEOUT_SECONDS))
        body: str = response["body"]
        if response["statusCode"] >= 400 and not allow_refusal:
            raise RuntimeError(f"{event['routeKey']}: {response['statusCode']} {body}")
        return body

    def refresh_catalog(self) -> None:
        """Run the function that writes the snapshot, in an instance of its own."""
        self._use(refresh_catalog)
        refresh_catalog.handler({}, LambdaContext(_TIMEOUT_SECONDS))

    def create_booking(self) -> str:
        """Return the reference of a new booking."""
        reference: str = json.loads(self.invoke(create_booking()))["id"]
        return reference

    def _use(self, instance: Hashable) -> None:
        self.rounds.clear()
        if instance not in self._instances:
            started = Services(self._settings, now=CLOCK.now, clock=lambda: self.seconds)
            if self.is_counting:
                url, token = self.simulator.url, started.secrets.ampeco_api_token
                started.ampeco = AmpecoClient(
                    base_url=url, token=token, http=self.http, timeout_seconds=_TIMEOUT_SECONDS
                )
            self._instances[instance] = started
        replace_services(self._instances[instance])


@contextmanager
def running_host(latency_ms: float = 0, /, sites: int = 0, **settings: str) -> Iterator[FunctionHost]:
    """Start the simulator with this many sites, and the functions with these additional settings; end both."""
    with (
        running_simulator(latency_ms=latency_ms, approval_seconds=0) as simulator,
        patch("shared.http_api.runtime.handler._READ_SECONDS", _TIMEOUT_SECONDS),
    ):
        simulator.approval("instant")
        if sites:
            grow(simulator, sites)
        host = FunctionHost(simulator, **settings)
        yield host
        host.stop()
        process_loop().run_until_complete(host.http.aclose())


def grow(simulator: SimulatorHandle, sites: int) -> None:
    """Add sites of two charge points and four ports until there are so many."""
    for _ in range(sites - simulator.status()["locations"]):
        simulator.add_site(ports=4)
    # The new rows were all updated at once; at a tenant the latest changes are a few rows.
    for kind, number in (("locations", SITE), ("charge-points", 301), ("evses", 5001)):
        simulator.patch(kind, number)


@contextmanager
def running_bucket() -> Iterator[dict[str, str]]:
    """Start S3 with an empty bucket for the catalog snapshot, and yield the settings of the functions."""
    with running_moto() as server, pytest.MonkeyPatch.context() as account:
        yield {"CATALOG_URL": f"{empty_s3(server, account)}/{BUCKET}", "AWS_REGION": "us-east-1"}


@contextmanager
def running_stack(*options: str) -> Iterator[tuple[SimulatorHandle, GatewayHandle]]:
    """Start simulator, built pages, and gateway with a process per instance; stop them at the end of the block."""
    with tempfile.TemporaryDirectory() as folder, running_simulator(latency_ms=LATENCY_MS) as simulator:
        simulator.approval("instant")
        dist = Path(folder) / "dist"
        build(dist, SiteSettings.from_environment({"SITE_URL": "https://charge.example.com"}))
        with running_gateway(environment(simulator), dist=dist, options=options) as gateway:
            yield simulator, gateway
