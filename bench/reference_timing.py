"""How long a refusal takes: a bad reference must not tell by its time how bad it is."""

from typing import Any

from bench.function_host import FunctionHost, handler_of
from bench.routes import read_booking
from bench.spread import spread, timed
from tests.support.lambda_calls import LambdaContext
from tests.support.simulator import running_simulator

_TRIES = 1000


def measure() -> list[dict[str, Any]]:
    """Return the milliseconds of the 404 for each kind of bad reference."""
    with running_simulator() as simulator:
        simulator.approval("instant")
        host = FunctionHost(simulator)
        rows = _refusals(host.create_booking())
        host.close()
    return rows


def _refusals(good: str) -> list[dict[str, Any]]:
    external_id, _, signature = good.rpartition(".")
    bad = {
        "guessed": f"{external_id}.{signature[::-1]}",
        "cut": good[:-1],
        "altered": f"{external_id[:-1]}x.{signature}",
        "foreign": f"web-00000000-0000-4000-8000-000000000000.{signature}",
        "a number": "77",
    }
    answers = handler_of("ReadBooking")
    times: dict[str, list[float]] = {kind: [] for kind in bad}
    # In turn, so that whatever else the machine does falls on all of them alike.
    for _ in range(_TRIES):
        for kind, reference in bad.items():
            event, context = read_booking(reference), LambdaContext()
            milliseconds, _ = timed(lambda event=event, context=context: answers(event, context))  # type: ignore[misc] # a loop's own values
            times[kind].append(milliseconds)
    return [{"reference": kind, "milliseconds": spread(each, 3)} for kind, each in times.items()]
