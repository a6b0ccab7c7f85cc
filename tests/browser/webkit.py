"""WebKit, the engine of every browser on an iPhone, from WebKitGTK: `apt-get install webkit2gtk-driver xvfb`."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from selenium.webdriver import WebKitGTK
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

_MINI_BROWSERS = "webkit2gtk-4.*/MiniBrowser"


def missing_parts() -> list[str]:
    """Return the required programs and packages that are not installed."""
    parts = {name: shutil.which(name) for name in ("WebKitWebDriver", "Xvfb")} | {"MiniBrowser": _mini_browser()}
    return [name for name, path in parts.items() if path is None]


@contextmanager
def webkit() -> Iterator[WebKitGTK]:
    """Start a browser on a virtual screen, and stop both at the end of the block."""
    with _screen() as display:
        options = Options()
        options.binary_location = _mini_browser() or ""
        options.add_argument("--automation")
        service = Service(shutil.which("WebKitWebDriver") or "", env={**os.environ, "DISPLAY": display})
        with warnings.catch_warnings(
            category=DeprecationWarning, action="ignore"
        ):  # its own driver uses its own old API
            driver = WebKitGTK(options, service)
        try:
            yield driver
        finally:
            driver.quit()


@cache
def _mini_browser() -> str | None:
    found = [path for folder in ("lib", "libexec") for path in Path("/usr", folder).glob(f"**/{_MINI_BROWSERS}")]
    return str(found[0]) if found else None


@contextmanager
def _screen() -> Iterator[str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as said:
                yield f":{said.readline().strip()}"
        finally:
            server.terminate()
