"""Switches of port while replies are lost, the page goes away at any step, and ports are rejected."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.resilience.driver_actions import DRIVER_ID, LISTING, WRITE
from tests.resilience.stack import seeded
from tests.support.functions import START, Functions
from tests.support.simulator import SimulatorHandle
from tests.support.soak import SOAK

HOUR = timedelta(hours=1)
PORTS = (0, 2, 4, 6)
"""Those of the ports of a simulated site that have the same plug."""

SWITCHES = 200 if SOAK else 12

FAULTS: tuple[dict[str, Any], ...] = (
    {},
    {"kind": "reset"},
    {"kind": "reset", "when": "after"},
    {"kind": "status", "status": 500, "when": "after"},
    {"kind": "truncate"},
    {"kind": "malformed"},
)


class Switching:
    """A driver who switches the port of one booking, on a page that may go away after any step."""

    def __init__(self, functions: Functions, simulator: SimulatorHandle, site: dict[str, Any], number: int) -> None:
        self.functions, self.simulator = functions, simulator
        self.dice: Random = seeded(number)
        self.start = START + (number % 150) * HOUR
        self.first = site["evseIds"][0]
        self.times = {
            "locationId": site["locationId"],
            "startAt": self.start.isoformat(),
            "endAt": (self.start + HOUR).isoformat(),
        }
        order = self.times | {"evseId": self.first, "email": "driver@example.com"}
        self.old: str = functions.book(order).json["id"]
        self.known = [self.old]

    def held(self) -> list[int]:
        """Return the ports that the driver holds at that time."""
        return [
            booking["evseId"]
            for booking in self.simulator.live_bookings()
            if booking["userId"] == DRIVER_ID and datetime.fromisoformat(booking["startAt"]) == self.start
        ]

    def run(self) -> None:
        """Switch to up to three ports in turn, and read in between, until the page is gone."""
        steps = [self.switch_to(port) for port in self.dice.sample(PORTS[1:], 3)]
        for step in steps[: self.dice.randint(1, 3)]:
            self.trouble()
            step()
            assert self.held(), "the driver was told of a booking"
            if self.dice.random() < 0.3:
                return
            self.simulator.faults()
            if self.dice.random() < 0.5:
                self.simulator.decide()
            self.functions.read_booking(self.dice.choice(self.known))
            assert self.held(), "the driver was told of a booking"

    def switch_to(self, port: int) -> Any:
        """Return the step that requests one port, once or, like a driver who presses again, twice."""

        def step() -> None:
            for _ in range(self.dice.choice((1, 1, 2))):
                body = self.times | {"evseId": self.first + port, "replaces": self.old}
                answer = self.functions.book(body)
                assert answer.status in {201, 409, 502, 503}, answer.text
                if answer.status == 201 and answer.json["id"] not in self.known:
                    self.known.append(answer.json["id"])

        return step

    def trouble(self) -> None:
        """Lose a reply or not, decide at once or later, and reject the next port or not."""
        writing, listing = self.dice.choice(FAULTS), self.dice.choice((FAULTS[0], FAULTS[0], FAULTS[1]))
        self.simulator.faults(
            *({"operation": WRITE, "count": self.dice.randint(1, 2)} | writing for _ in (1,) if writing),
            *({"operation": LISTING, "count": 2} | listing for _ in (1,) if listing),
        )
        rejecting = {"rejectReason": "No", "rejectCount": 1, "rejectTypes": ["create"]}
        self.simulator.approval(
            self.dice.choice(("instant", "held")), **(rejecting if self.dice.random() < 0.4 else {})
        )

    def settle(self) -> None:
        """Let Ampeco decide everything, and somebody read one of the bookings an hour later."""
        self.simulator.faults()
        self.simulator.approval("instant")
        self.simulator.decide()
        self.functions.configure(MAX_BOOKINGS_PER_DRIVER="0")
        reader = self.dice.choice(self.known)
        answer = self.functions.read_booking(reader)
        assert answer.status == 200, answer.text


@pytest.mark.parametrize("part", range(4))
def test_after_any_switch_the_driver_has_exactly_one_booking(
    fast_functions: Functions, simulator: SimulatorHandle, part: int
) -> None:
    """Never two when everything is settled, and never none on the way."""
    site = simulator.add_site(ports=8)
    fast_functions.configure(MAX_BOOKINGS_PER_DRIVER="0")
    outcomes: list[int] = []

    for number in range(part, SWITCHES, 4):
        simulator.faults()
        simulator.approval("instant")
        switching = Switching(fast_functions, simulator, site, number)
        switching.run()
        switching.settle()
        assert len(switching.held()) == 1, f"switch {number}"
        outcomes += switching.held()
        fast_functions.cancel(switching.old)
        for reference in switching.known:
            fast_functions.cancel(reference)

    assert set(outcomes) - {site["evseIds"][0]}, "no switch succeeded"
