"""The whole product as a phone or a crowd meets it: simulator, gateway with a process per instance, built pages."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.routes import environment
from shared.http_api.runtime.settings import SiteSettings
from tests.support.gateway import running_gateway
from tests.support.simulator import SimulatorHandle, running_simulator
from tools.build_site.site import build

LATENCY_MS = 50


@dataclass(frozen=True)
class Stack:
    """Where the site is, and the simulator behind it, each of whose answers takes 50 ms."""

    url: str
    simulator: SimulatorHandle
    dist: Path


@contextmanager
def running_stack() -> Iterator[Stack]:
    """Start everything on free ports; end it all."""
    with tempfile.TemporaryDirectory() as folder, running_simulator(latency_ms=LATENCY_MS) as simulator:
        simulator.approval("instant")
        dist = Path(folder) / "dist"
        build(dist, SiteSettings.from_environment({"SITE_URL": "https://charge.example.com"}))
        with running_gateway(environment(simulator), dist=dist) as gateway:
            yield Stack(gateway.url, simulator, dist)
