"""Ampeco's records of bookings and of requests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.ampeco_client import Booking

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
START = NOW + timedelta(days=1)
"""When each booking begins that says nothing else; it lasts an hour."""


def record(booking_id: int, **fields: Any) -> dict[str, Any]:
    """Return a booking as Ampeco lists it."""
    return {
        "id": booking_id,
        "userId": 1001,
        "locationId": 101,
        "startAt": START.isoformat(),
        "endAt": (START + timedelta(hours=1)).isoformat(),
        "status": "accepted",
        "createdAt": (NOW + timedelta(seconds=booking_id)).isoformat(),
        "lastUpdatedAt": (NOW + timedelta(seconds=booking_id)).isoformat(),
    } | fields


def booking(booking_id: int, **fields: Any) -> Booking:
    """Return the same record, parsed."""
    return Booking.model_validate(record(booking_id, **fields))


def creation(request_id: int, **fields: Any) -> dict[str, Any]:
    """Return a create request, approved unless `fields` override it."""
    window = {name: record(1)[name] for name in ("startAt", "endAt")}
    requested = {"id": request_id, "type": "create", "status": "approved", "userId": 1001, "locationId": 101}
    return requested | window | fields


def change(request_id: int, booking_id: int, kind: str = "cancel", **fields: Any) -> dict[str, Any]:
    """Return a change request, which has neither site nor driver."""
    return {"id": request_id, "type": kind, "status": "pending", "bookingId": booking_id} | fields


def location(site_id: int, name: str, **fields: Any) -> dict[str, Any]:
    """Return a location with this English name, in Detroit's zone."""
    names = [{"locale": "de", "translation": "Ort"}, {"locale": "en", "translation": name}]
    return {"id": site_id, "name": names, "timezone": "America/Detroit"} | fields


def evse(evse_id: int, label: str, **fields: Any) -> dict[str, Any]:
    """Return a bookable EVSE of charge point 10."""
    stands = {"id": evse_id, "chargePointId": 10, "physicalReference": f"P{evse_id}", "label": label}
    return stands | {"currentType": "dc", "status": "enabled", "bookingEnabled": True} | fields


def user(user_id: int, **fields: Any) -> dict[str, Any]:
    """Return a driver whose email contains the same number."""
    return {"id": str(user_id), "email": f"driver-{user_id}@example.com", "status": "enabled"} | fields
