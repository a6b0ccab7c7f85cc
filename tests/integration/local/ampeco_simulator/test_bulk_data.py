from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.support.simulator import SimulatorHandle

_DETROIT = ZoneInfo("America/Detroit")
_MONDAY = datetime(2027, 3, 15, tzinfo=_DETROIT)
_WEEK = {"start": _MONDAY, "end": _MONDAY + timedelta(days=7)}
_BOOKINGS, _REQUESTS = "/resources/bookings/v1.0", "/resources/booking-requests/v1.0"


def _all(api: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """Return every row of a list, page by page."""
    rows: list[dict[str, Any]] = []
    url, params = path, {"per_page": 50, **query}
    while url:
        page = api.get(url, params=params or None).raise_for_status().json()
        rows += page["data"]
        url, params = page["links"]["next"], {}
    return rows


def test_a_site_of_twenty_ports_can_be_added(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """All ports can be booked and are free; they are in the catalog."""
    site = simulator.add_site(ports=20)

    window = {"startAfter": _MONDAY.isoformat(), "endBefore": (_MONDAY + timedelta(days=1)).isoformat()}
    path = f"/actions/locations/v2.0/{site['locationId']}/check-booking-availability"
    free = api.post(path, json=window).raise_for_status().json()["data"]
    posts = _all(api, "/resources/charge-points/v2.0", **{"filter[locationId]": site["locationId"]})
    assert [port["evseId"] for port in free] == site["evseIds"]
    assert (len(free), all(port["availableSlots"] for port in free), len(posts)) == (20, True, 10)


def test_a_new_site_may_have_no_time_zone(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """As at some operators; an odd number of ports works too."""
    site = simulator.add_site(ports=3, timezone=None)

    assert api.get(f"/resources/locations/v2.0/{site['locationId']}").json()["data"]["timezone"] is None
    assert len(site["evseIds"]) == 3


def test_a_week_is_filled_port_by_port(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """The requested number on each port, over many pages of the list, each day of the week, in quarter-hours."""
    site = simulator.add_site(ports=20)

    made = simulator.fill(site["locationId"], per_port=10, **_WEEK)

    listed = _all(api, _BOOKINGS, **{"filter[locationId]": site["locationId"]})
    starts = [datetime.fromisoformat(booking["startAt"]).astimezone(_DETROIT) for booking in made]
    assert [booking["id"] for booking in made] == [booking["id"] for booking in listed]
    assert dict.fromkeys(site["evseIds"], 10) == Counter(booking["evseId"] for booking in made)
    assert {start.date() for start in starts} == {(_MONDAY + timedelta(days=number)).date() for number in range(7)}
    assert all(time(6) <= start.time() < time(22) and start.minute % 15 == 0 for start in starts)


def test_filling_again_uses_only_free_time(simulator: SimulatorHandle) -> None:
    """Existing bookings are unchanged."""
    first = simulator.fill(101, per_port=30, **_WEEK)
    second = simulator.fill(101, per_port=30, **_WEEK, seed=2)

    spans = sorted((one["evseId"], one["startAt"], one["endAt"]) for one in first + second)
    assert len(first) == 180
    assert 0 < len(second) < 180
    assert all(one[0] != other[0] or one[2] <= other[1] for one, other in pairwise(spans))


def test_most_bookings_have_the_request_that_made_them(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """Some requests name the EVSE, some have criteria, and some bookings have no request."""
    site = simulator.add_site(ports=10)["locationId"]

    made = {booking["id"] for booking in simulator.fill(site, per_port=20, **_WEEK)}

    requests = _all(api, _REQUESTS, **{"filter[locationId]": site, "filter[status]": "approved"})
    naming = [request for request in requests if "evseId" in request]
    assert {request["bookingId"] for request in requests} < made
    assert 150 < len(requests) < 195
    assert 0.6 < len(naming) / len(requests) < 0.9


def test_the_shares_can_be_set(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """None without a request, none with criteria; with given drivers."""
    site = simulator.add_site(ports=2)["locationId"]

    made = simulator.fill(site, per_port=5, **_WEEK, unrequestedShare=0, criteriaShare=0, userIds=[1001])

    requests = _all(api, _REQUESTS, **{"filter[locationId]": site})
    assert {(one["id"], one["evseId"], 1001) for one in made} == {
        (one["bookingId"], one["evseId"], one["userId"]) for one in requests
    }


def test_the_same_seed_fills_alike(simulator: SimulatorHandle) -> None:
    """A failing test can be repeated; a smaller number fills the first ports only."""
    crowds = []
    for _ in range(2):
        simulator.reset()
        crowds.append(simulator.fill(105, per_port=4, ports=2, **_WEEK, seed=7))

    assert crowds[0] == crowds[1]
    assert {booking["evseId"] for booking in crowds[0]} == {5018, 5019}


def test_bulk_bookings_may_be_in_the_past(simulator: SimulatorHandle) -> None:
    """They have the statuses of past bookings."""
    long_ago = datetime(2027, 1, 4, tzinfo=UTC)

    made = simulator.fill(101, per_port=20, start=long_ago, end=long_ago + timedelta(days=7))

    assert len(made) == 120
    assert {"completed", "no-show"} <= {booking["status"] for booking in made} <= {"completed", "no-show", "failed"}


@pytest.mark.parametrize(
    ("location_id", "per_port", "hours", "status"),
    [(101, 9, 1, "422"), (101, 1, -24, "422"), (999, 1, 24, "404")],
)
def test_impossible_bulk_bookings_are_refused(
    simulator: SimulatorHandle, location_id: int, per_port: int, hours: int, status: str
) -> None:
    """Too many for the time, no time, unknown location: an error, and nothing is created."""
    before = simulator.status()["bookings"]

    with pytest.raises(AssertionError, match=status):
        simulator.fill(location_id, per_port=per_port, start=_MONDAY, end=_MONDAY + timedelta(hours=9 + hours))

    assert before == simulator.status()["bookings"]
