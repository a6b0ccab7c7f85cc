"""Firefox, by puppeteer over WebDriver BiDi: `apt-get install firefox-esr`. Playwright needs a build of its own."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.project import PROJECT

_PROGRAMS = ("firefox-esr", "firefox")
_PATIENCE_SECONDS = 60


def missing_parts() -> list[str]:
    """Return the required programs and packages that are not installed."""
    return [] if _program() else [_PROGRAMS[0]]


class FirefoxError(Exception):
    """A call that the browser refused, with its message."""


class Firefox:
    """One page of a running Firefox; each method raises FirefoxError when the browser refuses the call."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.version: str = self._answer()

    def open(self, url: str) -> None:
        self._call("open", url)

    def click(self, selector: str) -> None:
        """Click the middle of an element, as a mouse does."""
        self._call("click", selector)

    def type(self, selector: str, text: str) -> None:
        self._call("type", selector, text)

    def run(self, script: str, *given: object) -> Any:
        """Call a JavaScript function in the page; return what it returns."""
        return self._call("run", script, given)

    def _call(self, *call: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(call)}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise FirefoxError(f"it ended with {self._process.wait(_PATIENCE_SECONDS)}")
        said = json.loads(line)
        if "error" in said:
            raise FirefoxError(said["error"])
        return said["value"]


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Start a headless browser in the size of a phone, and stop it at the end of the block."""
    script = Path(__file__).with_suffix(".mjs")
    command = ["node", str(script), _program() or ""]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Firefox(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _program() -> str | None:
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)
