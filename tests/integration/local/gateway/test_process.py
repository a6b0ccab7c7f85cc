import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.support.gateway import GatewayHandle, is_gone, running_gateway, until
from tests.support.http import NO_TLS
from tests.support.project import PROJECT


@pytest.fixture
def fresh(template: Path, dist: Path) -> Iterator[GatewayHandle]:
    """Start a gateway for one test."""
    with running_gateway({}, template=template, dist=dist) as handle:
        yield handle


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_gateway_and_its_instances(
    fresh: GatewayHandle, tmp_path: Path, number: signal.Signals
) -> None:
    """Idle and busy ones; the gateway exits with 0."""
    file = tmp_path / "pid"
    idle = httpx.get(f"{fresh.url}/api/crash", verify=NO_TLS).json()["pid"]
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(httpx.get, f"{fresh.url}/api/endless?file={file}", timeout=30)
        until(file.exists)
        fresh.process.send_signal(number)
        code = fresh.process.wait()

    assert code == 0
    assert waiting.result().status_code == 503
    assert is_gone(idle)
    assert is_gone(int(file.read_text()))
    assert "Traceback" not in fresh.stop()


def test_killed_gateway_leaves_no_instance(fresh: GatewayHandle, tmp_path: Path) -> None:
    """Busy ones end soon too: the output, which they hold open, reaches its end."""
    file = tmp_path / "pid"
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(httpx.get, f"{fresh.url}/api/endless?file={file}", timeout=30)
        until(file.exists)
        fresh.process.kill()
        fresh.stop()

    assert isinstance(waiting.exception(), httpx.TransportError)


def test_console_shows_what_functions_print_and_why_they_fail(fresh: GatewayHandle) -> None:
    """Output, the traceback of a failed import and of a handler, an exit code, a timeout."""
    for path in ("/api/echo", "/api/broken", "/api/fails?raise", "/api/crash?die", "/api/slow"):
        httpx.get(fresh.url + path, verify=NO_TLS)
    output = fresh.stop()

    assert "echo prints this" in output
    assert "RuntimeError: no import today" in output
    assert "ValueError: the handler's own error" in output
    assert "Crash: the process ended with exit code 3" in output
    assert "Slow: Task timed out after 1.00 seconds" in output


def test_console_names_the_route_never_the_path(fresh: GatewayHandle) -> None:
    """A path can contain the reference of a booking, which must not be logged."""
    httpx.get(f"{fresh.url}/api/items/a-secret-reference?email=driver@example.com", verify=NO_TLS)
    output = fresh.stop()

    assert "GET /api/items/{itemId} 200" in output
    assert "a-secret-reference" not in output
    assert "driver@example.com" not in output


def test_a_client_that_disconnects_causes_no_traceback(fresh: GatewayHandle, tmp_path: Path) -> None:
    """Before the response or within its request."""
    file = tmp_path / "pid"
    address = ("127.0.0.1", int(fresh.url.rpartition(":")[2]))
    with socket.create_connection(address) as client:
        client.sendall(f"GET /api/slow?file={file} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until(file.exists)
    with socket.create_connection(address) as client:
        client.sendall(b"POST /api/say HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    until(lambda: "GET /api/slow 500" in fresh.output)

    assert "Traceback" not in fresh.stop()


def test_changed_code_is_used_by_the_next_request(template: Path, tmp_path: Path) -> None:
    """With --reload, soon after the file was saved."""
    root = tmp_path / "project"
    shutil.copytree(template.parent, root)
    with running_gateway({}, template=root / "template.yaml", options=("--reload",)) as handle:
        url = f"{handle.url}/api/crash"
        before = httpx.get(url, verify=NO_TLS).json()
        code = root / "functions" / "answers.py"
        code.write_text(code.read_text().replace('{"pid": os.getpid()}', '{"changed": True}'))
        until(lambda: httpx.get(url, verify=NO_TLS).json() != before)
        after = httpx.get(url, verify=NO_TLS).json()

    assert after == {"changed": True}


def test_changed_template_is_read_again(template: Path, tmp_path: Path) -> None:
    """An invalid one is reported and the routes stay; a valid one replaces the routes."""
    root = tmp_path / "project"
    shutil.copytree(template.parent, root)
    file = root / "template.yaml"
    with running_gateway({}, template=file, options=("--reload",)) as handle:
        good = file.read_text()
        file.write_text("Resources: [")
        until(lambda: "the routes stay as they were" in handle.output)
        before = httpx.get(f"{handle.url}/api/crash", verify=NO_TLS).status_code
        file.write_text(good.replace("/api/crash", "/api/renamed"))
        until(lambda: httpx.get(f"{handle.url}/api/renamed", verify=NO_TLS).status_code == 200)
        after = httpx.get(f"{handle.url}/api/crash", verify=NO_TLS).status_code

    assert (before, after) == (200, 404)


def start(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local.gateway", *options]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_a_port_in_use_is_reported_in_one_line(fresh: GatewayHandle, template: Path) -> None:
    """No traceback, exit code 1."""
    port = fresh.url.rpartition(":")[2]
    result = start("--port", port, "--template", str(template))

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"port {port} of 127.0.0.1 is in use: choose another one\n"


def test_a_missing_template_is_reported_in_one_line(tmp_path: Path) -> None:
    """No traceback, exit code 1."""
    file = tmp_path / "template.yaml"
    result = start("--port", "0", "--template", str(file))

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"{file}: No such file or directory\n"
