"""Functions of large operators with a catalog snapshot and without one, by hand: calls, time and memory.

python -m bench.snapshot            sites and ports, of an operator with 5,000 sites and 20,000 ports
python -m bench.snapshot readers    the same, only what reads the snapshot
python -m bench.snapshot refresh    the same, only what writes it
python -m bench.snapshot today      today at one site and at all of 200

Every call to Ampeco takes 250 ms, or 150 ms for today. What is timed is a new instance: a process of its own, from its
first line to the response, and the following responses.
"""

import json
import os
import subprocess
import sys
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from bench.host import grow, running_bucket
from bench.requests import ADMIN, environment, list_sites, read_site
from local.paths import PROJECT
from tests.support.clock import CLOCK
from tests.support.lambda_calls import http_event
from tests.support.simulator import SimulatorHandle, running_simulator

_REFRESH, _SITES, _BOOKINGS = (
    "functions.scheduled.refresh_catalog",
    "functions.sites.list_sites",
    "functions.admin.list_bookings",
)
_LATENCY_SECONDS, _LATENCY_OF_TODAY = 0.25, 0.15
_SECONDS_OF_A_RUN = 55.0
_INSTANCE = """
import time
began = time.perf_counter()
import importlib, json, sys
sys.modules["trio"] = None  # not deployed; httpcore imports it where tests have installed it
module, event, turns, seconds = json.loads(sys.stdin.readline())
from tests.support.lambda_calls import LambdaContext
function = importlib.import_module(module)
for number in range(turns):
    at, cpu = (time.perf_counter(), time.process_time()) if number else (began, 0)
    try:
        answer = function.handler(event, LambdaContext(seconds))
        outcome = answer.get("statusCode", answer)
    except Exception as error:
        outcome = type(error).__name__
    took, cpu = round(time.perf_counter() - at, 2), round(time.process_time() - cpu, 2)
    status = dict(line.split(":") for line in open("/proc/self/status") if line.startswith("Vm"))
    mb = {name: int(status[key].split()[0]) // 1024 for name, key in (("peak_mb", "VmHWM"), ("mb", "VmRSS"))}
    row = {"answer": outcome, "seconds": took, "cpu_seconds": cpu, **mb}
    print(json.dumps(row), file=sys.stderr, flush=True)
"""


class Instances:
    """Starts new instances of functions, and counts the calls that they make."""

    def __init__(self, simulator: SimulatorHandle, **settings: str) -> None:
        self._simulator = simulator
        self._environment = os.environ | environment(simulator) | settings

    def run(self, what: str, module: str, event: dict[str, Any], *, turns: int = 1, seconds: float = 20.0) -> None:
        """Print a row for each invocation of one new instance, and how many calls they made together."""
        self._simulator.clear_calls()
        command, order = [sys.executable, "-c", _INSTANCE], json.dumps([module, event, turns, seconds]) + "\n"
        done = subprocess.run(
            command, cwd=PROJECT, env=self._environment, input=order, capture_output=True, text=True, check=False
        )
        print(*(f"{what} {line}" for line in done.stderr.splitlines()), sep="\n")
        print(what, "calls:", sum(self._simulator.counts().values()), flush=True)


def run_catalog(*, with_direct: bool) -> None:
    """Measure what reads sites and ports."""
    bookings = http_event("GET /api/admin/bookings", headers=ADMIN)
    with running_simulator("huge") as simulator, running_bucket() as settings:
        grow(simulator, 0)
        direct, snapshot = Instances(simulator), Instances(simulator, **settings)
        if with_direct:
            simulator.faults({"kind": "latency", "seconds": _LATENCY_SECONDS})
            direct.run("direct list", _SITES, list_sites(), turns=9)
            direct.run("direct admin", _BOOKINGS, bookings, turns=2)
        snapshot.run("refresh from nothing", _REFRESH, {}, turns=4, seconds=_SECONDS_OF_A_RUN)
        snapshot.run("refresh, new instance", _REFRESH, {}, seconds=_SECONDS_OF_A_RUN)
        simulator.faults({"kind": "latency", "seconds": _LATENCY_SECONDS})
        for number in range(3):
            snapshot.run(f"list {number}", _SITES, list_sites(), turns=2)
            snapshot.run(f"admin list {number}", _BOOKINGS, bookings, turns=2)
        snapshot.run("site", "functions.sites.read_site", read_site(), turns=2)
        places = http_event("GET /api/admin/sites", headers=ADMIN)
        snapshot.run("admin sites", "functions.admin.list_sites", places, turns=2)


def run_refresh() -> None:
    """Measure what writes the snapshot: from nothing, by a new instance, and after a port was deleted."""
    with running_simulator("huge") as simulator, running_bucket() as settings:
        grow(simulator, 0)
        simulator.faults({"kind": "latency", "seconds": _LATENCY_SECONDS})
        writer = Instances(simulator, **settings)
        writer.run("refresh from nothing", _REFRESH, {}, turns=4, seconds=_SECONDS_OF_A_RUN)
        writer.run("refresh, new instance", _REFRESH, {}, seconds=_SECONDS_OF_A_RUN)
        simulator.delete("evses", 5001)
        writer.run("refresh after a deletion", _REFRESH, {}, turns=2, seconds=_SECONDS_OF_A_RUN)


def run_today() -> None:
    """Measure today at one site and at 200, each with four bookings between 6:00 and 22:00.

    A tenth of the bookings has no request, and a quarter of the requests names no port.
    """
    with running_simulator("small") as simulator, running_bucket() as settings:
        day = datetime.combine(CLOCK.now().date() + timedelta(days=1), time(), ZoneInfo("America/Detroit"))
        site = 0
        for number in range(200):
            site = simulator.add_site(ports=2)["locationId"]
            simulator.fill(site, start=day, end=day + timedelta(days=1), per_port=2, seed=number)
        queries = {"one site": {"locationId": str(site)}, "all sites": {}}
        instances = {"direct": Instances(simulator), "snapshot": Instances(simulator, **settings)}
        instances["snapshot"].run("refresh", _REFRESH, {}, seconds=_SECONDS_OF_A_RUN)
        simulator.faults({"kind": "latency", "seconds": _LATENCY_OF_TODAY})
        for name, what, turns in product(instances, queries, (1, 6)):
            event = http_event("GET /api/admin/today", query={"date": str(day.date()), **queries[what]}, headers=ADMIN)
            instances[name].run(f"{name}, {what}, {turns} turns", "functions.admin.read_today", event, turns=turns)


if __name__ == "__main__":
    if "today" in sys.argv:
        run_today()
    elif "refresh" in sys.argv:
        run_refresh()
    else:
        run_catalog(with_direct="readers" not in sys.argv)
