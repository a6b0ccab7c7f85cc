"""The function that sends messages: calls to Ampeco and mails of one run, by the number of bookings a day."""

from datetime import timedelta
from statistics import fmean
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from bench.results import Row
from bench.scale import PEAK_HOUR, WORST_MINUTE
from tests.support.functions import NOW, Functions
from tests.support.message_runs import MessageRuns, running_aws
from tests.support.moto_server import running_moto
from tests.support.simulator import running_simulator

_PORTS = {25: [2], 10_000: [20] * 50}
"""Of each site, by the number of bookings a day: about ten for each port."""
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_USERS = range(1005, 1155)  # so that no driver has more than a page of bookings


def messages() -> list[Row]:
    """Return the calls and mails of ten average runs and of the busiest one, for each number of bookings a day.

    The bookings of two days exist; those of the minute are made before each run.
    """
    with running_moto() as server:
        return [_row(per_day, server) for per_day in _PORTS]


def _row(per_day: int, server: ThreadedMotoServer) -> Row:
    with (
        running_simulator("large", approval_seconds=0, now=NOW) as simulator,
        pytest.MonkeyPatch.context() as patch,
        running_aws(patch, server),
    ):
        simulator.approval("instant")
        runs = MessageRuns(Functions(simulator), patch)
        now = runs.now
        days = {"start": now - _DAY / 2, "end": now + 2 * _DAY}
        runs.set_clock(now - 2 * _DAY)
        for ports in _PORTS[per_day]:
            site = simulator.add_site(ports=ports)["locationId"]
            simulator.fill(site, **days, per_port=20, userIds=[*_USERS], unrequestedShare=0)
        runs.set_clock(now)
        arrivals = simulator.add_site(ports=100)
        runs.forget_the_past()
        for _ in range(6):
            runs.after(_MINUTE)  # the ports of bookings within three hours are known after five minutes
        busiest = max(1, round(per_day * PEAK_HOUR / 60 * WORST_MINUTE))
        average = [_run(runs, arrivals, day, round(per_day / 1440)) for day in range(10)]
        worst = _run(runs, arrivals, 10, busiest)
        return {
            "per_day": per_day,
            "average": {name: round(fmean(one[name] for one in average), 1) for name in ("calls", "mails")},
            "most_calls": max(one["calls"] for one in average),
            "busiest": {"bookings": busiest, **worst},
        }


def _run(runs: MessageRuns, site: dict[str, Any], day: int, bookings: int) -> Row:
    """Create this number of bookings for a later day within a minute, and run the function."""
    start = runs.now + (day + 3) * _DAY
    times = {"startAt": start.isoformat(), "endAt": (start + _DAY / 24).isoformat()}
    for number, evse_id in enumerate(site["evseIds"][:bookings]):
        order = {"locationId": site["locationId"], "evseId": evse_id, **times}
        runs.simulator.submit(order, external_id=f"web-bench-{day}-{number}", user_id=_USERS[number])
    runs.set_clock(runs.now + _MINUTE)
    runs.simulator.clear_calls()
    outcome = runs.run(remaining_seconds=600)  # so that a count is right on a busy machine too
    if outcome["failed"]:
        raise RuntimeError(f"{outcome['failed']} mails failed")
    return {"calls": sum(runs.simulator.counts().values()), "mails": outcome["sent"]}
