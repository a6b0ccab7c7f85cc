"""`make bench`: counts and measures, and writes the tables and pages of docs/.

python -m bench                       everything, about a quarter of an hour
python -m bench --only calls pages    some parts
python -m bench --tables              no measuring: the tables of the saved results
"""

import argparse
import sys
from collections.abc import Callable

from bench import counts, functions, load, messages, pages, tables
from bench.results import Row, machine, measure, read_results, save_results

PARTS: dict[str, Callable[[], list[Row]]] = {
    part.__name__: part
    for part in (
        *(counts.calls, counts.worst, counts.visits, counts.tenant, messages.messages, load.load),
        *(functions.overhead, functions.instances, functions.packages),
        *(pages.pages, pages.lighthouse, pages.slow),
    )
}
TIMED = ("overhead", "instances", "lighthouse", "slow")
"""Parts that depend on the machine; the rows of `load` have its state themselves. All others are counted."""


def main() -> None:
    """Measure, save, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Count and measure.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[*PARTS], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--tables", action="store_true", help="measure nothing")
    options = parser.parse_args()
    here = machine()
    for name in () if options.tables else options.only:
        print(name, file=sys.stderr)
        save_results({name: measure(PARTS[name])} | ({"machine": here} if name in TIMED else {}))
    tables.write(read_results())


if __name__ == "__main__":
    main()
