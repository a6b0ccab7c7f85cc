"""Functions: warm responses in this process; cold starts, memory and packages as deployed."""

import asyncio
import os
import re
import subprocess
import tempfile
import time
import zlib
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx

from bench.events import Event, environment, every_route, list_sites, read_site
from bench.host import LATENCY_MS, Call, grow, running_bucket, running_host
from bench.results import Row, spread, timed, usage
from local.paths import PROJECT
from shared.http_api.runtime.handler import process_loop
from tests.support.admin_functions import BEARER
from tests.support.lambda_calls import http_event
from tests.support.lambda_runtime import Runtime, Unpacked, install_runtime, running_function, unpack
from tests.support.simulator import running_simulator
from tests.support.template import own_template
from tools.cloudformation import read_document
from tools.package.package import package
from tools.package.platforms import TARGET

_SITES = 200
_TURNS, _WARM_UP = 80, 8  # the first responses still read the list of all ports
_KEY = re.compile(r"web-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STARTS = 15
_WARM = 20
_WRITE_LIBRARIES_ALONE = """
import importlib, pathlib, py_compile, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
loaded = [name for name in sys.modules if name not in before and getattr(sys.modules[name], "__file__", None)]
libraries = [name for name in loaded if name.partition(".")[0] not in ("functions", "shared")]
imports = [f"importlib.import_module({name!r})" for name in libraries]
path = pathlib.Path("bench_libraries.py")
path.write_text("\\n".join(["import importlib", *imports, "def handler(event, context):", "    return {}"]))
py_compile.compile(path, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
"""
"""Writes a handler that imports the libraries of a module alone, and compiles it as the package is."""


def overhead() -> list[Row]:
    """Return the warm milliseconds of each function, of the same calls with httpx alone, and of the difference."""
    rows = []
    with running_host(LATENCY_MS) as host:
        requests = every_route(host.simulator, host.create_booking())
        grow(host.simulator, _SITES)
        headers = {"Authorization": f"Bearer {host.simulator.token}", "Content-Type": "application/json"}
        http = httpx.AsyncClient(headers=headers, trust_env=False)
        for route, request in requests.items():
            host.stop()
            host.is_counting = True
            for _ in range(_WARM_UP):
                host.invoke(request())
            rounds = [*host.rounds]
            host.stop()
            host.is_counting = False
            whole, calls = [], []  # in turns, so that load on the machine affects both
            for _ in range(_WARM_UP + _TURNS):
                whole.append(timed(partial(host.invoke, request())))
                sending = _send(http, with_key(rounds, f"web-{uuid4()}"))  # else a repeated write would be a duplicate
                calls.append(timed(partial(process_loop().run_until_complete, sending)))
            ours = [a - b for a, b in zip(whole, calls, strict=True)]
            times = {"function": spread(whole[_WARM_UP:]), "bare": spread(calls[_WARM_UP:])}
            rows.append({"route": route, "rounds": len(rounds), **times, "ours": spread(ours[_WARM_UP:], 2)})
        process_loop().run_until_complete(http.aclose())
    return rows


def with_key(rounds: list[list[Call]], key: str) -> list[list[Call]]:
    """Return the same calls with another idempotency key."""
    return [[(method, _KEY.sub(key, url), _KEY.sub(key, body)) for method, url, body in calls] for calls in rounds]


async def _send(http: httpx.AsyncClient, rounds: list[list[Call]]) -> None:
    """Make the calls of a function in the same rounds; their responses are ignored."""
    for calls in rounds:
        await asyncio.gather(*(http.request(method, url, content=body) for method, url, body in calls))


def instances() -> list[Row]:
    """Return each function's cold starts, those of its libraries alone, and its memory."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, running_host() as host:
        requests = every_route(host.simulator, host.create_booking())
        runtime = install_runtime(Path(folder) / "runtime")
        for function in own_template().functions:
            unpacked = unpack(function.name, Path(folder) / function.name, runtime.platform)
            writing = [runtime.python, "-c", _WRITE_LIBRARIES_ALONE, function.handler.rpartition(".")[0]]
            subprocess.run(writing, cwd=unpacked.code, env={"PYTHONPATH": str(unpacked.layers)}, check=True)
            start = partial(start_instance, runtime, unpacked, environment=environment(host.simulator))
            request = next((requests[route.key] for route in function.routes if route.key in requests), None)
            whole, libraries = [], []  # in turns, as above
            for _ in range(_STARTS):
                whole.append(start(function.handler, [request()] if request else []))
                libraries.append(start("bench_libraries.handler", []))
            cold, alone = ([states[0]["milliseconds"] for states in starts] for starts in (whole, libraries))
            rows.append(
                {
                    "function": function.name,
                    "cold": spread(cold),
                    "libraries": spread(alone),
                    "ratio": spread((a / b for a, b in zip(cold, alone, strict=True)), 3),
                    "first_answer": spread(states[1]["milliseconds"] for states in whole) if request else None,
                    "mb": start(function.handler, [request() for _ in range(_WARM)] if request else [])[-1]["mb"],
                }
            )
    return rows


def start_instance(
    runtime: Runtime, unpacked: Unpacked, handler: str, events: list[Event], environment: dict[str, str], **limit: float
) -> list[Row]:
    """Start a handler and send it events; return what it has used when it is ready and after each response."""
    began = time.perf_counter()
    with running_function(runtime.python, handler, unpacked, runtime.libraries, environment, **limit) as running:
        while "invocation/next" not in running.calls:
            if running.process.poll() is not None:
                raise RuntimeError("the function ended before it requested an invocation")
            time.sleep(0.0005)
        states = [usage(running.process.pid) | {"milliseconds": (time.perf_counter() - began) * 1000}]
        for event in events:
            began = time.perf_counter()
            answer = running.invoke(event).content
            milliseconds = (time.perf_counter() - began) * 1000
            outcome = {"answer": answer.get("statusCode", answer), "milliseconds": milliseconds}
            states.append(usage(running.process.pid) | outcome)
    return states


def snapshot() -> list[Row]:
    """Return calls, and time and memory of new instances, of an operator with 5,000 sites and 20,000 ports.

    First without a catalog snapshot; every call takes 250 ms.
    """
    rows: list[Row] = []
    template = own_template()
    functions = {function.name: function for function in (*template.functions, *template.scheduled)}
    bookings, sites = (http_event(f"GET /api/admin/{what}", headers=BEARER) for what in ("bookings", "sites"))
    names = ("ListSites", "AdminListBookings", "RefreshCatalog", "ReadSite", "AdminListSites")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_simulator("huge", latency_ms=250) as simulator,
        running_bucket() as bucket,
    ):
        runtime = install_runtime(Path(folder) / "runtime")
        unpacked = {name: unpack(name, Path(folder) / name, runtime.platform) for name in names}
        direct = environment(simulator)
        account = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        grow(simulator, 0)

        def run(name: str, event: Event, turns: int = 2, settings: dict[str, str] = direct | bucket | account) -> None:
            handler, timeout = functions[name].handler, functions[name].timeout
            simulator.clear_calls()
            states = start_instance(runtime, unpacked[name], handler, [event] * turns, settings, timeout=timeout)
            rows.append({"function": name, "calls": sum(simulator.counts().values()), "states": states})

        run("ListSites", list_sites(), 9, direct)
        run("AdminListBookings", bookings, 2, direct)
        run("RefreshCatalog", {}, 4)
        run("RefreshCatalog", {}, 1)
        for _ in range(3):
            run("ListSites", list_sites())
            run("AdminListBookings", bookings)
        run("ReadSite", read_site())
        run("AdminListSites", sites)
        simulator.delete("evses", 5001)
        run("RefreshCatalog", {})
    return rows


def packages() -> list[Row]:
    """Return the kilobytes of each layer and of each function's own package, as files and zipped."""
    resources = read_document(PROJECT / "template.yaml")["Resources"]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("AWS::Serverless::LayerVersion", "AWS::Serverless::Function"):
            for name in (name for name, resource in resources.items() if resource["Type"] == kind):
                target = Path(folder) / name
                package(name, target, TARGET)
                files = [path.read_bytes() for path in target.rglob("*") if path.is_file()]
                sizes = {"kb": sum(map(len, files)), "zipped_kb": sum(len(zlib.compress(one)) for one in files)}
                kilobytes = {size: round(total / 1000, 1) for size, total in sizes.items()}
                rows.append({"package": name, "files": len(files), **kilobytes})
    return rows
