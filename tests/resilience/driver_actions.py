"""Driver actions in one common form: book, cancel, reschedule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.support.functions import START, Functions
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
MOVED = START + 2 * HOUR
ORDER: dict[str, Any] = {
    "locationId": 101,
    "evseId": 5001,
    "startAt": START.isoformat(),
    "endAt": (START + HOUR).isoformat(),
    "email": "driver@example.com",
}
NEW_TIMES = {"startAt": MOVED.isoformat(), "endAt": (MOVED + HOUR).isoformat()}
DRIVER_ID = 1001

WRITE = "bookingRequestCreate"
LISTING = "bookingRequestsListing"


@dataclass(frozen=True)
class DriverAction:
    """An act, and the starts of the driver's live bookings before and after it.

    `send` takes the reference of the booking made before, and a key; `looks` are the lists of requests it reads first.
    """

    send: Callable[[Functions, str, str], LambdaResponse]
    success: int
    before: list[datetime]
    result: list[datetime]
    looks: int

    def prepare(self, functions: Functions, simulator: SimulatorHandle) -> str:
        """Make the booking that is to be changed, if one is; return its reference."""
        reference: str = functions.book(ORDER).json["id"] if self.before else ""
        simulator.clear_calls()
        return reference


ACTIONS = {
    "book": DriverAction(lambda functions, _, key: functions.book(ORDER, key=key), 201, [], [START], 2),
    "cancel": DriverAction(lambda functions, reference, key: functions.cancel(reference, key=key), 202, [START], [], 2),
    "move": DriverAction(
        lambda functions, reference, key: functions.move(reference, NEW_TIMES, key=key), 202, [START], [MOVED], 3
    ),
}


def held(simulator: SimulatorHandle) -> list[datetime]:
    """Return the starts of the driver's active bookings at Ampeco."""
    mine = [booking for booking in simulator.live_bookings() if booking["userId"] == DRIVER_ID]
    return sorted(datetime.fromisoformat(booking["startAt"]) for booking in mine)


def writes(simulator: SimulatorHandle) -> int:
    """Return how often the request was submitted."""
    return len(simulator.calls(WRITE))
