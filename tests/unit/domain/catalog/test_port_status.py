"""Current status of a port."""

from typing import Any

import pytest

from shared.ampeco_client import ChargePoint, Evse, HardwareStatus
from shared.domain.catalog.port_status import live_status

WELL = {"networkStatus": "available", "hardwareStatus": "available"}


def evse(hardware: str | None) -> Evse:
    """Return an EVSE with this reported status."""
    record = {"id": 1, "chargePointId": 10, "physicalReference": "A1", "currentType": "dc", "status": "enabled"}
    return Evse.model_validate({**record, "hardwareStatus": hardware})


def charge_point(**changes: Any) -> ChargePoint:
    """Return a working charge point with these changes."""
    return ChargePoint.model_validate({"id": 10, **WELL, **changes})


@pytest.mark.parametrize(
    ("hardware", "found"),
    [
        ("available", "available"),
        ("preparing", "in-use"),
        ("charging", "in-use"),
        ("suspendedEV", "in-use"),
        ("suspendedEVSE", "in-use"),
        ("finishing", "in-use"),
        ("reserved", "in-use"),
        ("occupied", "in-use"),
        ("unavailable", "out-of-order"),
        ("faulted", "out-of-order"),
    ],
)
def test_each_reported_status_maps_to_one_of_three(hardware: str, found: str) -> None:
    """Drivers do not need all ten."""
    assert live_status(evse(hardware), charge_point()) == found


def test_every_known_status_is_mapped() -> None:
    """A status added to the client fails here until it is mapped."""
    assert [status for status in HardwareStatus if live_status(evse(status)) is None] == []


@pytest.mark.parametrize("hardware", [None, "levitating"])
def test_a_missing_or_unknown_status_is_unknown(hardware: str | None) -> None:
    """The port stays bookable."""
    assert live_status(evse(hardware), charge_point()) is None


@pytest.mark.parametrize("status", ["out of order", "disabled"])
def test_a_disabled_port_is_out_of_service(status: str) -> None:
    """The port or its whole charge point, whatever it reports, online or not."""
    well = evse("available")

    assert live_status(well.model_copy(update={"status": status})) == "out-of-order"
    assert live_status(well, charge_point(status=status)) == "out-of-order"
    assert live_status(well, charge_point(status=status, networkStatus="long-term_unavailable")) == "out-of-order"
    assert live_status(well, charge_point(status="enabled")) == "available"


@pytest.mark.parametrize("network", ["temporarily_unavailable", "long-term_unavailable", "never_connected", "new"])
def test_the_status_of_an_offline_charge_point_is_unknown(network: str) -> None:
    """Ampeco shows the last reported one."""
    assert live_status(evse("available"), charge_point(networkStatus=network)) is None


@pytest.mark.parametrize("hardware", ["faulted", "unavailable"])
def test_no_port_of_a_faulted_charge_point_works(hardware: str) -> None:
    """Whatever the ports reported before."""
    assert live_status(evse("available"), charge_point(hardwareStatus=hardware)) == "out-of-order"


def test_a_charge_point_without_a_status_does_not_affect_its_ports() -> None:
    """Many charge points report only for their ports."""
    machine = charge_point(networkStatus=None, hardwareStatus=None)

    assert live_status(evse("charging"), machine) == "in-use"
