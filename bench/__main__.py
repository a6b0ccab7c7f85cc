"""`make bench`: counts and measures, and writes the tables and pages of docs/.

python -m bench                       everything, about eight minutes
python -m bench --only calls pages    some parts
python -m bench --again               the timed comparisons once more, and the difference between both runs
python -m bench --tables              no measuring: the tables of the saved results
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import browser, cold_start, counts, scale, sizes, tables, times
from bench.results import COUNTED, TIMED, Row, compare_runs, machine, read_results, save_results
from shared.http_api.runtime.handler import process_loop
from tests.support.clock import CLOCK, machine_now

PARTS: dict[str, Callable[[], list[Row]]] = {
    "calls": counts.calls,
    "worst": counts.worst,
    "overhead": times.overhead,
    "instances": cold_start.instances,
    "packages": sizes.packages,
    "pages": sizes.pages,
    "lighthouse": browser.lighthouse,
    "slow": browser.slow,
    "crowd": times.crowd,
    "references": times.references,
}


def main() -> None:
    """Measure, save, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Count and measure.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[*PARTS], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--again", action="store_true", help="repeat the timed parts and compare both runs")
    parser.add_argument("--tables", action="store_true", help="measure nothing")
    parser.add_argument("--into", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.into:
        CLOCK.set(machine_now())  # the real runtime has no other time
        options.into.write_text(json.dumps(PARTS[options.only[0]]()), encoding="utf-8")
        process_loop().close()
        return
    if options.again:
        second = {name: _measure(name) for name in TIMED}
        save_results({"again": compare_runs(read_results(), second)})
    elif not options.tables:
        here = machine()
        for name in options.only:
            # Counts and sizes do not depend on the machine; the second run was compared with the previous figures.
            measured_on = {} if name in COUNTED else {"machine": here}
            outdated: dict[str, list[Row]] = {"again": []} if name in TIMED else {}
            save_results({name: _measure(name), **measured_on, **outdated})
    results = read_results()
    tables.write(results)
    if results.keys() >= scale.NEEDED:
        scale.write(results)
    print(tables.tables(results))


def _measure(name: str) -> list[Row]:
    """Return the rows of a part, measured in its own process: the memory of one part would slow down the next."""
    print(f"{name} ...", end="", file=sys.stderr, flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "rows.json"
        command = (sys.executable, "-m", "bench", "--only", name, "--into", str(into))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # the metrics of the functions
        rows: list[Row] = json.loads(into.read_text(encoding="utf-8"))
    print(f" {time.monotonic() - began:.0f} s", file=sys.stderr)
    return rows


if __name__ == "__main__":
    main()
