"""Joining locations, charge points and EVSEs into sites."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.ampeco_client import ChargePoint, Evse, EvseCriteria, Location
from shared.domain.catalog.sites import bookable_ports, build_port, closed_ports, join_sites, port_label

UTC_ZONE = ZoneInfo("UTC")


def location(**changes: Any) -> Location:
    """Return a location as Ampeco would send it."""
    return Location.model_validate({"id": 1, "name": [{"locale": "en", "translation": "Dock"}], **changes})


def charge_point(**changes: Any) -> ChargePoint:
    """Return a charge point as Ampeco would send it."""
    return ChargePoint.model_validate(
        {"id": 10, "name": "Dock 1", "type": "public", "locationId": 1, "status": "enabled", **changes}
    )


def evse(**changes: Any) -> Evse:
    """Return an EVSE as Ampeco would send it."""
    record = {
        "id": 100,
        "chargePointId": 10,
        "physicalReference": "REF-100",
        "label": "A1",
        "currentType": "dc",
        "status": "enabled",
        "bookingEnabled": True,
        "powerOptions": {"maxPower": 150000},
        "hardwareStatus": "available",
        "connectors": [
            {"id": 1, "type": "ccs1", "format": "cable", "status": "enabled"},
            {"id": 2, "type": "nacs", "format": "cable", "status": "disabled"},
        ],
    }
    return Evse.model_validate({**record, **changes})


def test_watts_become_kilowatts() -> None:
    """Ampeco's `maxPower` is in W; pages and `evseCriteria` use kW."""
    assert build_port(evse()).max_power_kw == 150


def test_a_port_without_a_label_uses_its_physical_reference() -> None:
    assert build_port(evse(label=None)).label == "REF-100"


def test_a_port_without_a_known_power_has_none() -> None:
    """It is still offered, and does not satisfy a minimum power."""
    unknown = [build_port(evse(powerOptions=power)) for power in (None, {}, {"maxPower": 0})]

    assert [port.max_power_kw for port in unknown] == [None] * 3
    assert [port.matches(EvseCriteria(min_power=0.5)) for port in unknown] == [False] * 3


def test_a_port_has_the_name_and_connection_of_its_charge_point() -> None:
    """Without its charge point it has the status reported last."""
    (port,) = bookable_ports([charge_point(networkStatus="temporarily_unavailable")], [evse()])

    assert (port.charge_point_name, port.physical_reference) == ("Dock 1", "REF-100")
    assert (port.hardware_status, port.live_status) == ("available", None)
    assert (build_port(evse()).charge_point_name, build_port(evse()).live_status) == (None, "available")


def test_ports_are_sorted_by_label() -> None:
    """Ports with the same label by number."""
    evses = [evse(id=100, label="A2"), evse(id=102, label="A1"), evse(id=101, label="A1")]

    assert [port.evse_id for port in bookable_ports([charge_point()], evses)] == [101, 102, 100]
    assert [port.evse_id for port in closed_ports([charge_point(status="disabled")], evses)] == [101, 102, 100]


def test_a_site_uses_its_own_time_zone() -> None:
    """Otherwise the tenant's."""
    detroit, tenants = location(timezone="America/Detroit"), location(id=2)
    points = [charge_point(), charge_point(id=20, locationId=2)]

    sites = join_sites([detroit, tenants], points, [evse(), evse(id=101, chargePointId=20)], UTC_ZONE)

    assert [site.zone.key for site in sites] == ["America/Detroit", "UTC"]


def test_a_disabled_connector_is_not_shown() -> None:
    assert [connector.type for connector in build_port(evse()).connectors] == ["ccs1"]


@pytest.mark.parametrize(
    "change", [{"bookingEnabled": False}, {"bookingEnabled": None}, {"status": "disabled"}, {"status": "out of order"}]
)
def test_a_port_that_is_closed_for_booking_is_not_offered(change: dict[str, Any]) -> None:
    """Only enabled EVSEs with bookingEnabled count."""
    assert bookable_ports([charge_point()], [evse(**change)]) == ()


@pytest.mark.parametrize("status", ["disabled", "out of order", "demo"])
def test_no_port_of_a_disabled_charge_point_is_offered(status: str) -> None:
    """Whatever the status of its EVSEs."""
    assert bookable_ports([charge_point(status=status)], [evse()]) == ()


def test_sites_without_a_bookable_port_are_left_out() -> None:
    """So are disabled sites, and EVSEs without a charge point."""
    good, empty, closed = location(), location(id=2), location(id=3, status="disabled")
    points = [charge_point(), charge_point(id=30, locationId=3)]
    evses = [evse(), evse(id=101, chargePointId=30), evse(id=102, chargePointId=99)]

    sites = join_sites([good, empty, closed], points, evses, UTC_ZONE)

    assert [(site.location.id, [port.evse_id for port in site.ports]) for site in sites] == [(1, [100])]


def test_a_row_on_two_pages_counts_once() -> None:
    """A list that changes while it is paged may repeat a row."""
    sites = join_sites([location(), location()], [charge_point(), charge_point()], [evse(), evse()], UTC_ZONE)

    assert [len(site.ports) for site in sites] == [1]


@pytest.mark.parametrize(
    ("criteria", "meets"),
    [
        (EvseCriteria(), True),
        (EvseCriteria(connector_type="ccs1", current_type="dc", min_power=150, max_power=150), True),
        (EvseCriteria(connector_type="nacs"), False),
        (EvseCriteria(current_type="ac"), False),
        (EvseCriteria(min_power=151), False),
        (EvseCriteria(max_power=149), False),
    ],
)
def test_criteria_are_compared_in_kilowatts(criteria: EvseCriteria, meets: bool) -> None:  # noqa: FBT001 - a table
    """A 150 kW port satisfies "at least 150"; its disabled NACS plug satisfies nothing."""
    assert build_port(evse()).matches(criteria) is meets


def test_a_port_without_any_label_uses_its_id() -> None:
    """A port without a charge point cannot be booked."""
    nameless, homeless = Evse(id=5001, charge_point_id=10), Evse(id=5002)

    assert port_label(nameless) == "#5001"
    assert bookable_ports([ChargePoint(id=10)], [nameless, homeless]) == ()
    assert [port.evse_id for port in closed_ports([ChargePoint(id=10)], [nameless, homeless])] == [5001]
