"""When messages are sent: how long before the start, and how late at most."""

from datetime import timedelta
from typing import NamedTuple

MAX_EVENT_AGE = timedelta(hours=24)
"""An older event is not reported any more: the driver has seen it, or it no longer matters."""

PORT_CHECK_AHEAD = timedelta(hours=3)
"""A port that is out of order matters to bookings that start within this time."""

SWITCH_TIME = timedelta(minutes=5)
"""The booking that a new one replaces is canceled within less than this time."""


class MessagePolicy(NamedTuple):
    """The operator's settings for messages.

    reminder           how long before its start a booking is recalled
    own_bookings_only  whether bookings that were made elsewhere get no messages
    max_days_ahead     how far ahead bookings may start
    """

    reminder: timedelta = timedelta(hours=1)
    own_bookings_only: bool = False
    max_days_ahead: int = 30
