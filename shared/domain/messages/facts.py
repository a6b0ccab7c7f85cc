"""Facts that decide which messages are due: what Ampeco reports now about drivers' bookings."""

from collections.abc import Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import Booking, BookingRequest, Location
from shared.domain.catalog.sites import Port


class Place(NamedTuple):
    """A location, and its time zone."""

    location: Location
    zone: ZoneInfo


class Facts(NamedTuple):
    """Requests and bookings of drivers, and what they refer to. The order of the lists does not matter.

    requests  all that concern the bookings: those of a driver since the booking was made
    bookings  the driver's that are not over, with the EVSEs of the ones to report
    ports     by EVSE id, with their status now
    places    by location id
    """

    requests: tuple[BookingRequest, ...]
    bookings: tuple[Booking, ...]
    ports: Mapping[int, Port]
    places: Mapping[int, Place]
