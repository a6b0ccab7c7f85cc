"""Measured values: rows, times and their spread, and what a process has used."""

import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.support.clock import CLOCK, machine_now

Row = dict[str, Any]


def start_part() -> None:
    """Prepare a process for the measurement of a part."""
    CLOCK.set(machine_now())  # the real runtime has no other time
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the functions print their metrics


def spread(values: Iterable[float], digits: int = 1) -> Row:
    """Return median and quartiles of at least two values."""
    low, median, high = (round(cut, digits) for cut in quantiles(values, n=4, method="inclusive"))
    return {"median": median, "low": low, "high": high}


def timed(act: Callable[[], object]) -> float:
    """Return the milliseconds that `act` took."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def usage(process: int) -> Row:
    """Return the processor seconds that a process has used, its megabytes, and the most that it had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    status = Path(f"/proc/{process}/status").read_text()
    peak, now = (round(int(kilobytes) / 1000, 1) for kilobytes in re.findall(r"Vm(?:HWM|RSS):\s+(\d+)", status))
    return {"cpu": sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK"), "mb": now, "peak_mb": peak}
