"""Current status of a port, derived from what its hardware reports."""

from collections.abc import Mapping
from enum import StrEnum

from shared.ampeco_client import (
    ChargePoint,
    ChargePointHardwareStatus,
    ChargePointStatus,
    Evse,
    EvseStatus,
    HardwareStatus,
    NetworkStatus,
)


class LiveStatus(StrEnum):
    """Status of a port, as a driver would find it."""

    AVAILABLE = "available"
    """Ready for a car."""
    IN_USE = "in-use"
    """In use, or reserved."""
    OUT_OF_ORDER = "out-of-order"
    """Out of order."""


_STATUS_BY_HARDWARE: Mapping[HardwareStatus | str | None, LiveStatus] = {
    HardwareStatus.AVAILABLE: LiveStatus.AVAILABLE,
    HardwareStatus.PREPARING: LiveStatus.IN_USE,
    HardwareStatus.CHARGING: LiveStatus.IN_USE,
    HardwareStatus.SUSPENDED_EV: LiveStatus.IN_USE,
    HardwareStatus.SUSPENDED_EVSE: LiveStatus.IN_USE,
    HardwareStatus.FINISHING: LiveStatus.IN_USE,
    HardwareStatus.RESERVED: LiveStatus.IN_USE,
    HardwareStatus.OCCUPIED: LiveStatus.IN_USE,
    HardwareStatus.UNAVAILABLE: LiveStatus.OUT_OF_ORDER,
    HardwareStatus.FAULTED: LiveStatus.OUT_OF_ORDER,
}
_BROKEN = {ChargePointHardwareStatus.UNAVAILABLE, ChargePointHardwareStatus.FAULTED}
_OUT_OF_ORDER = {
    EvseStatus.OUT_OF_ORDER,
    EvseStatus.DISABLED,
    ChargePointStatus.OUT_OF_ORDER,
    ChargePointStatus.DISABLED,
}
_CONNECTED = {None, NetworkStatus.AVAILABLE}


def live_status(evse: Evse, charge_point: ChargePoint | None = None) -> LiveStatus | None:
    """Return the status of the EVSE; None if unknown: nothing reported, an unknown status, or no connection.

    A disabled EVSE is out of order, whatever its hardware reports.

    Ampeco keeps the last status of a disconnected charge point, however old it is.
    """
    if evse.status in _OUT_OF_ORDER or (charge_point is not None and charge_point.status in _OUT_OF_ORDER):
        return LiveStatus.OUT_OF_ORDER
    if charge_point is not None:
        if charge_point.network_status not in _CONNECTED:
            return None
        if charge_point.hardware_status in _BROKEN:
            return LiveStatus.OUT_OF_ORDER
    return _STATUS_BY_HARDWARE.get(evse.hardware_status)
