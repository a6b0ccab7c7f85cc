"""`make bench`: counts and measures, and writes the tables and pages of docs/.

python -m bench                       everything but `snapshot`, about a quarter of an hour
python -m bench --only calls pages    some parts
python -m bench --tables              no measuring: the tables of the saved results
"""

import argparse
import multiprocessing
import os
import platform
import re
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import counts, functions, load, messages, pages, tables
from bench.results import Row, start_part
from tests.support.clock import machine_now
from tools.package.interpreters import interpreter
from tools.package.platforms import TARGET

PARTS: dict[str, Callable[[], list[Row]]] = {
    part.__name__: part
    for part in (
        *(counts.calls, counts.worst, counts.visits, counts.tenant, messages.messages, load.load),
        *(functions.overhead, functions.instances, functions.packages, functions.snapshot),
        *(pages.pages, pages.lighthouse, pages.slow),
    )
}
TIMED = ("overhead", "instances", "lighthouse", "slow")
"""Parts that depend on the machine; the rows of `load` have its state themselves. All others are counted."""


def main() -> None:
    """Measure, save, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Count and measure.")
    usual = [name for name in PARTS if name != "snapshot"]  # no document has a table of it
    parser.add_argument("--only", nargs="+", choices=PARTS, default=usual, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--tables", action="store_true", help="measure nothing")
    options = parser.parse_args()
    here, spawn = _machine(), multiprocessing.get_context("spawn")
    for name in () if options.tables else options.only:
        print(name, file=sys.stderr)
        with ProcessPoolExecutor(1, spawn, start_part) as process:  # the memory of one part would slow down the next
            rows = process.submit(PARTS[name]).result()
        tables.save_results({name: rows} | ({"machine": here} if name in TIMED else {}))
    tables.write(tables.read_results())


def _machine() -> Row:
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


if __name__ == "__main__":
    main()
