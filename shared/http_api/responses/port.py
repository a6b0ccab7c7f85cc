"""Ports of a site. Power in kW."""

from typing import Any, Self

from shared.domain.catalog.port_status import LiveStatus
from shared.domain.catalog.sites import Port
from shared.http_api.responses.base import ResponseModel


class ConnectorResponse(ResponseModel):
    """One plug of a port."""

    type: str
    format: str | None


class PortResponse(ResponseModel):
    """One port."""

    evse_id: int
    label: str
    physical_reference: str
    charge_point_name: str | None
    current_type: str | None
    max_power_kw: int | float | None
    connectors: tuple[ConnectorResponse, ...]
    hardware_status: str | None

    @classmethod
    def from_port(cls, port: Port) -> Self:
        """Return the response for `port`."""
        return cls(**port_fields(port))


class LivePortResponse(PortResponse):
    """One port with its status when it was read from Ampeco (`asOf`); omitted if unknown."""

    live_status: LiveStatus | None

    @classmethod
    def from_port(cls, port: Port) -> Self:
        """Return the response for `port`."""
        return cls(**port_fields(port), live_status=port.live_status)


def port_fields(port: Port) -> dict[str, Any]:
    """Return the fields of `PortResponse` for a port."""
    return {
        "evse_id": port.evse_id,
        "label": port.label,
        "physical_reference": port.physical_reference,
        "charge_point_name": port.charge_point_name,
        "current_type": port.current_type,
        "max_power_kw": rounded(port.max_power_kw),
        "connectors": tuple(
            ConnectorResponse(type=connector.type, format=connector.format) for connector in port.connectors
        ),
        "hardware_status": port.hardware_status,
    }


def rounded(kilowatts: float | None) -> int | float | None:
    """Return a power in kW without needless decimals: 150, or 7.4."""
    if kilowatts is None:
        return None
    rounded = round(kilowatts, 1)
    return int(rounded) if rounded.is_integer() else rounded
