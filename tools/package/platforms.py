"""Target platforms of packages, and byte code for them."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.package.interpreters import interpreter


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as uv names it, and the version of its Python."""

    name: str
    python: str


TARGET = Platform("aarch64-manylinux_2_28", "3.13")
"""Lambda's managed runtime python3.13 on arm64, which is Amazon Linux 2023."""


def compile_all(folder: Path, python: str) -> None:
    """Compile every module below `folder` for this version of Python, independent of file dates.

    Without such a Python the modules stay uncompiled, cold starts take longer, and a notice is printed.
    Raises subprocess.CalledProcessError.
    """
    compiler = interpreter(python)
    if compiler is None:
        print(f"package: no Python {python} here: not compiled, cold starts will be slow", file=sys.stderr)
        return
    run(compiler, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-s", str(folder), str(folder))


def run(*command: str) -> None:
    """Run a command to its end; raises subprocess.CalledProcessError with its output."""
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 — nothing from outside
