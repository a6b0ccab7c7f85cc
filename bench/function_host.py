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

from bench.call_rounds import RoundCounter
from bench.routes import Event, book, environment
from local.gateway.template import read_template
from local.paths import PROJECT
from shared.ampeco_client import AmpecoClient
from shared.domain.catalog.catalog import Catalog
from shared.http_api.runtime.handler import process_loop
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from tests.support.clock import CLOCK
from tests.support.lambda_calls import LambdaContext
from tests.support.simulator import SimulatorHandle

Handler = Callable[[Event, Any], dict[str, Any]]

_USUAL: Mapping[str, str] = MappingProxyType({})

_TIMEOUT_SECONDS = 120.0
"""Longer than anything takes: on a busy machine a count is to be right, not quick."""


class FunctionHost:
    """Invokes functions by their names. `services` are what they share; `advance` lets their copies grow old."""

    def __init__(self, simulator: SimulatorHandle, settings: Mapping[str, str] = _USUAL) -> None:
        self.simulator = simulator
        self._settings = settings
        self._seconds = 0.0
        self.start_cold()

    def start_cold(self, http: httpx.AsyncClient | None = None) -> None:
        """Forget connections and copies, as a new instance has none; `http` is what it is to call Ampeco with."""
        self.close()
        services = Services(
            Settings.from_environment(environment(self.simulator) | dict(self._settings)), now=CLOCK.now
        )
        if http is not None:
            services.ampeco = AmpecoClient(
                base_url=self.simulator.url,
                token=services.secrets.ampeco_api_token,
                http=http,
                timeout_seconds=_TIMEOUT_SECONDS,
            )
        services.catalog = Catalog(
            services.ampeco, default_zone=services.catalog.default_zone, clock=lambda: self._seconds
        )
        replace_services(services)

    def advance(self, seconds: float) -> None:
        """Let the copies that are kept grow older."""
        self._seconds += seconds

    def close(self) -> None:
        """Close the connections."""
        services = replace_services(None)
        if services:
            process_loop().run_until_complete(services.ampeco.aclose())

    def invoke(self, function: str, event: Event) -> dict[str, Any]:
        """Return what the function answers; RuntimeError when it refuses."""
        answer = self.answer(function, event)
        if answer["statusCode"] >= 400:  # noqa: PLR2004 - an error is no measurement
            raise RuntimeError(f"{function}: {answer['statusCode']} {answer['body']}")
        return answer

    def answer(self, function: str, event: Event) -> dict[str, Any]:
        """Return what the function answers, be it a refusal."""
        return handler_of(function)(event, LambdaContext(_TIMEOUT_SECONDS, function_name=function))

    def create_booking(self) -> str:
        """Return the reference of a new booking."""
        reference: str = json.loads(text_of(self.invoke("CreateBooking", book())))["id"]
        return reference

    @contextmanager
    def counting(self) -> Iterator[Callable[[], RoundCounter]]:
        """Start cold and count what is asked of Ampeco: what this gives puts a new counter in place, and returns it."""
        transports: list[RoundCounter] = []

        def anew() -> RoundCounter:
            transports.append(RoundCounter())
            http._transport = transports[-1]  # noqa: SLF001 - httpx has no other way to change it
            return transports[-1]

        http = httpx.AsyncClient(transport=RoundCounter())
        self.start_cold(http)
        try:
            yield anew
        finally:
            for transport in transports:
                process_loop().run_until_complete(transport.aclose())
            self.start_cold()


@cache
def handler_of(function: str) -> Handler:
    """Return the handler that template.yaml names for a function."""
    (path,) = [each.handler for each in read_template(PROJECT / "template.yaml").functions if each.name == function]
    module, _, name = path.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module), name)
    return handler


def text_of(answer: dict[str, Any]) -> str:
    """Return the body of an answer."""
    body: str = answer["body"]
    return base64.b64decode(body).decode() if answer["isBase64Encoded"] else body
