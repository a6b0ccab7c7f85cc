"""GET /api/sites/{siteId}."""

from typing import Any

import pytest

from tests.support.functions import Functions
from tests.support.simulator import SimulatorHandle


def test_a_site_has_its_details_and_bookable_ports(functions: Functions) -> None:
    """Ports sorted by label, each with its plugs."""
    site = functions.read_site(101).json

    assert site["name"] == "Riverfront Garage"
    assert site["workingHours"] == {"alwaysOpen": True}
    assert site["timezone"] == "America/Detroit"
    assert [port["label"] for port in site["ports"]] == sorted(port["label"] for port in site["ports"])
    assert site["ports"][0] == {
        "evseId": 5001,
        "label": "A1",
        "physicalReference": "GR-RF-A1",
        "chargePointName": "Riverfront 1",
        "currentType": "dc",
        "maxPowerKw": 150,
        "connectors": [{"type": "ccs1", "format": "cable"}],
        "hardwareStatus": "available",
        "liveStatus": "available",
    }


def test_opening_hours_are_local_times_of_the_site(functions: Functions, simulator: SimulatorHandle) -> None:
    """A day without intervals is closed."""
    hours: dict[str, list[dict[str, str]]] = {day: [] for day in ("tuesday", "wednesday", "thursday", "friday")}
    hours |= {"monday": [{"start": "06:00", "end": "22:30"}], "saturday": [], "sunday": []}
    simulator.patch("locations", 101, workingHours={"isAlwaysOpen": False, "hours": hours})

    shown = functions.read_site(101).json["workingHours"]

    assert shown == {"alwaysOpen": False, "hours": hours}


@pytest.mark.parametrize("change", [{"status": "disabled"}, {"status": "out of order"}, {"bookingEnabled": False}])
def test_a_closed_port_is_not_offered(functions: Functions, simulator: SimulatorHandle, change: dict[str, Any]) -> None:
    """The others are."""
    simulator.patch("evses", 5001, **change)

    labels = [port["label"] for port in functions.read_site(101).json["ports"]]

    assert "A1" not in labels
    assert "A2" in labels


def test_a_faulted_port_is_marked_and_stays_bookable(functions: Functions, simulator: SimulatorHandle) -> None:
    """It may be repaired by the booked time."""
    simulator.patch("evses", 5001, hardwareStatus="faulted")

    port = functions.read_site(101).json["ports"][0]

    assert (port["hardwareStatus"], port["liveStatus"]) == ("faulted", "out-of-order")


def test_a_port_of_an_offline_charge_point_has_no_status(functions: Functions, simulator: SimulatorHandle) -> None:
    """Its last report may be old."""
    simulator.patch("charge-points", 301, networkStatus="long-term_unavailable")

    assert "liveStatus" not in functions.read_site(101).json["ports"][0]


def test_a_response_has_the_time_at_which_it_was_read(functions: Functions, simulator: SimulatorHandle) -> None:
    """In the site's zone: just read, from the cache, and stale."""
    ticks = {"now": 0.0}
    functions.keep_copies_by(lambda: ticks["now"])
    times = [functions.read_site(101).json["asOf"]]

    ticks["now"] = 40.0
    times.append(functions.read_site(101).json["asOf"])
    ticks["now"] = 3600.0
    simulator.faults({"kind": "status", "status": 503})
    times.append(functions.read_site(101).json["asOf"])

    assert times == ["2026-03-03T10:00:00-05:00", "2026-03-03T09:59:20-05:00", "2026-03-03T09:00:00-05:00"]


def test_directions_are_shown_if_the_operator_wrote_them(functions: Functions) -> None:
    """On the site's page, and to drivers with a booking there."""
    assert functions.read_site(101).json["directions"] == "Enter from Front Ave, take the ramp on the left."
    assert "directions" not in functions.read_site(102).json


def test_a_disabled_site_is_not_found(functions: Functions, simulator: SimulatorHandle) -> None:
    simulator.patch("locations", 101, status="disabled")

    answer = functions.read_site(101)

    assert (answer.status, answer.problem) == (404, "site-not-found")


@pytest.mark.parametrize(
    "site_id",
    [
        "999999",
        "0",
        "-1",
        "01",
        "1e3",
        "7abc",
        "\uff11\uff10\uff11",
        "..",
        "../../../actions/charge-point/v1.0/5/reset/soft#",
        "9" * 40,
    ],
)
def test_an_invalid_id_is_never_part_of_a_url(functions: Functions, simulator: SimulatorHandle, site_id: str) -> None:
    """Only a plain positive integer is sent to Ampeco."""
    answer = functions.read_site(site_id)

    assert (answer.status, answer.problem) == (404, "site-not-found")
    assert all("999999" in call["path"] or call["operation"] == "locationsListing" for call in simulator.calls())


def test_only_listed_fields_of_ampecos_record_are_returned(functions: Functions) -> None:
    """A charge point's PIN, tags or network are not."""
    text = functions.read_site(101).text

    for word in ("pin", "network", "tags", "externalId", "roaming", "tariff"):
        assert f'"{word}' not in text
