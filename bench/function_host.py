"""The functions in this process, as one warm instance of each, against the simulator."""

import importlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpx

from bench.requests import Event, RouteRequest, create_booking, environment, every_route
from bench.round_counter import Call, RoundCounter
from local.gateway.template import read_template
from local.paths import PROJECT
from shared.ampeco_client import AmpecoClient
from shared.domain.catalog.catalog import Catalog
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from tests.support.clock import CLOCK
from tests.support.lambda_calls import LambdaContext
from tests.support.simulator import SimulatorHandle, running_simulator

_TIMEOUT_SECONDS = 120.0
"""Longer than any response takes, so that a count is right on a busy machine too."""


class FunctionHost:
    """Invokes functions; all share one set of services. `advance` lets their caches expire."""

    def __init__(self, simulator: SimulatorHandle, **settings: str) -> None:
        self.simulator = simulator
        self._settings = environment(simulator) | settings
        self._seconds = 0.0
        self.start_cold()

    def start_cold(self, http: httpx.AsyncClient | None = None) -> None:
        """Start without connections and cached values, as a new instance does; `http` calls Ampeco."""
        self.close()
        services = Services(Settings.from_environment(self._settings), now=CLOCK.now)
        if http is not None:
            services.ampeco = AmpecoClient(
                base_url=self.simulator.url,
                token=services.secrets.ampeco_api_token,
                http=http,
                timeout_seconds=_TIMEOUT_SECONDS,
            )
        zone = services.catalog.default_zone
        services.catalog = Catalog(services.ampeco, default_zone=zone, clock=lambda: self._seconds)
        replace_services(services)

    def advance(self, seconds: float) -> None:
        """Let cached values grow older."""
        self._seconds += seconds

    def close(self) -> None:
        """Close the connections."""
        if services := replace_services(None):
            process_loop().run_until_complete(services.ampeco.aclose())

    def invoke(self, event: Event, *, allow_refusal: bool = False) -> dict[str, Any]:
        """Return the response of the event's route. Raises RuntimeError for a refusal, unless allowed."""
        response = handler_of(event["routeKey"])(event, LambdaContext(_TIMEOUT_SECONDS))
        if response["statusCode"] >= 400 and not allow_refusal:
            raise RuntimeError(f"{event['routeKey']}: {response['statusCode']} {response['body']}")
        return response

    def create_booking(self) -> str:
        """Return the reference of a new booking."""
        reference: str = json.loads(self.invoke(create_booking())["body"])["id"]
        return reference

    def every_route(self) -> dict[str, RouteRequest]:
        """Return a request to each measured route, with the booking and the week that it reads."""
        return every_route(self.simulator, self.create_booking())

    @contextmanager
    def counting(self) -> Iterator[Callable[..., list[list[Call]]]]:
        """Start cold; what this yields takes the arguments of `invoke` and returns the rounds of calls to Ampeco."""
        counter = RoundCounter()
        self.start_cold(httpx.AsyncClient(transport=counter))

        def count(event: Event, *, allow_refusal: bool = False) -> list[list[Call]]:
            counter.rounds = []
            self.invoke(event, allow_refusal=allow_refusal)
            return counter.rounds

        try:
            yield count
        finally:
            self.start_cold()
            process_loop().run_until_complete(counter.aclose())


@contextmanager
def running_host(latency_ms: float = 0, **settings: str) -> Iterator[FunctionHost]:
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
