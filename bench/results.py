"""Measured times and their spread, the machine, and the file with the results."""

import json
import multiprocessing
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Any

from local.paths import PROJECT
from shared.http_api.runtime.handler import process_loop
from tests.support.clock import CLOCK, machine_now
from tools.package.interpreters import interpreter
from tools.package.platforms import TARGET

RESULTS = PROJECT / "bench" / "results.json"
Row = dict[str, Any]


def measure(part: Callable[[], list[Row]]) -> list[Row]:
    """Return the rows of a part, measured in its own process: the memory of one part would slow down the next."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_run, part).result()


def _run(part: Callable[[], list[Row]]) -> list[Row]:
    CLOCK.set(machine_now())  # the real runtime has no other time
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the functions print their metrics
    rows = part()
    process_loop().close()
    return rows


def spread(values: Iterable[float], digits: int = 1) -> Row:
    """Return median, quartiles and number of at least two values."""
    each = list(values)
    low, median, high = (round(one, digits) for one in quantiles(each, n=4, method="inclusive"))
    return {"median": median, "low": low, "high": high, "n": len(each)}


def timed(act: Callable[[], object]) -> float:
    """Return the milliseconds that `act` took."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def usage(process: int) -> Row:
    """Return the processor seconds that a process has used, its megabytes, and the most that it had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    status = Path(f"/proc/{process}/status").read_text()
    kilobytes = dict(re.findall(r"^Vm(HWM|RSS):\s+(\d+)", status, re.MULTILINE))
    seconds = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return {
        "cpu": seconds,
        "mb": round(int(kilobytes["RSS"]) / 1000, 1),
        "peak_mb": round(int(kilobytes["HWM"]) / 1000),
    }


def read_results() -> dict[str, Any]:
    """Return machine and rows by part."""
    saved: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return saved


def save_results(parts: dict[str, Any]) -> None:
    """Replace these parts of the saved results."""
    RESULTS.write_text(json.dumps(read_results() | parts, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def machine() -> Row:
    """Return processors, memory, system, versions and day; nothing that identifies the machine."""
    model = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {
        "date": f"{machine_now():%Y-%m-%d}",
        "cpus": os.cpu_count(),
        "cpu": model[1] if model else "unknown",
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "functions_python": TARGET.python if interpreter(TARGET.python) else platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }
