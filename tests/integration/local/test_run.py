import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from local import __main__ as make_run
from local.paths import PROJECT
from tests.support.gateway import until
from tests.support.http import NO_TLS
from tests.support.soak import in_a_soak

SETTINGS = ("AMPECO_API_URL", "AMPECO_API_TOKEN", "ADMIN_TOKENS", "BOOKING_LINK_KEYS", "DEFAULT_TIMEZONE", "MAIL_FROM")
HOLDER = "ana@example.com"
"""A driver who has bookings at the simulator from its start."""
HAS_PROC = Path("/proc/self/task").exists()
UNSET = dict.fromkeys(SETTINGS, "")  # set, though empty, so that nobody's `.env` decides what is tested


@contextmanager
def running(**env: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=PROJECT,
        env={**os.environ, **UNSET, "PORT": "0", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


def press_ctrl_c(process: subprocess.Popen[str]) -> None:
    """Signal the whole process group, as a terminal does."""
    os.killpg(process.pid, signal.SIGINT)


def output_of(process: subprocess.Popen[str]) -> str:
    """Return its output up to the line that says how to stop it."""
    lines = []
    for line in process.stdout or []:
        lines.append(line)
        if "Ctrl-C" in line:
            return "".join(lines)
    raise AssertionError(f"it ended with {process.wait()}: {process.stderr and process.stderr.read()}")


def address(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", text)
    assert found
    return found[0]


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """Return the process ids of its servers by their module."""
    ids = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {Path(f"/proc/{pid}/cmdline").read_text().split("\0")[2]: int(pid) for pid in ids}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def check_that_all_end_with(process: subprocess.Popen[str], module: str, name: str) -> None:
    """Kill one server: the output names it, the others end, and the exit code is 1."""
    if not HAS_PROC:
        return
    os.kill(children(process)[module], signal.SIGKILL)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert f"The {name} ended by itself, with exit code -9.\n" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("stop", [press_ctrl_c, pytest.param(subprocess.Popen.terminate, marks=in_a_soak)])
def test_everything_runs_without_an_account_until_it_is_stopped(stop: Callable[[subprocess.Popen[str]], None]) -> None:
    """Pages and functions answer at the printed URL, and links arrive; Ctrl-C and SIGTERM end everything.

    The end of its output shows that no process is left which could write to it.
    """
    with running() as process:
        welcome = output_of(process)
        url = address(welcome)
        page, sites = httpx.get(url, verify=NO_TLS), httpx.get(f"{url}/api/sites", timeout=30, verify=NO_TLS)
        outbox = httpx.get(f"{url}/outbox.json", verify=NO_TLS)
        requested = httpx.post(f"{url}/api/bookings/links", json={"email": HOLDER}, timeout=30, verify=NO_TLS)
        until(lambda: "Your upcoming bookings" in httpx.get(f"{url}/outbox.json", verify=NO_TLS).text)
        stop(process)
        _, errors = process.communicate()

    assert page.headers["content-type"].startswith("text/html")
    assert len(sites.json()["sites"]) >= 12
    assert all(f"{name}@example.com" in welcome for name in ("driver", "disabled", "duplicate"))
    assert re.search(r"token \S{32,}", welcome)
    assert f"{url}/outbox\n" in welcome
    assert outbox.json() == []
    assert requested.status_code == 202
    assert process.returncode == 0
    assert "Traceback" not in errors


@in_a_soak
def test_the_first_admin_token_is_shown() -> None:
    """Configured or generated."""
    with running(ADMIN_TOKENS="chosen-by-somebody-else-32-characters") as process:
        assert "token chosen-by-somebody-else-32-characters\n" in output_of(process)


@in_a_soak
def test_a_configured_platform_needs_no_simulator() -> None:
    """It is named, and no driver of the simulator is; if local, there is an outbox, whose end ends the run."""
    with running(AMPECO_API_URL="http://127.0.0.1:9/public-api", AMPECO_API_TOKEN="token") as process:
        welcome = output_of(process)
        check_that_all_end_with(process, "local.aws", "local AWS")

    assert "http://127.0.0.1:9/public-api" in welcome
    assert "driver@example.com" not in welcome
    assert "/outbox" in welcome


def test_a_remote_platform_sends_no_mails_by_default() -> None:
    """Only the gateway is started; its end ends the run."""
    with running(AMPECO_API_URL="https://tenant.invalid/public-api", AMPECO_API_TOKEN="token") as process:
        url = address(welcome := output_of(process))
        outbox = httpx.get(f"{url}/outbox", verify=NO_TLS)
        requested = httpx.post(f"{url}/api/bookings/links", json={"email": HOLDER}, timeout=30, verify=NO_TLS)
        check_that_all_end_with(process, "local.gateway", "gateway")

    assert "/outbox" not in welcome
    assert outbox.status_code == 404
    assert requested.json()["type"] == "urn:problem:mail-not-offered"


@in_a_soak
@pytest.mark.skipif(not HAS_PROC, reason="children are found through Linux's /proc")
def test_the_end_of_the_simulator_ends_the_run() -> None:
    """It says which server ended, stops the others and exits with 1."""
    with running() as process:
        output_of(process)
        check_that_all_end_with(process, "local.ampeco_simulator", "simulator")


def test_killed_run_leaves_no_process() -> None:
    """Its servers end: nothing is left that could write to its output."""
    with running() as process:
        url = address(output_of(process))
        process.kill()
        process.communicate()

    with pytest.raises(httpx.ConnectError):
        httpx.get(url, verify=NO_TLS)


def test_the_first_response_is_the_page() -> None:
    """In a checkout that was never built: nothing listens until the pages are there."""
    shutil.rmtree(PROJECT / "dist", ignore_errors=True)
    port = free_port()
    with running(PORT=str(port), AMPECO_API_URL="https://tenant.invalid/public-api", AMPECO_API_TOKEN="token"):
        until(lambda: is_listening(port))
        page = httpx.get(f"http://127.0.0.1:{port}/", verify=NO_TLS)

    assert page.status_code == 200


def test_a_port_in_use_is_reported_in_one_line() -> None:
    """Before anything is started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(PORT=str(port)) as process:
            output, errors = process.communicate()

    assert (process.returncode, output) == (1, "")
    assert errors == f"Port {port} is in use. Choose another one: PORT={port + 1} make run\n"


def test_env_file_of_the_project_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The environment overrides it."""
    (tmp_path / ".env").write_text("PORT=from the file\nAMPECO_API_URL=https://tenant.example/public-api\n")
    monkeypatch.setattr(make_run, "PROJECT", tmp_path)
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    code = make_run.main()
    monkeypatch.setenv("AMPECO_API_URL", "")
    second_code = make_run.main()

    first, second = capsys.readouterr().err.splitlines()
    assert (code, second_code) == (1, 1)
    assert first.startswith("Only AMPECO_API_URL is set.")
    assert second == "PORT is 'from the file', not a port number."


def test_an_incomplete_platform_is_reported_in_one_line() -> None:
    """A URL without its token does not start the simulator."""
    with running(AMPECO_API_URL="https://tenant.example/public-api") as process:
        output, errors = process.communicate()

    assert (process.returncode, output) == (1, "")
    assert errors.startswith("Only AMPECO_API_URL is set.")
    assert errors.count("\n") == 1


def test_a_failed_build_ends_the_run() -> None:
    """The build reports the reason; no process is left."""
    with running(MIN_NOTICE_MINUTES="soon") as process:
        _, errors = process.communicate()

    assert process.returncode == 1
    assert "MIN_NOTICE_MINUTES" in errors
    assert errors.endswith("The build of the site failed: exit code 1.\n")
    assert "Traceback" not in errors
