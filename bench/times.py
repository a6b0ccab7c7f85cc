"""Times, each beside its baseline: warm responses in this process, and cold starts and memory as deployed."""

import asyncio
import re
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from bench.host import LATENCY_MS, Call, grow, running_host
from bench.requests import Event, environment, every_route
from bench.results import Row, spread, timed
from local.gateway.template import read_template
from local.paths import PROJECT
from shared.http_api.runtime.handler import process_loop
from tests.support.lambda_runtime import Runtime, Unpacked, install_runtime, running_function, unpack

_SITES = 200
_TURNS, _WARM_UP = 80, 3
_KEY = re.compile(rb"web-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STARTS = 7
_WARM = 20
_LIBRARIES_ALONE = "bench_libraries.handler"
_LIBRARIES_OF = """
import importlib, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
for name in [name for name in sys.modules if name not in before]:
    if name.partition(".")[0] not in ("functions", "shared") and getattr(sys.modules[name], "__file__", None):
        print(f"importlib.import_module({name!r})")
"""


def overhead() -> list[Row]:
    """Return the warm milliseconds of each function, of the same calls with httpx alone, and of the difference."""
    rows = []
    with running_host(LATENCY_MS) as host:
        requests = every_route(host.simulator, host.create_booking())
        grow(host.simulator, _SITES)
        http = httpx.AsyncClient(headers={"Authorization": f"Bearer {host.simulator.token}"}, trust_env=False)
        for route, request in requests.items():
            with host.counting():
                host.invoke(request())  # the cold one
                host.invoke(request())
                rounds = host.rounds
            whole, calls = [], []  # in turns, so that load on the machine affects both
            for _ in range(_WARM_UP + _TURNS):
                whole.append(timed(partial(host.invoke, request())))
                calls.append(timed(partial(_repeat_calls, http, rounds)))
            ours = [a - b for a, b in zip(whole, calls, strict=True)]
            times = {"function": spread(whole[_WARM_UP:]), "bare": spread(calls[_WARM_UP:])}
            rows.append({"route": route, "rounds": len(rounds), **times, "ours": spread(ours[_WARM_UP:], 2)})
        process_loop().run_until_complete(http.aclose())
    return rows


def with_key(call: Call, key: str) -> Call:
    """Return the same call with another idempotency key."""
    method, url, body = call
    return method, _KEY.sub(key.encode(), url.encode()).decode(), _KEY.sub(key.encode(), body)


def _repeat_calls(http: httpx.AsyncClient, rounds: list[list[Call]]) -> None:
    """Make the calls of a function in the same rounds; their responses are ignored."""

    async def send() -> None:
        key = f"web-{uuid4()}"  # a new one, so that a repeated write is not a duplicate
        headers = {"Content-Type": "application/json"}
        for calls in rounds:
            again = (with_key(call, key) for call in calls)
            await asyncio.gather(*(http.request(how, url, content=body, headers=headers) for how, url, body in again))

    process_loop().run_until_complete(send())


def instances() -> list[Row]:
    """Return each function's cold starts, those of its libraries alone, and its memory."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, running_host() as host:
        requests = every_route(host.simulator, host.create_booking())
        runtime = install_runtime(Path(folder) / "runtime")
        for function in read_template(PROJECT / "template.yaml").functions:
            unpacked = unpack(function.name, Path(folder) / function.name, runtime.platform)
            _add_libraries_alone(function.handler.rpartition(".")[0], unpacked, runtime)
            start = partial(_start, runtime, unpacked, environment=environment(host.simulator))
            request = next((requests[route.key] for route in function.routes if route.key in requests), None)
            whole, libraries = [], []  # in turns, as above
            for _ in range(_STARTS):
                whole.append(start(function.handler, [request()] if request else []))
                libraries.append(start(_LIBRARIES_ALONE, [])["ready"])
            cold = [each["ready"] for each in whole]
            rows.append(
                {
                    "function": function.name,
                    "cold": spread(cold),
                    "libraries": spread(libraries),
                    "ratio": spread((a / b for a, b in zip(cold, libraries, strict=True)), 3),
                    "first_answer": spread(each["answers"][0] for each in whole) if request else None,
                    "mb": start(function.handler, [request() for _ in range(_WARM)] if request else [])["mb"],
                }
            )
    return rows


def _start(
    runtime: Runtime, unpacked: Unpacked, handler: str, events: list[Event], environment: dict[str, str]
) -> dict[str, Any]:
    """Start a handler and send it events; return megabytes, and milliseconds until it is ready and of each response."""
    began = time.perf_counter()
    with running_function(runtime.python, handler, unpacked, runtime.libraries, environment) as running:
        while "invocation/next" not in running.calls:
            if running.process.poll() is not None:
                raise RuntimeError("the function ended before it requested an invocation")
            time.sleep(0.0005)
        ready = (time.perf_counter() - began) * 1000
        answers = [timed(partial(running.invoke, event)) for event in events]
        resident = subprocess.run(["ps", "-o", "rss=", "-p", str(running.process.pid)], check=True, capture_output=True)
    return {"ready": ready, "answers": answers, "mb": round(int(resident.stdout) / 1000, 1)}


def _add_libraries_alone(module: str, unpacked: Unpacked, runtime: Runtime) -> None:
    """Write a handler that imports the libraries of a module alone, and compile it as the package is."""
    listing = [runtime.python, "-c", _LIBRARIES_OF, module]
    path = {"PYTHONPATH": str(unpacked.layers), "PYTHONDONTWRITEBYTECODE": "1"}
    listed = subprocess.run(listing, cwd=unpacked.code, env=path, check=True, capture_output=True, text=True)
    code = f"import importlib\n{listed.stdout}\ndef handler(event, context):\n    return {{}}\n"
    (unpacked.code / "bench_libraries.py").write_text(code)
    compiling = ("-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-l")
    subprocess.run([runtime.python, *compiling, unpacked.code], check=True)
