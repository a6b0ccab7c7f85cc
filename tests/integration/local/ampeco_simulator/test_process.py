import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.support.http import NO_TLS
from tests.support.project import PROJECT
from tests.support.simulator import running_simulator


@contextmanager
def _started(*options: str, token: str | None = None) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if name != "AMPECO_API_TOKEN"}
    if token is not None:
        environment["AMPECO_API_TOKEN"] = token
    command = [sys.executable, "-m", "local.ampeco_simulator", "--port", "0", *options]
    with subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_it_prints_its_url_and_generated_token() -> None:
    """All that a client needs."""
    with _started() as process:
        url = _line(process).removeprefix("listening on ")
        token = _line(process).removeprefix("bearer token: ")

        reply = httpx.get(
            f"{url}/resources/locations/v2.0", headers={"Authorization": f"Bearer {token}"}, verify=NO_TLS
        )

    assert url.startswith("http://127.0.0.1:")
    assert reply.status_code == 200


def test_a_token_from_the_environment_is_used_and_not_printed() -> None:
    """Neither at the start nor later."""
    with _started(token="a-given-token") as process:
        url = _line(process).removeprefix("listening on ")
        reply = httpx.get(
            f"{url}/resources/locations/v2.0", headers={"Authorization": "Bearer a-given-token"}, verify=NO_TLS
        )
        process.terminate()
        output, problems = process.communicate(timeout=30)

    assert reply.status_code == 200
    assert (output, problems) == ("", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_on_a_signal(number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end it with exit code 0 and without a traceback."""
    with _started() as process:
        _line(process)
        process.send_signal(number)
        _, problems = process.communicate(timeout=30)

    assert (process.returncode, problems) == (0, "")


def test_it_exits_with_its_parent() -> None:
    """When its standard input closes."""
    with _started("--exit-with-parent") as process:
        _line(process)
        assert process.stdin is not None

        process.stdin.close()

        assert process.wait(timeout=30) == 0


def test_a_hanging_call_does_not_keep_it_alive() -> None:
    """It ends while a call is open."""
    with running_simulator() as simulator:
        simulator.faults({"kind": "hang"})
        headers = {"Authorization": f"Bearer {simulator.token}"}
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{simulator.url}/resources/locations/v2.0", headers=headers, timeout=0.05, verify=NO_TLS)
        url = simulator.url

    with pytest.raises(httpx.ConnectError):
        httpx.get(url, verify=NO_TLS)


def test_the_large_profile_has_enough_for_pagination() -> None:
    """Over 250 sites, about 500 charge points and 1000 EVSEs, the hand-written ones included."""
    with running_simulator("large") as simulator:
        status = simulator.status()
        headers = {"Authorization": f"Bearer {simulator.token}"}
        first = httpx.get(f"{simulator.url}/resources/locations/v2.0", headers=headers, verify=NO_TLS).json()

    assert status["profile"] == "large"
    assert status["locations"] > 250
    assert 450 <= status["chargePoints"] <= 550
    assert 900 <= status["evses"] <= 1100
    assert first["data"][0]["id"] == 101
    assert first["links"]["next"]


def test_the_seed_determines_the_generated_data() -> None:
    """Another seed makes other bookings."""
    with running_simulator(seed=1) as one, running_simulator(seed=2) as other:
        statuses = [one.status(), other.status()]

    assert statuses[0]["bookings"] != statuses[1]["bookings"]
