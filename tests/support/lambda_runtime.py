"""Lambda's Runtime API as a server of the test, and a function that the real runtime client (`awslambdaric`) runs.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import os
import platform
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.clock import machine_now
from tests.support.project import PROJECT
from tools.cloudformation import read_document
from tools.package.interpreters import interpreter
from tools.package.package import package
from tools.package.platforms import TARGET, Platform

_PREFIX = "/2018-06-01/runtime/"
_PATIENCE_SECONDS = 60.0


class Runtime(NamedTuple):
    """A Python as Lambda has it: the interpreter, its version, and the folder of what comes with Lambda's runtime."""

    python: str
    version: str
    libraries: Path

    @property
    def platform(self) -> Platform:
        """This machine with this Python."""
        system = "manylinux_2_28" if sys.platform == "linux" else "apple-darwin"
        return Platform(f"{platform.machine()}-{system}", self.version)


def install_runtime(folder: Path) -> Runtime:
    """Install awslambdaric and boto3 into `folder`, for Lambda's Python where this machine has it, else this one."""
    version = TARGET.python if interpreter(TARGET.python) else f"{sys.version_info.major}.{sys.version_info.minor}"
    python = interpreter(version) or sys.executable
    command = ["uv", "pip", "install", "--quiet", "--require-hashes", "--compile-bytecode", "--target", str(folder)]
    locks = ["--python", python, "--requirement", "locks/runtime.txt"]
    subprocess.run([sys.executable, "-m", *command, *locks], cwd=PROJECT, check=True)
    return Runtime(python, version, folder)


@dataclass(frozen=True)
class Unpacked:
    """A function as Lambda unpacks it: its own code in /var/task, its layers together in /opt/python."""

    code: Path
    layers: Path


def unpack(name: str, folder: Path, target: Platform) -> Unpacked:
    """Package the function `name` of template.yaml and its layers into `folder`, for this platform."""
    document = read_document(PROJECT / "template.yaml")
    own_layers = document["Resources"][name]["Properties"].get("Layers", [])
    package(name, folder / "task", target)
    for layer in (*document["Globals"]["Function"]["Layers"], *own_layers):
        package(layer["Ref"], folder / "opt", target)
    return Unpacked(folder / "task", folder / "opt" / "python")


@dataclass(frozen=True)
class Report:
    """A report of the runtime client: `kind` is response, error, init/error or restore/error."""

    kind: str
    content: Any


@dataclass
class RunningFunction:
    """One instance of a function. `calls` are the paths that its runtime client called, in order."""

    process: subprocess.Popen[str]
    invocations: "queue.Queue[dict[str, Any] | None]"
    reports: "queue.Queue[Report]"
    calls: list[str] = field(default_factory=list)
    output: str = ""

    def invoke(self, event: Mapping[str, Any]) -> Report:
        """Invoke the function once, and return what its runtime client reported."""
        self.invocations.put(dict(event))
        return self.report()

    def report(self) -> Report:
        """Return the next report, such as the failure of an init."""
        return self.reports.get(timeout=_PATIENCE_SECONDS)


@contextmanager
def running_function(
    python: str,
    handler: str,
    unpacked: Unpacked,
    libraries: Path,
    environment: Mapping[str, str],
    *,
    timeout: float = 20,
) -> Iterator[RunningFunction]:
    """Start one instance of `handler` from its package and layers, with what Lambda's runtime has in `libraries`.

    It sees nothing of this process's environment. When the block is left, it has ended and `output` is what it printed.
    """
    invocations: queue.Queue[dict[str, Any] | None] = queue.Queue()
    reports: queue.Queue[Report] = queue.Queue()
    calls: list[str] = []
    server = _Server(("127.0.0.1", 0), _api(invocations, reports, calls, timeout))
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    process = subprocess.Popen(
        [python, "-m", "awslambdaric", handler],
        cwd=unpacked.code,
        env=_environment(f"127.0.0.1:{server.server_port}", handler, unpacked, libraries) | dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = RunningFunction(process, invocations, reports, calls)
    try:
        yield running
    finally:
        process.terminate()
        running.output = process.communicate(timeout=_PATIENCE_SECONDS)[0]
        invocations.put(None)
        server.shutdown()
        serving.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def get_request(self) -> tuple[socket.socket, Any]:
        # Else each reply waits for the acknowledgement of the one before, and every warm call seems 40 ms longer.
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a runtime client that was ended while it waited."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _api(
    invocations: "queue.Queue[dict[str, Any] | None]",
    reports: "queue.Queue[Report]",
    calls: list[str],
    timeout: float,
) -> type[BaseHTTPRequestHandler]:
    numbers = iter(range(1, 1_000_000))

    class Api(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            calls.append(self.path.removeprefix(_PREFIX))
            if calls[-1] == "restore/next":
                self._reply(200, b"", {})
                return
            event = invocations.get()
            if event is None:
                self.close_connection = True
                return
            deadline = int((machine_now().timestamp() + timeout) * 1000)
            arn = "arn:aws:lambda:us-east-1:123456789012:function:tested"
            head = {"Request-Id": f"request-{next(numbers)}", "Trace-Id": "Root=1-0-0"}
            names = {f"Lambda-Runtime-Aws-{name}": value for name, value in head.items()}
            names |= {"Lambda-Runtime-Deadline-Ms": str(deadline), "Lambda-Runtime-Invoked-Function-Arn": arn}
            self._reply(200, json.dumps(event).encode(), names)

        def do_POST(self) -> None:
            calls.append(self.path.removeprefix(_PREFIX))
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or "null")
            kind = calls[-1].rpartition("/")[2] if calls[-1].startswith("invocation/") else calls[-1]
            self._reply(202, b'{"status":"OK"}', {})
            reports.put(Report(kind, content))

        def _reply(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json", "Content-Length": len(body)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    return Api


def _environment(api: str, handler: str, unpacked: Unpacked, libraries: Path) -> dict[str, str]:
    return {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_NAME": handler.rpartition(".")[0].rpartition(".")[2],
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/tested/functions",
        "AWS_LAMBDA_LOG_STREAM_NAME": "1",
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_REGION": "us-east-1",
        "LAMBDA_TASK_ROOT": str(unpacked.code),
        "LANG": "en_US.UTF-8",
        "PATH": os.environ["PATH"],
        # Lambda's order: the package, the layers, then what the runtime brings along.
        "PYTHONPATH": os.pathsep.join(map(str, [unpacked.code, unpacked.layers, libraries])),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": ":UTC",
        "_HANDLER": handler,
    }
