"""Today at one site and at all of 200, by hand: `python -m bench.today`. Prints calls and seconds, asserts nothing.

Every call to Ampeco takes 150 ms. A new instance is cold at its first turn and warm at the others. With a catalog
snapshot and without one.
"""

import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from bench.bucket import running_bucket
from bench.requests import ADMIN
from bench.snapshot import SECONDS_OF_A_RUN, Instances
from tests.support.clock import CLOCK
from tests.support.lambda_calls import http_event
from tests.support.simulator import SimulatorHandle, running_simulator

LATENCY_SECONDS = 0.15
SITES = 200
TODAY = "functions.admin.read_today"


def _add_day(simulator: SimulatorHandle, noon: datetime) -> int:
    """Add 200 sites with four bookings each on the afternoon from `noon` on; return the last one."""
    site = 0
    for _ in range(SITES):
        added = simulator.add_site(ports=2)
        site = added["locationId"]
        for evse_id in added["evseIds"]:
            for hours in (0, 2):
                begin = noon + timedelta(hours=hours)
                simulator.book(evse_id=evse_id, start=begin, end=begin + timedelta(hours=1))
    return site


def main() -> None:
    """Measure and print."""
    with running_simulator("small") as simulator, running_bucket() as settings:
        noon = datetime.combine(CLOCK.now().date() + timedelta(days=1), clock_time(12), ZoneInfo("America/Detroit"))
        site = _add_day(simulator, noon)
        direct, snapshot = Instances(simulator), Instances(simulator, **settings)
        print(simulator.status(), time.strftime("%H:%M"))
        snapshot.run("refresh", "functions.scheduled.refresh_catalog", {}, seconds=SECONDS_OF_A_RUN)
        simulator.faults({"kind": "latency", "seconds": LATENCY_SECONDS})
        one = http_event(
            "GET /api/admin/today", query={"locationId": str(site), "date": str(noon.date())}, headers=ADMIN
        )
        every = http_event("GET /api/admin/today", query={"date": str(noon.date())}, headers=ADMIN)
        for name, instances in (("direct", direct), ("snapshot", snapshot)):
            for turns in (1, 4):
                instances.run(f"{name}, one site, {turns} turns", TODAY, one, turns=turns)
                instances.run(f"{name}, all sites, {turns} turns", TODAY, every, turns=turns)


if __name__ == "__main__":
    main()
