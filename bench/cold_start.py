"""Each function as it is deployed: its cold start in the real runtime client, and the memory that it comes to hold."""

import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.function_host import FunctionHost
from bench.routes import RouteRequest, book, environment, every_route, filled_week
from bench.spread import spread
from local.gateway.template import Function, read_template
from local.paths import PROJECT
from tests.support.lambda_runtime import RunningFunction, running_function
from tests.support.simulator import SimulatorHandle, running_simulator
from tools.package.interpreters import interpreter
from tools.package.package import package
from tools.package.platforms import TARGET, Platform

_STARTS = 7
_WARM = 20
_BARE = "def handler(event, context):\n    return {}\n"
_LIBRARIES_OF = """
import importlib, json, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
ours = ("functions", "shared")
added = [name for name in sys.modules if name not in before and name.partition(".")[0] not in ours]
print(json.dumps([name for name in added if getattr(sys.modules[name], "__file__", None)]))
"""


class Runtime(NamedTuple):
    """Lambda's Python on this machine: the interpreter, its version, and what comes with Lambda's runtime."""

    python: str
    version: str
    libraries: Path


class Start(NamedTuple):
    """One cold start: milliseconds until it asks for an event, and until its first answer where it was asked."""

    ready: float
    answered: float | None


def measure() -> list[dict[str, Any]]:
    """Return a row per function, with its cold starts beside those of its libraries and of a bare handler, in turn."""
    functions = read_template(PROJECT / "template.yaml").functions
    with tempfile.TemporaryDirectory() as folder, running_simulator(approval_seconds=0) as simulator:
        simulator.approval("instant")
        asks = _route_requests(simulator)
        runtime, settings = _runtime(Path(folder)), environment(simulator)
        rows = []
        for function in functions:
            bench = _Bench(function, Path(folder), runtime, settings)
            turns = [bench.turn(asks.get(function.name)) for _ in range(_STARTS)]
            rows.append({"function": function.name, **_row(turns), "mb": bench.memory(asks.get(function.name))})
    return rows


def _route_requests(simulator: SimulatorHandle) -> dict[str, RouteRequest]:
    host = FunctionHost(simulator)
    reference, week = host.create_booking(), filled_week(simulator)
    host.close()
    return every_route(reference, week) | {"CreateBooking": book}


def _row(turns: list[tuple[Start, Start, Start]]) -> dict[str, Any]:
    whole, libraries, bare = zip(*turns, strict=True)
    first = [start.answered for start in whole if start.answered is not None]
    return {
        "cold": spread(start.ready for start in whole),
        "libraries": spread(start.ready for start in libraries),
        "bare": spread(start.ready for start in bare),
        "ratio": spread((mine.ready / theirs.ready for mine, theirs, _ in turns), 3),
        "first_answer": spread(first) if first else None,
    }


class _Bench:
    """One function's package, and beside it a handler that imports the same libraries, and one that imports none."""

    def __init__(self, function: Function, folder: Path, runtime: Runtime, settings: Mapping[str, str]) -> None:
        self._function, self._runtime, self._settings = function, runtime, settings
        self._package = folder / function.name
        system = "manylinux_2_28" if sys.platform == "linux" else "apple-darwin"
        package(function.name, self._package, Platform(f"{platform.machine()}-{system}", runtime.version))
        module = function.handler.rpartition(".")[0]
        names = subprocess.run(  # noqa: S603 - our own code
            [runtime.python, "-c", _LIBRARIES_OF, module], cwd=self._package, check=True, capture_output=True, text=True
        ).stdout
        (self._package / "bench_libraries.py").write_text(
            f"import importlib\nfor name in {names.strip()}:\n    importlib.import_module(name)\n{_BARE}"
        )
        (self._package / "bench_bare.py").write_text(_BARE)
        compiling = ("-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash")
        subprocess.run([runtime.python, *compiling, "-l", self._package], check=True)  # noqa: S603 - the same

    def turn(self, route_request: RouteRequest | None) -> tuple[Start, Start, Start]:
        """Start all three once: the function, its libraries, the bare handler."""
        function = self._start(self._function.handler, route_request)
        return function, self._start("bench_libraries.handler", None), self._start("bench_bare.handler", None)

    def memory(self, route_request: RouteRequest | None) -> float:
        """Return the resident megabytes after 20 invocations; of a function that is not asked, after its start."""
        with self._running(self._function.handler) as running:
            _ready(running)
            for _ in range(_WARM if route_request else 0):
                running.invoke(route_request())  # type: ignore[misc] # none is invoked without
            return round(_resident_kb(running.process.pid) / 1000, 1)

    def _start(self, handler: str, route_request: RouteRequest | None) -> Start:
        began = time.perf_counter()
        with self._running(handler) as running:
            _ready(running)
            ready = time.perf_counter() - began
            if route_request is None:
                return Start(ready * 1000, None)
            event, asked_at = route_request(), time.perf_counter()
            running.invoke(event)
            return Start(ready * 1000, (time.perf_counter() - asked_at) * 1000)

    @contextmanager
    def _running(self, handler: str) -> Iterator[RunningFunction]:
        libraries = self._runtime.libraries
        with running_function(self._runtime.python, handler, self._package, libraries, self._settings) as running:
            yield running


def _ready(running: RunningFunction) -> None:
    while not running.asked:
        if running.process.poll() is not None:
            raise RuntimeError("the function ended before it asked for an event")
        time.sleep(0.0005)


def _resident_kb(process: int) -> int:
    done = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], check=True, capture_output=True, text=True)  # noqa: S603, S607 - a number of ours
    return int(done.stdout)


def _runtime(folder: Path) -> Runtime:
    version = TARGET.python if interpreter(TARGET.python) else f"{sys.version_info.major}.{sys.version_info.minor}"
    python = interpreter(version)
    if python is None:
        raise RuntimeError("no Python to measure with")
    libraries = folder / "runtime"
    install = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(libraries), "--require-hashes")
    locks = ("--python", python, "--compile-bytecode", "--requirement", "locks/runtime.txt")
    subprocess.run([*install, *locks], cwd=PROJECT, check=True)  # noqa: S603 - our own lock
    return Runtime(python, version, libraries)
