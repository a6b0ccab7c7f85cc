"""Results of the benchmarks: the spread of measured times, the machine, and the file that keeps them."""

import json
import os
import platform
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import quantiles
from typing import Any, TypeVar

from local.paths import PROJECT
from tests.support.clock import machine_now
from tools.package.interpreters import interpreter
from tools.package.platforms import TARGET

RESULTS = PROJECT / "bench" / "results.json"
COUNTED = ("calls", "worst", "packages", "pages")
"""The parts that are the same in every run and on every machine."""
TIMED = ("overhead", "instances", "crowd", "references")
"""The parts that compare times."""

T = TypeVar("T")
Row = dict[str, Any]


def spread(values: Iterable[float], digits: int = 1) -> Row:
    """Return median, quartiles and number of at least two values."""
    each = list(values)
    low, median, high = (round(one, digits) for one in quantiles(each, n=4, method="inclusive"))
    return {"median": median, "low": low, "high": high, "n": len(each)}


def timed(act: Callable[[], T]) -> tuple[float, T]:
    """Return the milliseconds that `act` took, and its result."""
    began = time.perf_counter()
    result = act()
    return (time.perf_counter() - began) * 1000, result


def read_results() -> dict[str, Any]:
    """Return machine and rows by part; empty before the first run."""
    saved: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return saved


def save_results(parts: dict[str, Any]) -> None:
    """Replace these parts of the saved results."""
    RESULTS.write_text(json.dumps(read_results() | parts, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def machine() -> Row:
    """Return processors, memory, system, versions and day; nothing that identifies the machine."""
    cpuinfo = Path("/proc/cpuinfo")
    model = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(), re.MULTILINE) if cpuinfo.exists() else None
    return {
        "date": f"{machine_now():%Y-%m-%d}",
        "cpus": os.cpu_count(),
        "cpu": model[1] if model else platform.processor() or "unknown",
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "functions_python": TARGET.python if interpreter(TARGET.python) else platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def compare_runs(first: dict[str, Any], second: dict[str, Any]) -> list[Row]:
    """Return the ratios of two runs and their difference in percent of the first."""
    after = _ratios(second)
    return [
        {
            "what": what,
            "first": round(ratio, 3),
            "second": round(after[what], 3),
            "apart": round(abs(after[what] / ratio - 1) * 100, 1),
        }
        for what, ratio in _ratios(first).items()
        if what in after
    ]


def _ratios(results: dict[str, Any]) -> dict[str, float]:
    """Return each time divided by its baseline."""
    ratios: dict[str, float] = {}
    for row in results.get("overhead", ()):
        if row["rounds"]:
            ratios[f"`{row['route']}`: function / httpx alone"] = row["function"]["median"] / row["bare"]["median"]
    for row in results.get("instances", ()):
        ratios[f"{row['function']}: cold start / its libraries"] = row["ratio"]["median"]
    for row in results.get("crowd", ()):
        ratios[f"{row['route']}: twenty at once / one client"] = row["twenty"]["median"] / row["alone"]["median"]
    references = {row["reference"]: row["milliseconds"]["median"] for row in results.get("references", ())}
    for kind, took in references.items():
        if kind != "guessed":
            ratios[f"reference {kind} / guessed"] = took / references["guessed"]
    return ratios
