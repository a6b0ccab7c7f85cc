"""The whole product for measurements: simulator, gateway with a process per instance, built pages."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.requests import environment
from shared.http_api.runtime.settings import SiteSettings
from tests.support.gateway import running_gateway
from tests.support.simulator import SimulatorHandle, running_simulator
from tools.build_site.site import build

LATENCY_MS = 50


class Stack(NamedTuple):
    """The URL of the site, and its simulator, which takes 50 ms for each response."""

    url: str
    simulator: SimulatorHandle
    gateway_pid: int


@contextmanager
def running_stack(*options: str) -> Iterator[Stack]:
    """Start everything on free ports, and stop it at the end of the block."""
    with tempfile.TemporaryDirectory() as folder, running_simulator(latency_ms=LATENCY_MS) as simulator:
        simulator.approval("instant")
        dist = Path(folder) / "dist"
        build(dist, SiteSettings.from_environment({"SITE_URL": "https://charge.example.com"}))
        with running_gateway(environment(simulator), dist=dist, options=options) as gateway:
            yield Stack(gateway.url, simulator, gateway.process.pid)
