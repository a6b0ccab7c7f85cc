"""The functions in this process, as one warm instance of each, against the simulator."""

import importlib
import json
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import httpx

from bench.requests import Event, RouteRequest, create_booking, environment, every_route
from bench.round_counter import Call, RoundCounter
from functions.scheduled import refresh_catalog
from local.gateway.template import read_template
from local.paths import PROJECT
from shared.ampeco_client import AmpecoClient
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from tests.support.clock import CLOCK
from tests.support.lambda_calls import LambdaContext
from tests.support.simulator import SimulatorHandle, running_simulator

_TIMEOUT_SECONDS = 900.0
"""Longer than any response takes, so that a count is right on a busy machine too."""


class Counted(NamedTuple):
    """The rounds of calls to Ampeco of one response, and its body."""

    rounds: list[list[Call]]
    body: str


class FunctionHost:
    """Invokes functions in instances: each has its own caches and connections. `advance` lets the caches expire.

    Without another name all functions share one instance.
    """

    def __init__(self, simulator: SimulatorHandle, **settings: str) -> None:
        self.simulator = simulator
        self._settings = environment(simulator) | settings
        self._seconds = 0.0
        self._http: httpx.AsyncClient | None = None
        self._instances: dict[Hashable, Services] = {}

    def start_cold(self, http: httpx.AsyncClient | None = None) -> None:
        """End all instances: the next ones start without connections and copies; `http` calls Ampeco."""
        self.close()
        self._http = http

    def advance(self, seconds: float) -> None:
        """Let cached values grow older."""
        self._seconds += seconds

    def close(self) -> None:
        """Close the connections."""
        replace_services(None)
        for each in self._instances.values():
            process_loop().run_until_complete(each.ampeco.aclose())
        self._instances.clear()

    def invoke(self, event: Event, *, instance: Hashable = None, allow_refusal: bool = False) -> dict[str, Any]:
        """Return the response of the event's route. Raises RuntimeError for a refusal, unless allowed."""
        replace_services(self._services_of(instance))
        response = handler_of(event["routeKey"])(event, LambdaContext(_TIMEOUT_SECONDS))
        if response["statusCode"] >= 400 and not allow_refusal:
            raise RuntimeError(f"{event['routeKey']}: {response['statusCode']} {response['body']}")
        return response

    def refresh_catalog(self) -> None:
        """Run the function that writes the snapshot, in an instance of its own."""
        replace_services(self._services_of(refresh_catalog))
        refresh_catalog.handler({}, LambdaContext(_TIMEOUT_SECONDS))

    def _services_of(self, instance: Hashable) -> Services:
        if instance not in self._instances:
            settings = Settings.from_environment(self._settings)
            services = Services(settings, now=CLOCK.now, clock=lambda: self._seconds)
            if self._http is not None:
                services.ampeco = AmpecoClient(
                    base_url=self.simulator.url,
                    token=services.secrets.ampeco_api_token,
                    http=self._http,
                    timeout_seconds=_TIMEOUT_SECONDS,
                )
            self._instances[instance] = services
        return self._instances[instance]

    def create_booking(self) -> str:
        """Return the reference of a new booking."""
        reference: str = json.loads(self.invoke(create_booking())["body"])["id"]
        return reference

    def every_route(self) -> dict[str, RouteRequest]:
        """Return a request to each measured route, with the booking and the week that it reads."""
        return every_route(self.simulator, self.create_booking())

    @contextmanager
    def counting(self) -> Iterator[Callable[..., Counted]]:
        """Start cold; what this yields takes the arguments of `invoke`."""
        counter = RoundCounter()
        self.start_cold(httpx.AsyncClient(transport=counter))

        def count(event: Event, *, instance: Hashable = None, allow_refusal: bool = False) -> Counted:
            counter.rounds = []
            response = self.invoke(event, instance=instance, allow_refusal=allow_refusal)
            return Counted(counter.rounds, response["body"])

        try:
            yield count
        finally:
            self.start_cold()
            process_loop().run_until_complete(counter.aclose())


@contextmanager
def running_host(latency_ms: float = 0, /, **settings: str) -> Iterator[FunctionHost]:
    """Start the simulator, and the functions with these additional settings; end both."""
    with running_simulator(latency_ms=latency_ms, approval_seconds=0) as simulator:
        simulator.approval("instant")
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
