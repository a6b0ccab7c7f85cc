"""Functions of an operator with 5,000 sites and 20,000 ports, without a catalog snapshot and with one, by hand.

`python -m bench.snapshot` prints a line for the start of each new instance and for each of its responses, and how many
calls to Ampeco it made. Every call takes 250 ms.
"""

import os
import tempfile
from pathlib import Path

from bench.events import ADMIN, Event, environment, list_sites, read_site
from bench.functions import start_instance
from bench.host import grow, running_bucket
from local.gateway.template import read_template
from local.paths import PROJECT
from tests.support.clock import CLOCK, machine_now
from tests.support.lambda_calls import http_event
from tests.support.lambda_runtime import install_runtime, unpack
from tests.support.simulator import running_simulator

_FUNCTIONS = ("ListSites", "AdminListBookings", "RefreshCatalog", "ReadSite", "AdminListSites")
_BOOKINGS, _ADMIN_SITES = (http_event(f"GET /api/admin/{what}", headers=ADMIN) for what in ("bookings", "sites"))


def main() -> None:
    """Measure what reads the lists of Ampeco, what writes the snapshot, and what reads it."""
    CLOCK.set(machine_now())  # the real runtime has no other time
    template = read_template(PROJECT / "template.yaml")
    functions = {function.name: function for function in (*template.functions, *template.scheduled)}
    with (
        tempfile.TemporaryDirectory() as folder,
        running_simulator("huge", latency_ms=250) as simulator,
        running_bucket() as bucket,
    ):
        runtime = install_runtime(Path(folder) / "runtime")
        account = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        unpacked = {name: unpack(name, Path(folder) / name, runtime.platform) for name in _FUNCTIONS}
        grow(simulator, 0)

        def run(name: str, event: Event, turns: int = 2, *, snapshot: bool = True) -> None:
            handler, timeout = functions[name].handler, functions[name].timeout
            settings = environment(simulator) | (bucket | account if snapshot else {})
            simulator.clear_calls()
            states = start_instance(runtime, unpacked[name], handler, [event] * turns, settings, timeout=timeout)
            print(*(f"{name} {state}" for state in states), sep="\n")
            print(name, "calls:", sum(simulator.counts().values()), flush=True)

        run("ListSites", list_sites(), 9, snapshot=False)
        run("AdminListBookings", _BOOKINGS, snapshot=False)
        run("RefreshCatalog", {}, 4)
        run("RefreshCatalog", {}, 1)
        for _ in range(3):
            run("ListSites", list_sites())
            run("AdminListBookings", _BOOKINGS)
        run("ReadSite", read_site())
        run("AdminListSites", _ADMIN_SITES)
        simulator.delete("evses", 5001)
        run("RefreshCatalog", {})


if __name__ == "__main__":
    main()
