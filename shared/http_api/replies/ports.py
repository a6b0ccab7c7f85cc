"""Ports, as people know them. Power in kW."""

from typing import Any, Self

from shared.domain.live import LiveStatus
from shared.domain.sites import Port
from shared.http_api.replies.model import Reply


class ConnectorReply(Reply):
    """One plug of a port."""

    type: str
    format: str | None


class PortReply(Reply):
    """One port."""

    evse_id: int
    label: str
    physical_reference: str
    charge_point_name: str | None
    current_type: str | None
    max_power_kw: int | float | None
    connectors: tuple[ConnectorReply, ...]
    hardware_status: str | None

    @classmethod
    def of(cls, port: Port) -> Self:
        """Return the reply for `port`."""
        return cls(**port_fields(port))


class LivePortReply(PortReply):
    """One port, and how it was when the answer was read from Ampeco (`asOf`); left out where that is not known."""

    live_status: LiveStatus | None

    @classmethod
    def of(cls, port: Port) -> Self:
        """Return the reply for `port`."""
        return cls(**port_fields(port), live_status=port.live_status)


def port_fields(port: Port) -> dict[str, Any]:
    """Return what everybody may know of a port: the fields of `PortReply`."""
    return {
        "evse_id": port.evse_id,
        "label": port.label,
        "physical_reference": port.physical_reference,
        "charge_point_name": port.charge_point_name,
        "current_type": port.current_type,
        "max_power_kw": rounded(port.max_power_kw),
        "connectors": tuple(
            ConnectorReply(type=connector.type, format=connector.format) for connector in port.connectors
        ),
        "hardware_status": port.hardware_status,
    }


def rounded(kilowatts: float | None) -> int | float | None:
    """Return so many kW as people write them: 150, or 7.4."""
    if kilowatts is None:
        return None
    rounded = round(kilowatts, 1)
    return int(rounded) if rounded.is_integer() else rounded
