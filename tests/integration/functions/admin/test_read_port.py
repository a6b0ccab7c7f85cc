"""GET /api/admin/sites/{siteId}/ports/{evseId}: who needs the port from now on, and whom to call."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.admin_functions import AdminFunctions
from tests.support.functions import NOW
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DRIVER = 1001
OTHER = 1005


@pytest.fixture
def site(simulator: SimulatorHandle) -> dict[str, Any]:
    """Add a site with two ports."""
    return simulator.add_site(ports=2)


def test_the_bookings_of_a_port_come_by_start_with_phone_numbers(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]
) -> None:
    """The one that has begun, and those of the next weeks; none of another port, none that is over or canceled."""
    port, other = site["evseIds"]
    simulator.patch("evses", port, hardwareStatus="faulted")
    late = simulator.book(evse_id=port, start=NOW + 20 * 24 * HOUR, end=NOW + 20 * 24 * HOUR + HOUR, user_id=OTHER)
    soon = simulator.book(evse_id=port, start=NOW + HOUR, end=NOW + 2 * HOUR, user_id=DRIVER)
    begun = simulator.book(evse_id=port, start=NOW + 30 * MINUTE, end=NOW + HOUR, user_id=DRIVER)
    simulator.book(evse_id=port, start=NOW + 10 * MINUTE, end=NOW + 30 * MINUTE, user_id=DRIVER)
    simulator.book(evse_id=other, start=NOW + HOUR, end=NOW + 2 * HOUR, user_id=DRIVER)
    admin.cancel_booking(simulator.book(evse_id=port, start=NOW + 3 * HOUR, end=NOW + 4 * HOUR)["id"])

    present = NOW + 35 * MINUTE
    admin.configure(now=lambda: present)

    answer = admin.port(site["locationId"], port)

    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    body = answer.json
    assert [one["id"] for one in body["bookings"]] == [begun["id"], soon["id"], late["id"]]
    assert body["bookings"][1] == {
        "id": soon["id"],
        "status": "accepted",
        "startAt": "2026-03-03T11:00:00-05:00",
        "endAt": "2026-03-03T12:00:00-05:00",
        "timezone": "America/Detroit",
        "driver": {
            "userId": DRIVER,
            "email": "driver@example.com",
            "firstName": "Dana",
            "lastName": "Driver",
            "phone": body["bookings"][1]["driver"]["phone"],
            "status": "enabled",
        },
    }
    assert body["bookings"][1]["driver"]["phone"].startswith("+1")
    assert (body["port"]["label"], body["port"]["liveStatus"], body["complete"]) == ("P01", "out-of-order", True)
    assert body["site"]["id"] == site["locationId"]
    assert "ampecoUrl" not in body


def test_the_page_of_the_port_at_ampeco_is_linked_if_it_is_set(admin: AdminFunctions, site: dict[str, Any]) -> None:
    """The id of the port takes its place in the address."""
    admin.configure(AMPECO_PORT_URL="https://office.example.com/evses/{evseId}/edit")

    body = admin.port(site["locationId"], site["evseIds"][0]).json

    assert body["ampecoUrl"] == f"https://office.example.com/evses/{site['evseIds'][0]}/edit"


def test_a_port_that_is_gone_is_named_by_its_id(admin: AdminFunctions, site: dict[str, Any]) -> None:
    """Nobody can have booked it under another site; a site that does not exist is not found."""
    body = admin.port(site["locationId"], 987_654).json

    assert (body["port"], body["bookings"]) == ({"evseId": 987_654, "label": "#987654", "connectors": []}, [])
    assert admin.port(987_654, site["evseIds"][0]).problem == "site-not-found"
    assert admin.port(site["locationId"], "1x").problem == "site-not-found"


def test_the_calls_for_one_port_are_few(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]
) -> None:
    """Cold: the bookings of the site in two statuses, their ports in one list, the driver, and the site."""
    for hours in range(8):
        start = NOW + (1 + hours) * HOUR
        body = {"startAt": start.isoformat(), "endAt": (start + HOUR).isoformat()}
        port = site["evseIds"][hours % 2]
        assert admin.create({"locationId": site["locationId"], "evseId": port, "userId": DRIVER, **body}).status == 201
    admin.configure()
    simulator.clear_calls()

    assert len(admin.port(site["locationId"], site["evseIds"][0]).json["bookings"]) == 4
    cold = simulator.counts()
    simulator.clear_calls()
    admin.port(site["locationId"], site["evseIds"][0])

    assert cold["bookingsListing"] == 2
    assert cold["bookingRequestsListing"] == 1
    assert sum(cold.values()) <= 7
    assert simulator.counts() == {"bookingsListing": 2}
