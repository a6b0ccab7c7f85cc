"""Responses with nulls, missing fields and unknown values."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from shared.ampeco_client import (
    AccessMethod,
    Booking,
    CancelRequest,
    ChargePoint,
    Connector,
    CreateRequest,
    Evse,
    EvseAvailability,
    EvseCriteria,
    Location,
    LocationImage,
    PowerOptions,
    TimeSlot,
    Translation,
    UpdateRequest,
    User,
    UserStatus,
    WeekHours,
    WorkingHours,
)

Sample = Callable[[str], Any]


class TestAnswers:
    def test_records_are_immutable(self, sample: Sample) -> None:
        """Cached responses are shared between callers."""
        user = User.model_validate(sample("user")["data"])

        with pytest.raises(ValidationError):
            user.status = UserStatus.DISABLED  # type: ignore[misc] # that it is frozen is the point


REQUIRED: dict[type[BaseModel], dict[str, Any]] = {
    Location: {"id": 1},
    Translation: {},
    WorkingHours: {},
    WeekHours: {},
    LocationImage: {"original": "https://cdn.ampeco.test/1.jpg", "mimeType": "image/jpeg"},
    ChargePoint: {"id": 1},
    Evse: {"id": 1, "chargePointId": 2, "physicalReference": "A1", "currentType": "dc", "status": "enabled"},
    PowerOptions: {},
    Connector: {"id": 1, "type": "ccs1"},
    EvseAvailability: {"evseId": 1, "availableSlots": []},
    EvseCriteria: {},
    CreateRequest: {
        "id": 1,
        "type": "create",
        "status": "pending",
        "userId": 2,
        "locationId": 3,
        "startAt": "2026-11-23T14:00:00Z",
        "endAt": "2026-11-23T15:00:00Z",
    },
    UpdateRequest: {"id": 1, "type": "update", "status": "pending", "bookingId": 2},
    CancelRequest: {"id": 1, "type": "cancel", "status": "pending", "bookingId": 2},
    Booking: {
        "id": 1,
        "locationId": 2,
        "startAt": "2026-11-23T14:00:00Z",
        "endAt": "2026-11-23T15:00:00Z",
        "status": "accepted",
        "createdAt": "2026-11-23T14:00:00Z",
        "lastUpdatedAt": "2026-11-23T14:00:00Z",
    },
    User: {"id": "1"},
}


@pytest.mark.parametrize(("model", "required"), REQUIRED.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_null_is_the_same_as_absent(model: type[BaseModel], required: dict[str, Any]) -> None:
    """Where a field may be missing, null gives its default: an empty list, an empty text, False or None."""
    absent = model.model_validate(required)
    optional = {str(field.alias) for field in model.model_fields.values()} - set(required) - {"type"}

    assert absent == model.model_validate(required | dict.fromkeys(optional))
    assert None not in [getattr(absent, name) for name, field in model.model_fields.items() if field.default == ()]


UNKNOWN = [
    (Location, "parkingType", "parking_type"),
    (Location, "status", "status"),
    (ChargePoint, "type", "type"),
    (ChargePoint, "status", "status"),
    (ChargePoint, "networkStatus", "network_status"),
    (ChargePoint, "hardwareStatus", "hardware_status"),
    (Evse, "currentType", "current_type"),
    (Evse, "status", "status"),
    (Evse, "hardwareStatus", "hardware_status"),
    (Connector, "type", "type"),
    (Connector, "format", "format"),
    (Connector, "status", "status"),
    (EvseCriteria, "currentType", "current_type"),
    (EvseCriteria, "connectorType", "connector_type"),
    (CreateRequest, "status", "status"),
    (UpdateRequest, "status", "status"),
    (CancelRequest, "status", "status"),
    (Booking, "status", "status"),
    (User, "status", "status"),
]


@pytest.mark.parametrize(("model", "alias", "name"), UNKNOWN)
def test_an_unknown_enum_value_is_preserved(model: type[BaseModel], alias: str, name: str) -> None:
    """Ampeco may add values at any time: they are parsed as plain text, known ones as members."""
    record = model.model_validate(REQUIRED[model] | {alias: "brand-new"})

    assert getattr(record, name) == "brand-new"
    assert not isinstance(getattr(record, name), StrEnum)


def test_unknown_values_in_lists_are_preserved_beside_known_ones() -> None:
    """One new access method does not turn the others into plain text."""
    location = Location.model_validate({"id": 1, "accessMethods": ["OPEN", "DRONE"], "facilities": ["LIBRARY"]})

    assert [type(method) for method in location.access_methods] == [AccessMethod, str]
    assert location.facilities == ("LIBRARY",)


@pytest.mark.parametrize("naive", ["2026-11-23T14:00:00", "2026-11-23", "soon", "1795442400", 1795442400, 1.5, True])
def test_a_time_without_an_offset_is_rejected(naive: object) -> None:
    """Its instant is ambiguous."""
    with pytest.raises(ValidationError):
        TimeSlot.model_validate({"startAt": naive, "endAt": "2026-11-23T14:00:00Z"})
