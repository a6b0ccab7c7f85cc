"""`make bench`: what each route asks of Ampeco, and what it costs on top, as a table."""

import logging
import sys
from io import StringIO

from bench import calls, references
from bench.house import House
from shared.http_api.handler import process_loop
from tests.support.simulator import running_simulator


def main() -> None:
    """Measure and print."""
    logging.disable(logging.CRITICAL)
    with running_simulator("large", latency_ms=calls.LATENCY_MS, approval_seconds=0) as simulator:
        simulator.approval("instant")
        house = House(simulator)
        print(f"Large profile: {simulator.status()['locations']} locations; {calls.LATENCY_MS} ms per upstream call.\n")
        print("| route | cold calls | cold rounds | warm calls | warm rounds | warm ms | on top, ms |")
        print("|---|---|---|---|---|---|---|")
        for row in calls.measure(house):
            print(
                f"| {row.route} | {row.cold_calls} | {row.cold_rounds} | {row.warm_calls} | {row.warm_rounds} "
                f"| {row.warm_ms:.1f} | {row.ours_ms:.1f} |"
            )
        print("\n| bad reference | median ms to its 404 |\n|---|---|")
        sys.stdout.flush()
        output, sys.stdout = sys.stdout, StringIO()  # a metric line for each refusal is not what is measured
        refusals = references.measure(house)
        sys.stdout = output
        for kind, milliseconds in refusals.items():
            print(f"| {kind} | {milliseconds:.3f} |")
        house.close()
    process_loop().close()


if __name__ == "__main__":
    main()
