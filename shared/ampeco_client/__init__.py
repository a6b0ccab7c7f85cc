"""A typed, asynchronous client of Ampeco's Public API: locations, EVSEs, bookings and users.

    async with AmpecoClient(base_url="https://tenant/public-api", token=lambda: SecretStr("...")) as ampeco:
        with deadline(seconds=18):
            async for location in ampeco.list_locations():
                ...

What can go wrong is drawn in `errors.py`. The one place that goes beyond the wire is `deadline`.
"""

from ._client import AmpecoClient
from ._deadline import deadline, time_left
from ._paging import Page, Paged
from ._rate_limit import RateLimit
from .errors import (
    AmpecoError,
    ApiError,
    CircuitOpen,
    NotFound,
    RateLimited,
    Rejected,
    ServerError,
    Timeout,
    TransportError,
    Unauthorized,
    UnexpectedResponse,
)
from .models.availability import EvseAvailability, TimeSlot
from .models.booking import Booking, BookingFilters, BookingStatus
from .models.booking_request import (
    BookingRequest,
    BookingRequestFilters,
    BookingRequestStatus,
    CancelBooking,
    CancelRequest,
    CreateBooking,
    CreateRequest,
    EvseCriteria,
    UpdateBooking,
    UpdateRequest,
)
from .models.charge_point import (
    ChargePoint,
    ChargePointFilters,
    ChargePointHardwareStatus,
    ChargePointInclude,
    ChargePointStatus,
    ChargePointType,
    NetworkStatus,
    SecurityProfileStatus,
)
from .models.evse import (
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
from .models.location import (
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
from .models.user import User, UserFilters, UserStatus

__all__ = [
    "AccessMethod",
    "AmpecoClient",
    "AmpecoError",
    "ApiError",
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
    "CircuitOpen",
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
    "NotFound",
    "Page",
    "Paged",
    "ParkingType",
    "PowerOptions",
    "RateLimit",
    "RateLimited",
    "Rejected",
    "SecurityProfileStatus",
    "ServerError",
    "TimeSlot",
    "Timeout",
    "Translation",
    "TransportError",
    "Unauthorized",
    "UnexpectedResponse",
    "UpdateBooking",
    "UpdateRequest",
    "User",
    "UserFilters",
    "UserStatus",
    "WeekHours",
    "WorkingHours",
    "deadline",
    "time_left",
]
