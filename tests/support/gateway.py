"""A real gateway process for tests."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from local.gateway.clock import OFFSET_FILE
from tests.support.clock import CLOCK
from tests.support.log_guard import personal
from tests.support.project import PROJECT

READY = "listening on "

_SECRET = ("AMPECO_API_TOKEN", "ADMIN_TOKENS", "BOOKING_LINK_KEYS", "PROXY_SIGNING_KEY")


class GatewayHandle:
    """A running gateway; `url` is its origin, without a slash at the end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait()
        self.url = next((line.removeprefix(READY) for line in self._lines if line.startswith(READY)), "")
        if not self.url:
            raise RuntimeError(f"the gateway did not start:\n{self.stop()}")

    @property
    def output(self) -> str:
        """The output of the gateway and its instances so far, stdout and stderr combined."""
        return "\n".join(self._lines)

    def stop(self) -> str:
        """End the process as SIGTERM does, and return its complete output."""
        with self.process:
            self.process.terminate()
            self._reader.join()
        return self.output

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.append(line.rstrip("\n"))
            if line.startswith(READY):
                self._ready.set()
        self._ready.set()


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does; fail after half a minute."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_gone(process: int) -> bool:
    """Return whether no process has this id any more."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


@contextmanager
def running_gateway(
    env: Mapping[str, str],
    *,
    dist: Path | None = None,
    template: Path | None = None,
    port: int = 0,
    options: tuple[str, ...] = (),
) -> Iterator[GatewayHandle]:
    """Start the gateway on a free port and end it with all its instances.

    The functions see this process's environment with `env` over it, and the clock of the tests. Without `template` and
    `dist` it serves the project's own; `options` are further ones of `python -m local.gateway`. What all of them
    printed is looked through at the end: nothing of a person, and no secret, may be in it.
    """
    command = [sys.executable, "-m", "local.gateway", "--exit-with-parent", "--port", str(port), *options]
    if template:
        command += ["--template", str(template)]
    if dist:
        command += ["--dist", str(dist)]
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**os.environ, OFFSET_FILE: str(CLOCK.offset_file), **env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    handle = GatewayHandle(process)
    try:
        yield handle
    finally:
        said = handle.stop()
    assert personal(said, tuple(value for name, value in env.items() if name in _SECRET)) == []
