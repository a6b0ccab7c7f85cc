"""Times, each beside its baseline: warm responses in this process, and cold starts and memory as deployed."""

import asyncio
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx

from bench.host import LATENCY_MS, Call, FunctionHost, grow, running_host
from bench.requests import RouteRequest, environment
from bench.results import Row, alternate, spread, timed
from local.gateway.template import read_template
from local.paths import PROJECT
from shared.http_api.runtime.handler import process_loop
from tests.support.lambda_runtime import RunningFunction, Unpacked, running_function, unpack
from tools.package.interpreters import interpreter
from tools.package.platforms import TARGET, Platform

_SITES = 200
_TURNS, _WARM_UP = 80, 3
_KEY = re.compile(rb"web-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STARTS = 7
_WARM = 20
_EMPTY = "def handler(event, context):\n    return {}\n"
_LIBRARIES_OF = """
import importlib, json, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
ours = ("functions", "shared")
added = [name for name in sys.modules if name not in before and name.partition(".")[0] not in ours]
print(json.dumps([name for name in added if getattr(sys.modules[name], "__file__", None)]))
"""


def overhead() -> list[Row]:
    """Return the warm milliseconds of each function, of the same calls with httpx alone, and of the difference."""
    rows = []
    with running_host(LATENCY_MS) as host:
        requests = host.every_route()
        grow(host.simulator, _SITES)
        http = httpx.AsyncClient(headers={"Authorization": f"Bearer {host.simulator.token}"}, trust_env=False)
        for route, request in requests.items():
            with host.counting() as count:
                count(request())  # the cold one
                rounds = count(request()).rounds
            acts = (partial(_time_response, host, request), partial(_repeat_calls, http, rounds))
            whole, calls = (times[_WARM_UP:] for times in alternate(acts, _WARM_UP + _TURNS))
            ours = spread((a - b for a, b in zip(whole, calls, strict=True)), 2)
            row = {"route": route, "rounds": len(rounds), "function": spread(whole), "bare": spread(calls)}
            rows.append(row | {"ours": ours})
        process_loop().run_until_complete(http.aclose())
    return rows


def _time_response(host: FunctionHost, request: RouteRequest) -> float:
    """Return the milliseconds of a response."""
    event = request()
    return timed(lambda: host.invoke(event))[0]


def with_key(call: Call, key: str) -> Call:
    """Return the same call with another idempotency key."""
    method, url, body = call
    return method, _KEY.sub(key.encode(), url.encode()).decode(), _KEY.sub(key.encode(), body)


def _repeat_calls(http: httpx.AsyncClient, rounds: list[list[Call]]) -> float:
    """Return the milliseconds of the calls of a function, made in the same rounds; their responses are ignored."""

    async def send() -> None:
        key = f"web-{uuid4()}"  # a new one, so that a repeated write is not a duplicate
        headers = {"Content-Type": "application/json"}
        for calls in rounds:
            again = (with_key(call, key) for call in calls)
            await asyncio.gather(*(http.request(how, url, content=body, headers=headers) for how, url, body in again))

    return timed(lambda: process_loop().run_until_complete(send()))[0]


def instances() -> list[Row]:
    """Return each function's cold starts, those of its libraries alone, and its memory."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, running_host() as host:
        requests = host.every_route()
        python, version, runtime = _lambda_python(Path(folder))
        for function in read_template(PROJECT / "template.yaml").functions:
            module = function.handler.rpartition(".")[0]
            unpacked = _unpack(function.name, module, Path(folder) / function.name, python, version)
            settings = environment(host.simulator)
            run = partial(running_function, python, unpacked=unpacked, libraries=runtime, environment=settings)
            request = next((requests[route.key] for route in function.routes if route.key in requests), None)
            acts = (
                partial(_start, run, function.handler, request),
                partial(_start, run, "bench_libraries.handler"),
            )
            started = alternate(acts, _STARTS)
            whole, libraries = ([each["ready"] for each in column] for column in started)
            rows.append(
                {
                    "function": function.name,
                    "cold": spread(whole),
                    "libraries": spread(libraries),
                    "ratio": spread((a / b for a, b in zip(whole, libraries, strict=True)), 3),
                    "first_answer": spread(each["first"] for each in started[0]) if request else None,
                    "mb": _start(run, function.handler, request, invocations=_WARM)["mb"],
                }
            )
    return rows


def _start(
    run: Callable[[str], AbstractContextManager[RunningFunction]],
    handler: str,
    request: RouteRequest | None = None,
    invocations: int = 1,
) -> dict[str, float]:
    """Start a handler; return the milliseconds until it is ready and of the first response, and the megabytes."""
    began = time.perf_counter()
    with run(handler) as running:
        _wait_until_ready(running)
        measured = {"ready": (time.perf_counter() - began) * 1000}
        if request:
            times = [timed(partial(running.invoke, request()))[0] for _ in range(invocations)]
            measured["first"] = times[0]
        resident = subprocess.run(["ps", "-o", "rss=", "-p", str(running.process.pid)], check=True, capture_output=True)
        return measured | {"mb": round(int(resident.stdout) / 1000, 1)}


def _wait_until_ready(running: RunningFunction) -> None:
    while "invocation/next" not in running.calls:
        if running.process.poll() is not None:
            raise RuntimeError("the function ended before it requested an invocation")
        time.sleep(0.0005)


def _unpack(function: str, module: str, folder: Path, python: str, version: str) -> Unpacked:
    """Unpack a function for this machine, with a handler that imports its libraries alone."""
    system = "manylinux_2_28" if sys.platform == "linux" else "apple-darwin"
    unpacked = unpack(function, folder, Platform(f"{platform.machine()}-{system}", version))
    listing = [python, "-c", _LIBRARIES_OF, module]
    path = {"PYTHONPATH": str(unpacked.layers), "PYTHONDONTWRITEBYTECODE": "1"}
    listed = subprocess.run(listing, cwd=unpacked.code, env=path, check=True, capture_output=True, text=True)
    imports = f"import importlib\nfor name in {listed.stdout.strip()}:\n    importlib.import_module(name)\n"
    (unpacked.code / "bench_libraries.py").write_text(imports + _EMPTY)
    compiling = ("-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-l")
    subprocess.run([python, *compiling, unpacked.code], check=True)
    return unpacked


def _lambda_python(folder: Path) -> tuple[str, str, Path]:
    """Return an interpreter of Lambda's version, else this one's, and a folder with what Lambda's runtime has."""
    version = TARGET.python if interpreter(TARGET.python) else f"{sys.version_info.major}.{sys.version_info.minor}"
    python = interpreter(version) or sys.executable
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--require-hashes", "--compile-bytecode"]
    where = ["--target", str(folder / "runtime"), "--python", python, "--requirement", "locks/runtime.txt"]
    subprocess.run([*install, *where], cwd=PROJECT, check=True)
    return python, version, folder / "runtime"
