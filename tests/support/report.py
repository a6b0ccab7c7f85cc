"""Counts that a test prints."""

import sys
from collections.abc import Callable

import pytest

Report = Callable[..., None]


@pytest.fixture
def report(
    request: pytest.FixtureRequest,
    capfd: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> Report:
    """Print counts to the terminal, also from a worker of xdist, and write them to the JUnit file."""

    def show(**counts: object) -> None:
        for name, value in counts.items():
            record_property(name, value)
        told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in counts.items())
        with capfd.disabled():
            sys.stderr.write(f"\n{request.node.name}: {told}\n")

    return show
