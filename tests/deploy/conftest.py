"""Deployed code: packages built for this machine, Lambda's own libraries, and a simulator."""

import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.deploy.runtime import Runtime
from tests.support.clock import machine_now
from tests.support.lambda_runtime import Unpacked, unpack
from tests.support.project import PROJECT
from tests.support.simulator import SimulatorHandle, running_simulator
from tools.package.interpreters import interpreter
from tools.package.platforms import TARGET, Platform


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    """Python 3.13 where this machine has it, else the one of this suite, with awslambdaric and boto3."""
    version = TARGET.python if interpreter(TARGET.python) else f"{sys.version_info.major}.{sys.version_info.minor}"
    python = interpreter(version)
    assert python is not None
    libraries = tmp_path_factory.mktemp("runtime")
    command = ["uv", "pip", "install", "--quiet", "--target", str(libraries), "--require-hashes"]
    locks = ["--python", python, "--requirement", "locks/runtime.txt"]
    subprocess.run([sys.executable, "-m", *command, *locks], cwd=PROJECT, check=True)
    return Runtime(python, version, libraries)


@pytest.fixture(scope="session")
def packaged(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Unpacked]:
    """Return a way to a function's package and layers for this machine, made as for Lambda."""
    system = "manylinux_2_28" if sys.platform == "linux" else "apple-darwin"
    here = Platform(f"{platform.machine()}-{system}", runtime.version)
    folder = tmp_path_factory.mktemp("packages")

    @cache
    def make(name: str) -> Unpacked:
        return unpack(name, folder / name, here)

    return make


@pytest.fixture(scope="session")
def ampeco() -> Iterator[SimulatorHandle]:
    """Return a simulator that decides at once."""
    with running_simulator(now=machine_now()) as simulator:
        simulator.approval("instant")
        yield simulator
