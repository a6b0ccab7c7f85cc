"""`make bench`: counts and measures, and writes the tables and pages of docs/.

python -m bench                       everything, about a quarter of an hour
python -m bench --only calls pages    some parts
python -m bench --again               the timed comparisons once more, and the difference between both runs
python -m bench --tables              no measuring: the tables of the saved results
"""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from bench import browser, cold_start, counts, load, messages, scale, sizes, tables, tenant, times, visits
from bench.results import Row, compare_runs, machine, measure, read_results, save_results

PARTS: dict[str, Callable[[], list[Row]]] = {
    "calls": counts.calls,
    "worst": counts.worst,
    "visits": visits.visits,
    "tenant": tenant.tenant,
    "messages": messages.messages,
    "overhead": times.overhead,
    "instances": cold_start.instances,
    "packages": sizes.packages,
    "pages": sizes.pages,
    "lighthouse": browser.lighthouse,
    "slow": browser.slow,
    "crowd": times.crowd,
    "references": times.references,
    "load": load.load,
}
COUNTED = ("calls", "worst", "visits", "tenant", "messages", "packages", "pages")
"""The parts that are the same in every run and on every machine."""
_WITH_ITS_MACHINE = ("load",)
"""The part whose rows have the state of the machine themselves."""
COMPARED = ("overhead", "instances", "crowd", "references")
"""The parts that compare times."""


def main() -> None:
    """Measure, save, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Count and measure.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[*PARTS], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--again", action="store_true", help="repeat the timed parts and compare both runs")
    parser.add_argument("--tables", action="store_true", help="measure nothing")
    options = parser.parse_args()
    if options.again:
        save_results({"again": compare_runs(read_results(), {name: measure(PARTS[name]) for name in COMPARED})})
    elif not options.tables:
        here = machine()
        for name in options.only:
            print(name, file=sys.stderr)
            parts: dict[str, Any] = {name: measure(PARTS[name])}
            if name not in COUNTED + _WITH_ITS_MACHINE:
                parts["machine"] = here
            if name in COMPARED:
                parts["again"] = []  # the second run was compared with the previous figures
            save_results(parts)
    results = read_results()
    tables.write(results)
    scale.write(results)
    print(tables.tables(results))


if __name__ == "__main__":
    main()
