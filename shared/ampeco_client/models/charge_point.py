"""Charge points: the machines, each with one or more EVSEs. `/resources/charge-points/v2.0`."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

from ._wire import Instant, Key, NullableText, OpenEnum, ResponseModel

ChargePointInclude = Literal[
    "lastBootNotification",
    "chargingProfile",
    "smartCharging",
    "smartChargingPreferences",
    "personalSmartChargingPreferences",
    "availablePersonalSmartChargingModes",
]
"""What `include[]` can add to a charge point; none of it has a field here."""


class ChargePointType(StrEnum):
    """Who a charge point is for."""

    PUBLIC = "public"
    """Shown to everybody."""
    PRIVATE = "private"
    """For a company and its people."""
    PERSONAL = "personal"
    """For its one owner."""


class ChargePointStatus(StrEnum):
    """What the operator decided about a charge point."""

    ENABLED = "enabled"
    """In use."""
    DISABLED = "disabled"
    """Taken out of use, not shown."""
    OUT_OF_ORDER = "out of order"
    """Shown, but no session can start."""
    DEMO = "demo"
    """Simulated, for trying things out."""


class NetworkStatus(StrEnum):
    """Whether a charge point is connected to the platform."""

    NEVER_CONNECTED = "never_connected"
    """It has not connected yet."""
    AVAILABLE = "available"
    """Connected."""
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    """Lost a short while ago."""
    LONG_TERM_UNAVAILABLE = "long-term_unavailable"
    """Lost for so long that it is not expected back soon."""


class ChargePointHardwareStatus(StrEnum):
    """What the machine says about itself."""

    AVAILABLE = "available"
    """It works."""
    UNAVAILABLE = "unavailable"
    """It does not serve now."""
    FAULTED = "faulted"
    """It reported an error."""


class SecurityProfileStatus(StrEnum):
    """Whether the security profile that was asked of a charge point was put in place."""

    APPLIED = "applied"
    """It was."""
    PENDING = "pending"
    """Not yet."""
    REJECTED = "rejected"
    """The charge point refused."""


class ChargePoint(ResponseModel):
    """A machine. Its PIN, its network password and its owner are never kept.

    `hardware_status` is None until the machine has reported one; `location_id` is None for a personal one.
    """

    id: Key
    name: NullableText = ""
    type: OpenEnum[ChargePointType] | None = None
    location_id: Key | None = None
    status: OpenEnum[ChargePointStatus] | None = None
    network_status: OpenEnum[NetworkStatus] | None = None
    hardware_status: OpenEnum[ChargePointHardwareStatus] | None = None
    last_updated_at: Instant | None = None


class ChargePointFilters(NamedTuple):
    """What `filter[...]` of the list of charge points understands."""

    desired_security_profile_status: SecurityProfileStatus | None = None
    evse_physical_reference: str | None = None
    network_id: str | None = None
    boot_notification_serial_number: str | None = None
    model_id: int | None = None
    vendor_id: str | None = None
    user_id: int | None = None
    partner_id: int | None = None
    type: ChargePointType | None = None
    sub_operator_id: int | None = None
    roaming: bool | None = None
    roaming_operator_ids: tuple[int, ...] | None = None
    name: str | None = None
    location_id: int | None = None
    circuit_id: int | None = None
    charging_zone_id: int | None = None
    managed_by_operator: bool | None = None
    external_id: str | None = None
    utility_id: int | None = None
    tag: str | None = None
    sharing_code: str | None = None
    last_updated_after: datetime | None = None
    last_updated_before: datetime | None = None
