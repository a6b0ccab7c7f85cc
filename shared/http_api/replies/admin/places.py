"""Sites and ports, by what staff call them."""

from typing import Any, Self

from shared.domain.live import LiveStatus
from shared.domain.sites import Port
from shared.domain.staff.places import Place, PortName
from shared.domain.texts import FALLBACK_LANGUAGE, translated
from shared.http_api.replies.model import Reply
from shared.http_api.replies.ports import ConnectorReply, port_fields


class SiteNameReply(Reply):
    """A site by its name."""

    id: int
    name: str

    @classmethod
    def of(cls, place: Place) -> Self:
        """Return the reply for `place`."""
        return cls(id=place.site_id, name=place.name)


class SiteAddressReply(SiteNameReply):
    """A site with its address."""

    address: str | None
    city: str | None
    state: str | None
    country: str | None
    post_code: str | None

    @classmethod
    def of(cls, place: Place) -> Self:
        """Return the reply for `place`."""
        at = place.location
        return cls(
            id=place.site_id,
            name=place.name,
            address=(
                translated(at.street_address, FALLBACK_LANGUAGE) or translated(at.address, FALLBACK_LANGUAGE)
                if at
                else None
            ),
            city=at.city if at else None,
            state=at.state if at else None,
            country=at.country if at else None,
            post_code=at.post_code if at else None,
        )


class PortNameReply(Reply):
    """A port by its label."""

    evse_id: int
    label: str

    @classmethod
    def of(cls, port: PortName) -> Self:
        """Return the reply for `port`."""
        return cls(evse_id=port.evse_id, label=port.label)


class AnyPortReply(Reply):
    """A port with all that is known of it, and how it is now: of one that Ampeco no longer has, its name alone."""

    evse_id: int
    label: str
    physical_reference: str | None = None
    charge_point_name: str | None = None
    current_type: str | None = None
    max_power_kw: int | float | None = None
    connectors: tuple[ConnectorReply, ...] = ()
    hardware_status: str | None = None
    live_status: LiveStatus | None = None

    @classmethod
    def of(cls, port: Port | PortName) -> Self:
        """Return the reply for `port`."""
        return cls(**any_port_fields(port))


def any_port_fields(port: Port | PortName) -> dict[str, Any]:
    """Return what is known of a port: the fields of `AnyPortReply`."""
    if isinstance(port, PortName):
        return {"evse_id": port.evse_id, "label": port.label}
    return {**port_fields(port), "live_status": port.live_status}
