"""Which bookings a driver has ahead, for the mail with their links. Pure."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import Location
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.catalog.sites import Port
from shared.domain.messages.facts import Facts
from shared.domain.messages.history import histories
from shared.domain.messages.policy import MessagePolicy
from shared.domain.timeutil.intervals import Window


class UpcomingBooking(NamedTuple):
    """A booking that is not over.

    external_id  ours, for the signed link; None for a booking that was made elsewhere
    port         None if Ampeco does not tell it
    """

    external_id: str | None
    window: Window
    location: Location
    zone: ZoneInfo
    port: Port | None


def upcoming_bookings(facts: Facts, now: datetime, policy: MessagePolicy) -> tuple[UpcomingBooking, ...]:
    """Return the active bookings that have not ended at `now`, the next one first, each once.

    Left out: duplicates of an idempotency key, and with `own_bookings_only` those that were made elsewhere.
    """
    found = []
    for history in histories(facts):
        booking, external_id = history.booking, history.external_id
        place = facts.places.get(booking.location_id) if booking.location_id is not None else None
        if place is None or booking.status not in ACTIVE_STATUSES or booking.end_at <= now:
            continue
        if policy.own_bookings_only and external_id is None:
            continue
        port = facts.ports.get(history.evse_id) if history.evse_id is not None else None
        found.append((booking.id, UpcomingBooking(external_id, history.window, place.location, place.zone, port)))
    return tuple(one for _, one in sorted(found, key=lambda entry: (entry[1].window.start, entry[0])))
