"""How long a refusal takes: a bad reference must not tell by its time how bad it is."""

import time
from statistics import median

from bench.house import House

_TRIES = 2000


def measure(house: House) -> dict[str, float]:
    """Return the median milliseconds of the 404 for each kind of bad reference."""
    good = house.placed()
    external_id, _, signature = good.rpartition(".")
    bad = {
        "guessed": f"{external_id}.{signature[::-1]}",
        "cut": good[:-1],
        "altered": f"{external_id[:-1]}x.{signature}",
        "foreign": f"web-00000000-0000-4000-8000-000000000000.{signature}",
        "a number": "77",
    }
    times: dict[str, list[float]] = {kind: [] for kind in bad}
    # In turn, so that whatever else the machine does falls on all of them alike.
    for _ in range(_TRIES):
        for kind, reference in bad.items():
            began = time.perf_counter()
            house.read_booking(reference)
            times[kind].append((time.perf_counter() - began) * 1000)
    return {kind: median(each) for kind, each in times.items()}
