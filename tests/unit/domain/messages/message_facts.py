"""Requests, bookings and ports as Ampeco reports them about one driver, for tests of messages."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.ampeco_client import Booking, ChargePoint, Evse, Location
from shared.ampeco_client.models import parse_booking_request
from shared.domain.catalog.sites import build_port
from shared.domain.messages.facts import Facts, Place
from shared.domain.messages.policy import MessagePolicy

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
START = NOW + 30 * HOUR
POLICY = MessagePolicy()
DETROIT = ZoneInfo("America/Detroit")
OURS = "web-00000000-0000-4000-8000-000000000001"


def request(number: int, kind: str, status: str = "approved", *, at: datetime = NOW - MINUTE, **more: Any) -> Any:
    """Return a request that was decided, or last changed, at `at`; times of a create as of the booking's."""
    record: dict[str, Any] = {"id": number, "type": kind, "status": status, "createdAt": at, "lastUpdatedAt": at}
    if kind == "create":
        record |= {"userId": 7, "locationId": 101, "startAt": START, "endAt": START + HOUR, "evseId": 5001}
        record |= {"externalId": OURS, "bookingId": 1 if status == "approved" else None}
    else:
        record |= {"bookingId": 1}
    return parse_booking_request(record | more)


def booking(number: int = 1, status: str = "accepted", *, start: datetime = START, **more: Any) -> Booking:
    record = {"id": number, "userId": 7, "locationId": 101, "startAt": start, "endAt": start + HOUR, "status": status}
    record |= {"createdAt": NOW - MINUTE, "lastUpdatedAt": NOW - MINUTE, "bookedEvses": [{"id": 5001}]}
    return Booking.model_validate(record | more)


def evse(number: int = 5001, **more: Any) -> Evse:
    record = {"id": number, "chargePointId": 9, "status": "enabled", "bookingEnabled": True, "label": f"P{number}"}
    return Evse.model_validate(record | {"hardwareStatus": "available"} | more)


def facts(*what: Any) -> Facts:
    """Return these requests, bookings and EVSEs as facts, with ports and site as they are on a good day."""
    point = ChargePoint.model_validate({"id": 9, "locationId": 101, "name": "Row 1", "status": "enabled"})
    evses = {one.id: one for one in (evse(5001), evse(5002), *(one for one in what if isinstance(one, Evse)))}
    return Facts(
        tuple(one for one in what if not isinstance(one, Booking | Evse)),
        tuple(one for one in what if isinstance(one, Booking)),
        {number: build_port(one, point) for number, one in evses.items()},
        {101: Place(Location(id=101), DETROIT)},
    )
