"""`make bench`: measures everything, or the parts that are named, and writes what docs/ says of speed and scale.

python -m bench                       everything, about eight minutes
python -m bench --only calls pages    these parts alone
python -m bench --again               what compares times once more: how far the ratios of two runs lie apart
python -m bench --tables              no measuring: the tables of the results that are kept
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench import (
    calls,
    cold_start,
    compare_runs,
    concurrency,
    lighthouse,
    overhead,
    reference_timing,
    scale,
    sizes,
    worst_case,
)
from bench.machine import machine
from bench.results import Rows, read_results, save_results
from bench.tables import tables, write_tables
from shared.http_api.runtime.handler import process_loop
from tests.support.clock import CLOCK, machine_now

PARTS: dict[str, Callable[[], Rows]] = {
    "calls": calls.measure,
    "worst": worst_case.measure,
    "overhead": overhead.measure,
    "instances": cold_start.measure,
    "packages": sizes.packages,
    "pages": sizes.pages,
    "lighthouse": lighthouse.lighthouse,
    "slow": lighthouse.slow,
    "crowd": concurrency.measure,
    "references": reference_timing.measure,
}


def main() -> int:
    """Measure, keep, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Count and measure.")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--again", action="store_true", help="measure a second time, beside what is kept")
    parser.add_argument("--tables", action="store_true", help="measure nothing")
    options = parser.parse_args()
    names = [] if options.tables or options.again else options.only or list(PARTS)
    here = machine()
    CLOCK.set(machine_now())  # what is measured in the real runtime knows no other time
    if len(names) > 1:
        for name in names:
            _measure_in_subprocess(name)
        save_results(here, {})
    elif names:
        # A second run was compared with the figures before, not with these.
        outdated: dict[str, Rows] = {"again": []} if names[0] in compare_runs.PARTS else {}
        save_results(here, {names[0]: _measured(names[0]), **outdated})
    if options.again:
        rows = compare_runs.compare_runs(read_results(), {name: _measured(name) for name in compare_runs.PARTS})
        save_results(read_results()["machine"], {"again": rows})
    process_loop().close()
    results = read_results()
    write_tables(results)
    if results.keys() >= scale.NEEDED:
        scale.write(results)
    print(tables(results))
    return 0


def _measure_in_subprocess(name: str) -> None:
    """Measure in a process of its own, as a function's is: what one part leaves in memory would slow the next."""
    subprocess.run([sys.executable, "-m", "bench", "--only", name], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ourselves


def _measured(name: str) -> Rows:
    print(f"{name} ...", end="", file=sys.stderr, flush=True)
    began = time.monotonic()
    with _silence():
        rows = PARTS[name]()
    print(f" {time.monotonic() - began:.0f} s", file=sys.stderr)
    return rows


@contextmanager
def _silence() -> Iterator[None]:
    """Send what the functions of this process print, a line of metrics for each answer, nowhere."""
    sys.stdout.flush()
    from_cdn, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(from_cdn, 1)
        os.close(from_cdn)
        os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
