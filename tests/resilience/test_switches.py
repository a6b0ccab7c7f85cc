"""Switches of port, by drivers and by staff, while replies are lost, the page goes away, and ports are rejected."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.resilience.driver_actions import DRIVER_ID, LISTING, WRITE
from tests.resilience.stack import seeded
from tests.support.admin_functions import AdminFunctions
from tests.support.functions import START, Functions
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle
from tests.support.soak import SOAK

HOUR = timedelta(hours=1)
PORTS = (0, 2, 4, 6)
"""Those of the ports of a simulated site that have the same plug."""

SWITCHES = 200 if SOAK else 8

FAULTS: tuple[dict[str, Any], ...] = (
    {},
    {"kind": "reset"},
    {"kind": "reset", "when": "after"},
    {"kind": "status", "status": 500, "when": "after"},
    {"kind": "truncate"},
    {"kind": "malformed"},
)


def inject_faults(simulator: SimulatorHandle, dice: Random) -> None:
    """Lose a reply or not, decide at once or later, and reject the next port or not."""
    writing, listing = dice.choice(FAULTS), dice.choice((FAULTS[0], FAULTS[0], FAULTS[1]))
    simulator.faults(
        *({"operation": WRITE, "count": dice.randint(1, 2)} | writing for _ in (1,) if writing),
        *({"operation": LISTING, "count": 2} | listing for _ in (1,) if listing),
    )
    rejecting = {"rejectReason": "No", "rejectCount": 1, "rejectTypes": ["create"]}
    simulator.approval(dice.choice(("instant", "held")), **(rejecting if dice.random() < 0.4 else {}))


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
            inject_faults(self.simulator, self.dice)
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


USERS = (1001, 1005, 1006)
EMPTYINGS = 60 if SOAK else 2


@pytest.fixture
def admin(simulator: SimulatorHandle) -> Iterator[AdminFunctions]:
    running = AdminFunctions(simulator)
    yield running
    running.stop()


class Emptying:
    """Staff who move every booking off a port, on a page that may go away after any request."""

    def __init__(self, admin: AdminFunctions, simulator: SimulatorHandle, number: int) -> None:
        self.admin, self.simulator = admin, simulator
        self.dice: Random = seeded(number)
        site = simulator.add_site(ports=8)
        self.site = site["locationId"]
        self.ports = site["evseIds"]
        self.port = self.ports[0]
        self.starts = [START + hour * HOUR for hour in range(6)]
        self.bookings = [self.book(start, user) for start, user in zip(self.starts, USERS * 2, strict=True)]

    def book(self, start: datetime, user: int) -> int:
        """Book as staff do, or elsewhere."""
        if self.dice.random() < 0.5:
            made: int = self.simulator.book(evse_id=self.port, start=start, end=start + HOUR, user_id=user)["id"]
            return made
        times = {"startAt": start.isoformat(), "endAt": (start + HOUR).isoformat()}
        booked: int = self.admin.create({"locationId": self.site, "evseId": self.port, "userId": user, **times}).json[
            "bookingId"
        ]
        return booked

    def held(self) -> list[list[int]]:
        """Return the ports that are held at each of the times."""
        here = [one for one in self.simulator.live_bookings() if one["evseId"] in self.ports]
        return [
            [one["evseId"] for one in here if datetime.fromisoformat(one["startAt"]) == start] for start in self.starts
        ]

    def run(self) -> None:
        """Move one booking after the other, again after a lost reply, and go away at some point."""
        for booking in self.bookings:
            inject_faults(self.simulator, self.dice)
            answers = [self.switch(booking) for _ in range(self.dice.choice((1, 1, 2)))]
            self.simulator.faults()
            if self.dice.random() < 0.2:
                return
            if self.dice.random() < 0.5:
                self.simulator.decide()
                assert all(self.held()), "a driver lost the booking"
            if answers[-1].status == 202 and self.dice.random() < 0.5:
                assert self.admin.request(answers[-1].json["requestId"]).status == 200
                assert all(self.held()), "a driver lost the booking"

    def switch(self, booking: int) -> LambdaResponse:
        """Move one booking, or fail."""
        answer = self.admin.switch_booking(booking, self.port)
        assert answer.status in {202, 409, 502, 503}, answer.text
        assert all(self.held()), "a driver lost the booking"
        return answer

    def settle(self) -> None:
        """Let Ampeco decide everything, and staff open the port again and move what is still on it."""
        self.simulator.faults()
        self.simulator.approval("instant")
        self.simulator.decide()
        assert all(self.held()), "a driver lost the booking"
        for booking in self.admin.port(self.site, self.port).json["bookings"]:
            answer = self.admin.switch_booking(booking["id"], self.port)
            assert (answer.status, answer.json["status"]) == (202, "approved"), answer.text


@pytest.mark.parametrize("number", range(EMPTYINGS))
def test_an_emptied_port_leaves_each_driver_exactly_one_booking(
    admin: AdminFunctions, simulator: SimulatorHandle, number: int
) -> None:
    """On another port, whoever made the booking, and whatever was lost; never none on the way."""
    admin.configure(ALLOW_OVERLAPPING_BOOKINGS="true", MAX_BOOKINGS_PER_DRIVER="0")
    simulator.approval("instant")
    emptying = Emptying(admin, simulator, number)

    emptying.run()
    emptying.settle()

    held = emptying.held()
    assert [len(ports) for ports in held] == [1] * len(held), held
    assert emptying.port not in {port for ports in held for port in ports}
