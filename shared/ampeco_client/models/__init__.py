"""Ampeco's records, one module per resource, each loaded on first access.

A function that reads no users does not pay for their classes in its cold start.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .availability import EvseAvailability, TimeSlot
    from .booking import Booking, BookingFilters, BookingStatus
    from .booking_request import (
        BookingRequest,
        BookingRequestFilters,
        BookingRequestStatus,
        CancelBooking,
        CancelRequest,
        CreateBooking,
        CreateRequest,
        EvseCriteria,
        OtherRequest,
        UpdateBooking,
        UpdateRequest,
    )
    from .booking_request import parse_booking_request as parse_booking_request
    from .charge_point import (
        ChargePoint,
        ChargePointFilters,
        ChargePointHardwareStatus,
        ChargePointInclude,
        ChargePointStatus,
        ChargePointType,
        NetworkStatus,
        SecurityProfileStatus,
    )
    from .evse import (
        ChargePointEvseInclude,
        Connector,
        ConnectorFormat,
        ConnectorStatus,
        ConnectorType,
        CurrentType,
        Evse,
        EvseFilters,
        EvseInclude,
        EvseStatus,
        HardwareStatus,
        PowerOptions,
    )
    from .location import (
        AccessMethod,
        Facility,
        Geoposition,
        HoursInterval,
        Location,
        LocationFilters,
        LocationImage,
        LocationInclude,
        LocationStatus,
        ParkingType,
        Translation,
        WeekHours,
        WorkingHours,
    )
    from .user import User, UserFilters, UserStatus

_MODULES = {
    "availability": ("EvseAvailability", "TimeSlot"),
    "booking": ("Booking", "BookingFilters", "BookingStatus"),
    "booking_request": (
        "BookingRequest",
        "BookingRequestFilters",
        "BookingRequestStatus",
        "CancelBooking",
        "CancelRequest",
        "CreateBooking",
        "CreateRequest",
        "EvseCriteria",
        "OtherRequest",
        "UpdateBooking",
        "UpdateRequest",
        "parse_booking_request",
    ),
    "charge_point": (
        "ChargePoint",
        "ChargePointFilters",
        "ChargePointHardwareStatus",
        "ChargePointInclude",
        "ChargePointStatus",
        "ChargePointType",
        "NetworkStatus",
        "SecurityProfileStatus",
    ),
    "evse": (
        "ChargePointEvseInclude",
        "Connector",
        "ConnectorFormat",
        "ConnectorStatus",
        "ConnectorType",
        "CurrentType",
        "Evse",
        "EvseFilters",
        "EvseInclude",
        "EvseStatus",
        "HardwareStatus",
        "PowerOptions",
    ),
    "location": (
        "AccessMethod",
        "Facility",
        "Geoposition",
        "HoursInterval",
        "Location",
        "LocationFilters",
        "LocationImage",
        "LocationInclude",
        "LocationStatus",
        "ParkingType",
        "Translation",
        "WeekHours",
        "WorkingHours",
    ),
    "user": ("User", "UserFilters", "UserStatus"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "AccessMethod",
    "Booking",
    "BookingFilters",
    "BookingRequest",
    "BookingRequestFilters",
    "BookingRequestStatus",
    "BookingStatus",
    "CancelBooking",
    "CancelRequest",
    "ChargePoint",
    "ChargePointEvseInclude",
    "ChargePointFilters",
    "ChargePointHardwareStatus",
    "ChargePointInclude",
    "ChargePointStatus",
    "ChargePointType",
    "Connector",
    "ConnectorFormat",
    "ConnectorStatus",
    "ConnectorType",
    "CreateBooking",
    "CreateRequest",
    "CurrentType",
    "Evse",
    "EvseAvailability",
    "EvseCriteria",
    "EvseFilters",
    "EvseInclude",
    "EvseStatus",
    "Facility",
    "Geoposition",
    "HardwareStatus",
    "HoursInterval",
    "Location",
    "LocationFilters",
    "LocationImage",
    "LocationInclude",
    "LocationStatus",
    "NetworkStatus",
    "OtherRequest",
    "ParkingType",
    "PowerOptions",
    "SecurityProfileStatus",
    "TimeSlot",
    "Translation",
    "UpdateBooking",
    "UpdateRequest",
    "User",
    "UserFilters",
    "UserStatus",
    "WeekHours",
    "WorkingHours",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any type (PEP 562)
    """Load the record's module and return the record."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    record = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
    globals()[name] = record  # later accesses find it directly
    return record
