"""Cold starts and memory of each function as it is deployed, in Lambda's runtime client."""

import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from bench.function_host import running_host
from bench.requests import RouteRequest, environment
from bench.results import Row, alternate, spread, timed
from local.gateway.template import read_template
from local.paths import PROJECT
from tests.support.lambda_runtime import RunningFunction, Unpacked, running_function, unpack
from tools.package.interpreters import interpreter
from tools.package.platforms import TARGET, Platform

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


def instances() -> list[Row]:
    """Return each function's cold starts, those of its libraries and of an empty handler, and its memory."""
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
                partial(_start, run, "bench_empty.handler"),
            )
            started = alternate(acts, _STARTS)
            whole, libraries, bare = ([each["ready"] for each in column] for column in started)
            rows.append(
                {
                    "function": function.name,
                    "cold": spread(whole),
                    "libraries": spread(libraries),
                    "bare": spread(bare),
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
    """Unpack a function for this machine, with handlers that import its libraries alone, and nothing."""
    system = "manylinux_2_28" if sys.platform == "linux" else "apple-darwin"
    unpacked = unpack(function, folder, Platform(f"{platform.machine()}-{system}", version))
    listing = [python, "-c", _LIBRARIES_OF, module]
    path = {"PYTHONPATH": str(unpacked.layers), "PYTHONDONTWRITEBYTECODE": "1"}
    listed = subprocess.run(listing, cwd=unpacked.code, env=path, check=True, capture_output=True, text=True)
    imports = f"import importlib\nfor name in {listed.stdout.strip()}:\n    importlib.import_module(name)\n"
    (unpacked.code / "bench_libraries.py").write_text(imports + _EMPTY)
    (unpacked.code / "bench_empty.py").write_text(_EMPTY)
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
