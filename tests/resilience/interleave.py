"""Interleave an event at Ampeco with a running function: another process of ours, or another driver."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from tests.support.simulator import SimulatorHandle

HELD: dict[str, Any] = {"kind": "hold", "count": 1}
"""Holds one call back until what happens meanwhile has happened."""

_PATIENCE_SECONDS = 30.0


@contextmanager
def interleave(simulator: SimulatorHandle, moment: Callable[[], bool], effect: Callable[[], object]) -> Iterator[None]:
    """Do `effect` beside what stands inside, as soon as `moment` has come; fail when it never comes.

    What the simulator holds goes on after that.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        doing = pool.submit(_wait_and_do, simulator, moment, effect)
        yield
        doing.result()


def answered(simulator: SimulatorHandle, operation: str, times: int = 1) -> Callable[[], bool]:
    """Return a wait until this number of calls of an operation has been answered."""

    def is_here() -> bool:
        return sum(call["status"] is not None for call in simulator.calls(operation)) >= times

    return is_here


def arrived(simulator: SimulatorHandle, operation: str, times: int = 1) -> Callable[[], bool]:
    """Return a wait until this number of calls of an operation has arrived, answered or not."""
    return lambda: len(simulator.calls(operation)) >= times


def _wait_and_do(simulator: SimulatorHandle, moment: Callable[[], bool], effect: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    try:
        while not moment():
            if time.monotonic() > end:
                raise AssertionError("the moment never came")
            time.sleep(0.005)
        effect()
    finally:
        simulator.release()
