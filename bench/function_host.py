"""The functions in this process, as one warm instance of each, against the simulator."""

import base64
import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any

import httpx

from bench.requests import Event, RouteRequest, create_booking, environment, every_route
from bench.round_counter import RoundCounter
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

_DEFAULTS: Mapping[str, str] = MappingProxyType({})
_TIMEOUT_SECONDS = 120.0
"""Longer than any response takes, so that a count is right on a busy machine too."""


class FunctionHost:
    """Invokes functions by name; all share one set of services. `advance` lets their caches expire."""

    def __init__(self, simulator: SimulatorHandle, settings: Mapping[str, str] = _DEFAULTS) -> None:
        self.simulator = simulator
        self._settings = environment(simulator) | dict(settings)
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

    def invoke(self, function: str, event: Event, *, allow_refusal: bool = False) -> dict[str, Any]:
        """Return the function's response. Raises RuntimeError for a refusal, unless allowed."""
        response = handler_of(function)(event, LambdaContext(_TIMEOUT_SECONDS, function_name=function))
        if not allow_refusal:
            check_success(function, response)
        return response

    def create_booking(self) -> str:
        """Return the reference of a new booking."""
        reference: str = json.loads(text_of(self.invoke("CreateBooking", create_booking())))["id"]
        return reference

    def every_route(self) -> dict[str, RouteRequest]:
        """Return a request of each function, with the booking and the week that it reads."""
        return every_route(self.simulator, self.create_booking())

    @contextmanager
    def counting(self) -> Iterator[Callable[[], RoundCounter]]:
        """Start cold and count calls to Ampeco; what this yields installs and returns a new counter."""
        counters: list[RoundCounter] = []

        def new_counter() -> RoundCounter:
            counters.append(RoundCounter())
            http._transport = counters[-1]  # noqa: SLF001 - httpx has no other way to change it
            return counters[-1]

        http = httpx.AsyncClient(transport=RoundCounter())
        self.start_cold(http)
        try:
            yield new_counter
        finally:
            for counter in counters:
                process_loop().run_until_complete(counter.aclose())
            self.start_cold()


@contextmanager
def running_host(settings: Mapping[str, str] = _DEFAULTS, **simulator: Any) -> Iterator[FunctionHost]:  # noqa: ANN401 - of running_simulator
    """Start the simulator with these options, and the functions; end both."""
    with running_simulator(approval_seconds=0, **simulator) as running:
        running.approval("instant")
        host = FunctionHost(running, settings)
        yield host
        host.close()


def check_success(function: str, response: dict[str, Any]) -> None:
    """Raise RuntimeError for a refusal."""
    if response["statusCode"] >= 400:
        raise RuntimeError(f"{function}: {response['statusCode']} {response['body']}")


@cache
def handler_of(function: str) -> Callable[[Event, Any], dict[str, Any]]:
    """Return the handler that template.yaml names for a function."""
    (path,) = [each.handler for each in read_template(PROJECT / "template.yaml").functions if each.name == function]
    module, _, name = path.rpartition(".")
    handler: Callable[[Event, Any], dict[str, Any]] = getattr(importlib.import_module(module), name)
    return handler


def text_of(response: dict[str, Any]) -> str:
    """Return the body of a response."""
    body: str = response["body"]
    return base64.b64decode(body).decode() if response["isBase64Encoded"] else body
