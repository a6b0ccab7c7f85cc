"""Sites and their bookable ports, joined from Ampeco's locations, charge points and EVSEs. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    ChargePoint,
    ChargePointStatus,
    Connector,
    CurrentType,
    Evse,
    EvseCriteria,
    EvseStatus,
    HardwareStatus,
    Location,
    LocationStatus,
)
from shared.domain.catalog.port_status import LiveStatus, live_status
from shared.domain.timeutil.site_time import resolve_zone

WATTS_PER_KW = 1000


class Port(NamedTuple):
    """One EVSE as drivers see it; power in kW."""

    evse_id: int
    label: str
    physical_reference: str
    charge_point_name: str | None
    current_type: CurrentType | str | None
    max_power_kw: float | None
    connectors: tuple[Connector, ...]
    hardware_status: HardwareStatus | str | None
    live_status: LiveStatus | None

    @property
    def plugs(self) -> frozenset[str]:
        """The types of the connectors."""
        return frozenset(connector.type for connector in self.connectors)

    def matches(self, criteria: EvseCriteria) -> bool:
        """Return whether Ampeco may choose the port for `criteria` (kW, like `evseCriteria`)."""
        power = self.max_power_kw or 0.0
        return (
            criteria.current_type in (None, self.current_type)
            and (
                criteria.connector_type is None
                or any(connector.type == criteria.connector_type for connector in self.connectors)
            )
            and (criteria.min_power is None or power >= criteria.min_power)
            and (criteria.max_power is None or power <= criteria.max_power)
        )


class Site(NamedTuple):
    """A location, its time zone, and its bookable ports.

    `closed_ports` are the others; they are known only for a site that was read individually. A site that is not
    `complete` has more ports than were read so far.
    """

    location: Location
    zone: ZoneInfo
    ports: tuple[Port, ...]
    closed_ports: tuple[Port, ...] = ()
    complete: bool = True


class Offer(NamedTuple):
    """What the bookable ports of a site have to offer: their number, highest power in kW, and distinct types."""

    ports: int
    max_power_kw: float | None
    connector_types: tuple[str, ...]
    current_types: tuple[str, ...]


class SiteOverview(NamedTuple):
    """A site in a list. Of the location only texts, place, time zone and status are certain to be there."""

    location: Location
    zone: ZoneInfo
    offer: Offer


def offer_of(ports: Collection[Port]) -> Offer:
    """Return what the ports have to offer."""
    return Offer(
        ports=len(ports),
        max_power_kw=max((port.max_power_kw for port in ports if port.max_power_kw), default=None),
        connector_types=tuple(sorted({str(connector.type) for port in ports for connector in port.connectors})),
        current_types=tuple(sorted({str(port.current_type) for port in ports if port.current_type})),
    )


def is_offered(location: Location) -> bool:
    """Return whether the operator offers the location."""
    return location.status != LocationStatus.DISABLED


def build_port(evse: Evse, charge_point: ChargePoint | None = None) -> Port:
    """Return the EVSE as a port, bookable or not."""
    watts = evse.power_options.max_power if evse.power_options else None
    return Port(
        evse_id=evse.id,
        label=port_label(evse),
        physical_reference=evse.physical_reference,
        charge_point_name=charge_point.name if charge_point else None,
        current_type=evse.current_type,
        max_power_kw=watts / WATTS_PER_KW if watts else None,
        connectors=tuple(connector for connector in evse.connectors if connector.status != "disabled"),
        hardware_status=evse.hardware_status,
        live_status=live_status(evse, charge_point),
    )


def port_label(evse: Evse) -> str:
    """Return the EVSE's label."""
    return evse.label or evse.physical_reference or f"#{evse.id}"


def bookable_ports(charge_points: Iterable[ChargePoint], evses: Iterable[Evse]) -> tuple[Port, ...]:
    """Return the bookable `evses`, by label: enabled, open to booking, on an enabled charge point."""
    return _ports(charge_points, evses, bookable=True)


def closed_ports(charge_points: Iterable[ChargePoint], evses: Iterable[Evse]) -> tuple[Port, ...]:
    """Return the others, by label, which cannot be booked now but may have earlier bookings."""
    return _ports(charge_points, evses, bookable=False)


def _ports(charge_points: Iterable[ChargePoint], evses: Iterable[Evse], *, bookable: bool) -> tuple[Port, ...]:
    points = {point.id: point for point in charge_points}
    ports = {
        evse.id: build_port(evse, point)
        for evse in evses
        if evse.charge_point_id is not None
        and (point := points.get(evse.charge_point_id)) is not None
        and _is_bookable(evse, point) is bookable
    }
    return tuple(sorted(ports.values(), key=lambda port: (port.label, port.evse_id)))


def _is_bookable(evse: Evse, charge_point: ChargePoint) -> bool:
    enabled = charge_point.status == ChargePointStatus.ENABLED and evse.status == EvseStatus.ENABLED
    return enabled and evse.booking_enabled


def join_sites(
    locations: Iterable[Location],
    charge_points: Iterable[ChargePoint],
    evses: Iterable[Evse],
    default_zone: ZoneInfo,
) -> tuple[Site, ...]:
    """Return every offered location with at least one bookable port, in Ampeco's order.

    Lists that changed between two pages may contain a row twice, or one whose parent is gone: the last copy counts, and
    orphans are dropped.
    """
    points = {point.id: point for point in charge_points}
    points_at: defaultdict[int | None, list[ChargePoint]] = defaultdict(list)
    for point in points.values():
        points_at[point.location_id].append(point)
    evses_on: defaultdict[int | None, list[Evse]] = defaultdict(list)
    for evse in {evse.id: evse for evse in evses}.values():
        evses_on[evse.charge_point_id].append(evse)
    sites = []
    for location in {location.id: location for location in locations}.values():
        here = points_at[location.id]
        ports = bookable_ports(here, (evse for point in here for evse in evses_on[point.id]))
        if ports and is_offered(location):
            sites.append(Site(location, resolve_zone(location.timezone, default_zone, site_id=location.id), ports))
    return tuple(sites)
