"""Sites and ports by name and label."""

from typing import Any, Self

from shared.domain.catalog.labels import PortLabel, SiteSummary
from shared.domain.catalog.port_status import LiveStatus
from shared.domain.catalog.sites import Port
from shared.http_api.responses.base import ResponseModel
from shared.http_api.responses.port import ConnectorResponse, port_fields
from shared.infra.localization import FALLBACK_LANGUAGE, localized_text


class SiteNameResponse(ResponseModel):
    """A site with its name."""

    id: int
    name: str

    @classmethod
    def from_site(cls, site: SiteSummary) -> Self:
        """Return the response for `site`."""
        return cls(id=site.site_id, name=site.name)


class SiteAddressResponse(SiteNameResponse):
    """A site with its address."""

    address: str | None
    city: str | None
    state: str | None
    country: str | None
    post_code: str | None

    @classmethod
    def from_site(cls, site: SiteSummary) -> Self:
        """Return the response for `site`."""
        at = site.location
        return cls(
            id=site.site_id,
            name=site.name,
            address=(
                localized_text(at.street_address, FALLBACK_LANGUAGE) or localized_text(at.address, FALLBACK_LANGUAGE)
                if at
                else None
            ),
            city=at.city if at else None,
            state=at.state if at else None,
            country=at.country if at else None,
            post_code=at.post_code if at else None,
        )


class PortLabelResponse(ResponseModel):
    """A port with its label."""

    evse_id: int
    label: str

    @classmethod
    def from_port(cls, port: PortLabel) -> Self:
        """Return the response for `port`."""
        return cls(evse_id=port.evse_id, label=port.label)


class AnyPortResponse(ResponseModel):
    """A port with its properties and current status; only its label if Ampeco no longer has it."""

    evse_id: int
    label: str
    physical_reference: str | None = None
    charge_point_name: str | None = None
    current_type: str | None = None
    max_power_kw: int | float | None = None
    connectors: tuple[ConnectorResponse, ...] = ()
    hardware_status: str | None = None
    live_status: LiveStatus | None = None

    @classmethod
    def from_port(cls, port: Port | PortLabel) -> Self:
        """Return the response for `port`."""
        return cls(**any_port_fields(port))


def any_port_fields(port: Port | PortLabel) -> dict[str, Any]:
    """Return the fields of `AnyPortResponse` for a port."""
    if isinstance(port, PortLabel):
        return {"evse_id": port.evse_id, "label": port.label}
    return {**port_fields(port), "live_status": port.live_status}
