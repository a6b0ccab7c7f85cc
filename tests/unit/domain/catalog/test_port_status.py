"""Current status of a port."""

from typing import Any

import pytest

from shared.ampeco_client import ChargePoint, Evse, HardwareStatus
from shared.domain.catalog.port_status import live_status

WELL = {"networkStatus": "available", "hardwareStatus": "available"}


def evse(hardware: str | None) -> Evse:
    """Return an EVSE that reported this."""
    record = {"id": 1, "chargePointId": 10, "physicalReference": "A1", "currentType": "dc", "status": "enabled"}
    return Evse.model_validate({**record, "hardwareStatus": hardware})


def charge_point(**changes: Any) -> ChargePoint:
    """Return a machine that is well but for the changes."""
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
def test_what_a_machine_reports_is_one_of_three_words(hardware: str, found: str) -> None:
    """Nobody at the charger needs to know ten."""
    assert live_status(evse(hardware), charge_point()) == found


def test_every_word_that_a_machine_may_report_has_its_meaning() -> None:
    """A status that the client learns has to be thought about here."""
    assert [status for status in HardwareStatus if live_status(evse(status)) is None] == []


@pytest.mark.parametrize("hardware", [None, "levitating"])
def test_what_is_not_reported_or_not_understood_is_not_guessed(hardware: str | None) -> None:
    """Then nothing is said, and nothing is kept from being booked."""
    assert live_status(evse(hardware), charge_point()) is None


@pytest.mark.parametrize("status", ["out of order", "disabled"])
def test_what_the_operator_took_out_of_use_serves_nobody(status: str) -> None:
    """The port or its whole machine, whatever the machine says of itself, and without contact too."""
    well = evse("available")

    assert live_status(well.model_copy(update={"status": status})) == "out-of-order"
    assert live_status(well, charge_point(status=status)) == "out-of-order"
    assert live_status(well, charge_point(status=status, networkStatus="long-term_unavailable")) == "out-of-order"
    assert live_status(well, charge_point(status="enabled")) == "available"


@pytest.mark.parametrize("network", ["temporarily_unavailable", "long-term_unavailable", "never_connected", "new"])
def test_the_last_word_of_a_machine_without_contact_is_no_news(network: str) -> None:
    """Ampeco shows it for as long as the machine is away."""
    assert live_status(evse("available"), charge_point(networkStatus=network)) is None


@pytest.mark.parametrize("hardware", ["faulted", "unavailable"])
def test_a_broken_machine_serves_at_none_of_its_ports(hardware: str) -> None:
    """Whatever they said before."""
    assert live_status(evse("available"), charge_point(hardwareStatus=hardware)) == "out-of-order"


def test_a_machine_that_says_nothing_of_itself_does_not_speak_against_its_port() -> None:
    """Many report for their ports alone."""
    machine = charge_point(networkStatus=None, hardwareStatus=None)

    assert live_status(evse("charging"), machine) == "in-use"
