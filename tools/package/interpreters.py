"""Find an installed Python of a given version: byte code is specific to a version."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path


@cache
def interpreter(version: str) -> str | None:
    """Return the path of a Python of `version`, such as `3.13`; None if none is installed."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    return next((path for path in _candidates(version) if _version_of(path) == version), None)


def _candidates(version: str) -> Iterator[str]:
    if found := shutil.which(f"python{version}"):
        yield found
    yield from map(str, sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python"), reverse=True))


def _version_of(path: str) -> str | None:
    # pyenv has a shim on the PATH for every version that it knows; most of them only print an error.
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 — paths from here
    return done.stdout.strip() if done.returncode == 0 else None
