"""The catalog snapshot at an operator with 5,000 sites and 20,000 ports, by hand: `python -m bench.snapshot`.

With the argument `readers` only what reads the snapshot is measured.

Every call to Ampeco takes 250 ms. What is timed is a new instance: a process of its own, from its first line to the
response.
"""

import json
import os
import subprocess
import sys
import time
from typing import Any

from bench.bucket import running_bucket
from bench.requests import ADMIN, SITE, environment, list_sites, read_site
from local.paths import PROJECT
from tests.support.lambda_calls import http_event
from tests.support.simulator import SimulatorHandle, running_simulator

LATENCY_MS = 250
SECONDS_OF_A_RUN = 55.0
_INSTANCE = """
import time
began = time.perf_counter()
import importlib, json, resource, sys
sys.modules["trio"] = None  # not deployed; httpcore imports it where tests have installed it
module, events, turns, seconds = json.loads(sys.stdin.readline())
from tests.support.lambda_calls import LambdaContext
function = importlib.import_module(module)
for number in range(turns):
    at, cpu = (time.perf_counter(), time.process_time()) if number else (began, 0)
    try:
        answer = function.handler(events, LambdaContext(seconds))
        outcome = answer.get("statusCode", answer)
    except Exception as error:
        outcome = type(error).__name__
    took = round(time.perf_counter() - at, 2)
    cpu = round(time.process_time() - cpu, 2)
    memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    now = [int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmRSS")][0]
    row = {"answer": outcome, "seconds": took, "cpu_seconds": cpu, "peak_mb": memory, "mb": now}
    print(json.dumps(row), file=sys.stderr, flush=True)
"""


class Instances:
    """Starts new instances of functions, and counts the calls that they make."""

    def __init__(self, simulator: SimulatorHandle, **settings: str) -> None:
        self.simulator = simulator
        self._environment = os.environ | environment(simulator) | settings

    def run(self, what: str, module: str, event: dict[str, Any], *, turns: int = 1, seconds: float = 20.0) -> None:
        """Print a row for each invocation of one new instance, and how many calls they made together."""
        self.simulator.clear_calls()
        order = json.dumps([module, event, turns, seconds]) + "\n"
        done = subprocess.run(
            [sys.executable, "-c", _INSTANCE],
            cwd=PROJECT,
            env=self._environment,
            input=order,
            capture_output=True,
            text=True,
            check=False,
        )
        for line in done.stderr.splitlines():
            print(what, line)
        print(what, "calls:", sum(self.simulator.counts().values()), flush=True)


def main() -> None:
    """Measure and print."""
    admin = http_event("GET /api/admin/bookings", headers=ADMIN)
    places = http_event("GET /api/admin/sites", headers=ADMIN)
    with running_simulator("huge") as plain, running_bucket() as settings:
        url = plain.url
        for kind, number in (("locations", SITE), ("charge-points", 301), ("evses", 5001)):
            plain.patch(kind, number)
        direct, snapshot = Instances(plain), Instances(plain, **settings)
        print(url, plain.status(), time.strftime("%H:%M"))
        refresh = "functions.scheduled.refresh_catalog"
        if "readers" not in sys.argv:
            plain.faults({"kind": "latency", "seconds": LATENCY_MS / 1000})
            direct.run("direct list", "functions.sites.list_sites", list_sites(), turns=9)
            direct.run("direct admin", "functions.admin.list_bookings", admin, turns=2)
        snapshot.run("refresh from nothing", refresh, {}, turns=4, seconds=SECONDS_OF_A_RUN)
        snapshot.run("refresh, new instance", refresh, {}, seconds=SECONDS_OF_A_RUN)
        plain.faults({"kind": "latency", "seconds": LATENCY_MS / 1000})
        for number in range(3):
            snapshot.run(f"list {number}", "functions.sites.list_sites", list_sites(), turns=2)
            snapshot.run(f"admin list {number}", "functions.admin.list_bookings", admin, turns=2)
        snapshot.run("site", "functions.sites.read_site", read_site(), turns=2)
        snapshot.run("admin sites", "functions.admin.list_sites", places, turns=2)


if __name__ == "__main__":
    main()
