"""Today at one site and at all of 200, by hand: `python -m bench.today`. Prints calls and seconds, asserts nothing.

Every call to Ampeco takes 150 ms. A new instance is cold at its first turn and warm at the others. With a catalog
snapshot and without one. Of the bookings a tenth has no request, and a quarter of the requests names no port.
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


def _add_day(simulator: SimulatorHandle, day: datetime) -> int:
    """Add 200 sites with four bookings each between 6:00 and 22:00; return the last one."""
    site = 0
    for number in range(SITES):
        site = simulator.add_site(ports=2)["locationId"]
        simulator.fill(site, start=day, end=day + timedelta(days=1), per_port=2, seed=number)
    return site


def main() -> None:
    """Measure and print."""
    with running_simulator("small") as simulator, running_bucket() as settings:
        day = datetime.combine(CLOCK.now().date() + timedelta(days=1), clock_time(), ZoneInfo("America/Detroit"))
        site = _add_day(simulator, day)
        direct, snapshot = Instances(simulator), Instances(simulator, **settings)
        print(simulator.status(), time.strftime("%H:%M"))
        snapshot.run("refresh", "functions.scheduled.refresh_catalog", {}, seconds=SECONDS_OF_A_RUN)
        simulator.faults({"kind": "latency", "seconds": LATENCY_SECONDS})
        one = http_event(
            "GET /api/admin/today", query={"locationId": str(site), "date": str(day.date())}, headers=ADMIN
        )
        every = http_event("GET /api/admin/today", query={"date": str(day.date())}, headers=ADMIN)
        for name, instances in (("direct", direct), ("snapshot", snapshot)):
            for turns in (1, 6):
                instances.run(f"{name}, one site, {turns} turns", TODAY, one, turns=turns)
                instances.run(f"{name}, all sites, {turns} turns", TODAY, every, turns=turns)


if __name__ == "__main__":
    main()
