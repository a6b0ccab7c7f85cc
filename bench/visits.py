"""Calls to Ampeco of one visit, from the list of sites to the confirmed booking. Counted, so the same in every run."""

import json
from collections.abc import Callable
from typing import NamedTuple

from bench.bucket import running_bucket
from bench.counts import grow
from bench.function_host import Counted, FunctionHost, running_host
from bench.requests import Event, check_availability, create_booking, list_sites, read_booking, read_site
from bench.results import Row

_SITES = 200
_PORT = 5001


class Step(NamedTuple):
    """A step of the visit: how often it sends its request, and the limits of calls for each visit."""

    name: str
    requests: int
    cold: int
    warm: int
    snapshot: int


STEPS = (
    Step("list of sites", 1, cold=14, warm=0, snapshot=0),
    Step("site", 1, cold=5, warm=0, snapshot=0),
    Step("free times, twice", 2, cold=3, warm=2, snapshot=2),
    Step("booking", 1, cold=8, warm=8, snapshot=8),
    Step("status, three times while pending", 3, cold=5, warm=3, snapshot=3),
    Step("status, once confirmed", 1, cold=3, warm=3, snapshot=3),
)
"""The visit. `cold`: every function starts a new instance; `snapshot`: the same with a catalog snapshot."""


def visits() -> list[Row]:
    """Return the calls of each step, with new instances, with warm ones, and with new ones and a catalog snapshot."""
    with running_host() as host:
        grow(host.simulator, _SITES)
        with host.counting() as count:
            cold, warm = _visit(host, count), _visit(host, count)
    with running_bucket() as settings, running_host(**settings) as host:
        grow(host.simulator, _SITES)
        host.refresh_catalog()
        with host.counting() as count:
            snapshot = _visit(host, count)
    return [
        {
            "step": step.name,
            "requests": step.requests,
            "cold": {"calls": of_cold, "most": step.cold},
            "warm": {"calls": of_warm, "most": step.warm},
            "snapshot": {"calls": of_snapshot, "most": step.snapshot},
        }
        for step, of_cold, of_warm, of_snapshot in zip(STEPS, cold, warm, snapshot, strict=True)
    ]


def _visit(host: FunctionHost, count: Callable[..., Counted]) -> list[int]:
    """Return the calls of each step. Every route has an instance of its own."""

    def ask(*events: Event) -> int:
        counted = [count(event, instance=event["routeKey"]) for event in events]
        return sum(len(calls) for each in counted for calls in each.rounds)

    host.simulator.approval("held")
    found = [ask(list_sites()), ask(read_site()), ask(check_availability(), check_availability())]
    booking = create_booking(evseId=_PORT)
    made = count(booking, instance=booking["routeKey"])
    found.append(sum(map(len, made.rounds)))
    status = read_booking(json.loads(made.body)["id"])
    found.append(ask(status, status, status))
    host.simulator.decide()
    found.append(ask(status))
    return found
