"""Charge points: hardware with one or more EVSEs. `/resources/charge-points/v2.0`."""

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
"""Values of `include[]` for a charge point; no field here uses them."""


class ChargePointType(StrEnum):
    """Access to a charge point."""

    PUBLIC = "public"
    """Public."""
    PRIVATE = "private"
    """For a company and its people."""
    PERSONAL = "personal"
    """For its owner only."""


class ChargePointStatus(StrEnum):
    """Administrative status of a charge point."""

    ENABLED = "enabled"
    """In use."""
    DISABLED = "disabled"
    """Disabled and hidden."""
    OUT_OF_ORDER = "out of order"
    """Visible, but no session can start."""
    DEMO = "demo"
    """Simulated, for demonstrations."""


class NetworkStatus(StrEnum):
    """Whether a charge point is connected to the platform."""

    NEVER_CONNECTED = "never_connected"
    """It has not connected yet."""
    AVAILABLE = "available"
    """Connected."""
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    """Disconnected a short while ago."""
    LONG_TERM_UNAVAILABLE = "long-term_unavailable"
    """Disconnected for so long that it is not expected back soon."""


class ChargePointHardwareStatus(StrEnum):
    """Status reported by the hardware."""

    AVAILABLE = "available"
    """Available."""
    UNAVAILABLE = "unavailable"
    """Unavailable."""
    FAULTED = "faulted"
    """Faulted."""


class SecurityProfileStatus(StrEnum):
    """Whether a requested security profile is applied to a charge point."""

    APPLIED = "applied"
    """Applied."""
    PENDING = "pending"
    """Pending."""
    REJECTED = "rejected"
    """Refused by the charge point."""


class ChargePoint(ResponseModel):
    """A charge point. Its PIN, its network password and its owner are never stored.

    `hardware_status` is None until the hardware has reported one; `location_id` is None for a personal one.
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
    """Filters `filter[...]` of the list of charge points."""

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
