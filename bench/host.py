"""What is measured: the functions in this process, or the whole product, each against the simulator of Ampeco."""

import asyncio
import importlib
import json
import os
import tempfile
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import httpx

from bench.requests import SITE, Event, create_booking, environment
from functions.scheduled import refresh_catalog
from local.gateway.template import read_template
from local.paths import PROJECT
from shared.ampeco_client import AmpecoClient
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings, SiteSettings
from tests.support.clock import CLOCK
from tests.support.gateway import running_gateway
from tests.support.lambda_calls import LambdaContext
from tests.support.moto_server import running_moto
from tests.support.simulator import SimulatorHandle, running_simulator
from tools.build_site.site import build

LATENCY_MS = 50

_BUCKET = "catalog"
_TIMEOUT_SECONDS = 900.0
"""Longer than any response takes, so that a count is right on a busy machine too."""
_IDLE_TURNS = 50
"""Turns of the event loop after which every task has reached its next call or its end."""

Call = tuple[str, str, bytes]
"""Method, URL and body of a call."""


class RoundCounter(httpx.AsyncBaseTransport):
    """Sends concurrent calls together, and the next ones when all of them are answered. `rounds` has the calls of each.

    So the number of rounds depends only on which call waits for which, not on the speed of the machine.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.rounds: list[list[Call]] = []
        self._inner = inner
        self._waiting: list[tuple[Call, asyncio.Event]] = []
        self._pending = 0
        self._opening: asyncio.Task[None] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the round, then return the complete response, however long it takes."""
        gate = asyncio.Event()
        self._waiting.append(((request.method, str(request.url), request.content), gate))
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open_rounds())
        await gate.wait()
        request.extensions["timeout"] = {}
        try:
            response = await self._inner.handle_async_request(request)
            await response.aread()
            return response
        finally:
            self._pending -= 1

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _open_rounds(self) -> None:
        idle = 0
        while self._waiting:
            await asyncio.sleep(0.0005 if self._pending else 0)
            idle = 0 if self._pending else idle + 1
            if idle > _IDLE_TURNS:
                ready, self._waiting = self._waiting, []
                self.rounds.append([call for call, _ in ready])
                self._pending, idle = len(ready), 0
                for _, gate in ready:
                    gate.set()


class FunctionHost:
    """Invokes functions in instances: each has its own caches and connections. `advance` lets the caches expire.

    Without another name all functions share one instance. `rounds` are the calls to Ampeco of the last response, while
    they are counted.
    """

    def __init__(self, simulator: SimulatorHandle, **settings: str) -> None:
        self.simulator = simulator
        self._settings = Settings.from_environment(environment(simulator) | settings)
        self._seconds = 0.0
        self._counter = RoundCounter(httpx.AsyncHTTPTransport())
        self._http = httpx.AsyncClient(transport=self._counter)
        self._is_counting = False
        self._instances: dict[Hashable, Services] = {}

    @property
    def rounds(self) -> list[list[Call]]:
        """The calls of the last response, by round."""
        return self._counter.rounds

    @property
    def calls(self) -> int:
        """The number of calls of the last response."""
        return sum(map(len, self.rounds))

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Start without instances, and count the calls of those of the block, however long they take."""
        self.stop()
        self._is_counting = True
        with patch("shared.http_api.runtime.handler._READ_SECONDS", _TIMEOUT_SECONDS):
            yield
        self.stop()
        self._is_counting = False

    def stop(self) -> None:
        """End all instances: the next ones start without connections and copies."""
        replace_services(None)
        for each in self._instances.values():
            process_loop().run_until_complete(each.ampeco.aclose())
        self._instances.clear()

    def close(self) -> None:
        """End all instances permanently."""
        self.stop()
        process_loop().run_until_complete(self._http.aclose())

    def advance(self, seconds: float) -> None:
        """Let cached values grow older."""
        self._seconds += seconds

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
        self._counter.rounds = []
        if instance not in self._instances:
            services = Services(self._settings, now=CLOCK.now, clock=lambda: self._seconds)
            if self._is_counting:
                services.ampeco = AmpecoClient(
                    base_url=self.simulator.url,
                    token=services.secrets.ampeco_api_token,
                    http=self._http,
                    timeout_seconds=_TIMEOUT_SECONDS,
                )
            self._instances[instance] = services
        replace_services(self._instances[instance])


@contextmanager
def running_host(latency_ms: float = 0, /, sites: int = 0, **settings: str) -> Iterator[FunctionHost]:
    """Start the simulator with this many sites, and the functions with these additional settings; end both."""
    with running_simulator(latency_ms=latency_ms, approval_seconds=0) as simulator:
        simulator.approval("instant")
        if sites:
            grow(simulator, sites)
        host = FunctionHost(simulator, **settings)
        yield host
        host.close()


@cache
def handler_of(route: str) -> Callable[[Event, Any], dict[str, Any]]:
    """Return the handler of a route in template.yaml."""
    functions = read_template(PROJECT / "template.yaml").functions
    (path,) = [function.handler for function in functions if route in {each.key for each in function.routes}]
    module, _, name = path.rpartition(".")
    handler: Callable[[Event, Any], dict[str, Any]] = getattr(importlib.import_module(module), name)
    return handler


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
    with (
        running_moto() as server,
        patch.dict(os.environ, {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}),
    ):
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        for method, path in (("POST", "moto-api/reset"), ("PUT", _BUCKET)):
            httpx.request(method, f"{endpoint}/{path}", trust_env=False).raise_for_status()
        yield {"CATALOG_URL": f"{endpoint}/{_BUCKET}", "AWS_REGION": "us-east-1"}


class Stack(NamedTuple):
    """The URL of the site, and its simulator, which takes 50 ms for each response."""

    url: str
    simulator: SimulatorHandle
    gateway_pid: int


@contextmanager
def running_stack(*options: str) -> Iterator[Stack]:
    """Start simulator, built pages, and gateway with a process per instance; stop them at the end of the block."""
    with tempfile.TemporaryDirectory() as folder, running_simulator(latency_ms=LATENCY_MS) as simulator:
        simulator.approval("instant")
        dist = Path(folder) / "dist"
        build(dist, SiteSettings.from_environment({"SITE_URL": "https://charge.example.com"}))
        with running_gateway(environment(simulator), dist=dist, options=options) as gateway:
            yield Stack(gateway.url, simulator, gateway.process.pid)
