"""What a package is made for, and byte code for it."""

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
    """Compile every module below `folder` for this version of Python, in a way that no file's date can spoil.

    Without such a Python on this machine they stay uncompiled and every cold start takes longer: that is said.
    Raises subprocess.CalledProcessError.
    """
    compiler = interpreter(python)
    if compiler is None:
        print(f"package: no Python {python} here: not compiled, cold starts will be slow", file=sys.stderr)
        return
    run(compiler, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-s", str(folder), str(folder))


def run(*command: str) -> None:
    """Run a command of ours to its end; raises subprocess.CalledProcessError with what it said."""
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 — nothing from outside
