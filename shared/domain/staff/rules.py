"""What binds staff: of the house rules for drivers hardly anything."""

from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.availability import LONGEST_QUESTION
from shared.domain.errors import InvalidRequest
from shared.domain.rules import check_forward
from shared.domain.windows import Window

_NO_HORIZON = timedelta(days=10 * 366)


class StaffRules(NamedTuple):
    """A booking starts in the future and lasts 7 days at most, as long as Ampeco can be asked about: no other rule."""

    allow_overlapping_bookings: bool = False
    max_bookings_per_driver: int = 0

    def bookable(self, now: datetime) -> Window:
        """Return all that lies ahead."""
        return Window(now, now + _NO_HORIZON)

    def check_length(self, wanted: Window) -> None:
        """Return when `wanted` is neither backwards nor longer than 7 days.

        Raises InvalidRequest.
        """
        check_forward(wanted)
        if wanted.duration > LONGEST_QUESTION:
            raise InvalidRequest("endAt", "A booking lasts at most 7 days.")

    def check(self, wanted: Window, now: datetime) -> None:
        """Return when `wanted` may be booked, as of `now`.

        Raises InvalidRequest.
        """
        self.check_length(wanted)
        if wanted.start <= now:
            raise InvalidRequest("startAt", "The start must lie ahead.")
