"""GET /api/admin/today: a site's day in order, out-of-order and free ports, and the calls to Ampeco."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.functions import NOW
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER = 1001


@pytest.fixture
def site(simulator: SimulatorHandle) -> dict[str, Any]:
    """Add a site with the ports P01 and P02, and no bookings."""
    return simulator.add_site(ports=2)


def summary(body: dict[str, Any]) -> list[tuple[int, str | None]]:
    """Return id and mark of each booking, in order."""
    return [(one["id"], one.get("mark")) for one in body["bookings"]]


def test_a_day_is_sorted_by_start_with_names_and_without_contacts(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]
) -> None:
    """In the site's time; the driver by name, the email masked, and no phone; yesterday's bookings are absent."""
    last = simulator.book(evse_id=site["evseIds"][0], start=NOW + 5 * HOUR, end=NOW + 6 * HOUR, user_id=DRIVER)
    first = simulator.book(evse_id=site["evseIds"][1], start=NOW + HOUR, end=NOW + 2 * HOUR, user_id=DRIVER)
    simulator.book(evse_id=site["evseIds"][1], start=NOW + 24 * HOUR, end=NOW + 25 * HOUR)

    answer = admin.today(locationId=site["locationId"])

    body = answer.json
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert summary(body) == [(first["id"], "next"), (last["id"], None)]
    assert body["bookings"][0] == {
        "id": first["id"],
        "status": "accepted",
        "startAt": "2026-03-03T11:00:00-05:00",
        "endAt": "2026-03-03T12:00:00-05:00",
        "timezone": "America/Detroit",
        "site": {"id": site["locationId"], "name": f"Depot {site['locationId']}"},
        "ports": [{"evseId": site["evseIds"][1], "label": "P02"}],
        "driver": {"userId": DRIVER, "name": "Dana Driver", "email": "d•••@example.com"},
        "mark": "next",
    }
    assert (body["date"], body["now"]) == ("2026-03-03", "2026-03-03T10:00:00-05:00")
    assert (body["site"], body["complete"]) == ({"id": site["locationId"], "name": f"Depot {site['locationId']}"}, True)
    assert "+1616" not in answer.text


def test_now_late_and_next_are_marked(admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]) -> None:
    """A driver is late 5 minutes after the start; of those ahead, only the first start is next."""
    late = simulator.book(evse_id=site["evseIds"][0], start=NOW + HOUR, end=NOW + 3 * HOUR)
    current = simulator.book(evse_id=site["evseIds"][1], start=NOW + HOUR + timedelta(minutes=5), end=NOW + 3 * HOUR)
    soon = simulator.book(evse_id=site["evseIds"][0], start=NOW + 4 * HOUR, end=NOW + 5 * HOUR)
    same = simulator.book(evse_id=site["evseIds"][1], start=NOW + 4 * HOUR, end=NOW + 5 * HOUR)
    far = simulator.book(evse_id=site["evseIds"][0], start=NOW + 6 * HOUR, end=NOW + 7 * HOUR)
    present = NOW + HOUR + timedelta(minutes=5)
    admin.configure(now=lambda: present)

    assert summary(admin.today(locationId=site["locationId"]).json) == [
        (late["id"], "late"),
        (current["id"], "now"),
        (soon["id"], "next"),
        (same["id"], "next"),
        (far["id"], None),
    ]


def test_another_day_is_chosen_by_its_date(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]
) -> None:
    """Nothing is free "now" on another day; a booking over midnight belongs to both days."""
    booking = simulator.book(
        evse_id=site["evseIds"][0],
        start=datetime.fromisoformat("2026-03-04T23:00:00-05:00"),
        end=datetime.fromisoformat("2026-03-05T01:00:00-05:00"),
    )

    days = [admin.today(locationId=site["locationId"], date=f"2026-03-0{day}").json for day in (4, 5, 6)]

    assert [[one["id"] for one in day["bookings"]] for day in days] == [[booking["id"]], [booking["id"]], []]
    assert [day["free"] for day in days] == [[], [], []]


def test_an_out_of_order_port_comes_with_the_bookings_it_hits(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]
) -> None:
    """Closed by staff or faulted, with bookings first; one that is over is not hit any more."""
    hit = simulator.book(evse_id=site["evseIds"][1], start=NOW + HOUR, end=NOW + 2 * HOUR)
    simulator.patch("evses", site["evseIds"][1], hardwareStatus="faulted")
    simulator.patch("evses", site["evseIds"][0], status="out of order")

    body = admin.today(locationId=site["locationId"]).json

    broken = {one["port"]["label"]: one["bookingIds"] for one in body["outOfOrder"]}
    assert next(iter(broken)) == "P02"
    assert (broken["P02"], broken["P01"]) == ([hit["id"]], [])
    assert {"P01", "P02"}.isdisjoint(port["label"] for port in body["free"])


def test_a_port_is_free_unless_a_booking_needs_it_now(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]
) -> None:
    """A booking later today does not occupy its port now."""
    before = [port["label"] for port in admin.today(locationId=site["locationId"]).json["free"]]
    simulator.book(evse_id=site["evseIds"][0], start=NOW + HOUR, end=NOW + 2 * HOUR)
    admin.configure(now=lambda: NOW + HOUR)

    during = [port["label"] for port in admin.today(locationId=site["locationId"]).json["free"]]

    assert "P01" in before
    assert during == [label for label in before if label != "P01"]


def test_all_sites_are_read_in_their_own_days(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]
) -> None:
    """The same instant is today at one site and tomorrow at another; closed ports with bookings are found as well."""
    east = simulator.add_site(ports=1, timezone="Asia/Tokyo")
    start = datetime.fromisoformat("2026-03-03T22:00:00-05:00")
    here = simulator.book(evse_id=site["evseIds"][0], start=start, end=start + HOUR)
    there = simulator.book(evse_id=east["evseIds"][0], start=start, end=start + HOUR)
    soon = simulator.book(evse_id=site["evseIds"][1], start=NOW + HOUR, end=NOW + 2 * HOUR)
    simulator.patch("evses", site["evseIds"][1], status="out of order")

    today = admin.today().json
    body = admin.today(date="2026-03-03").json
    tomorrow = admin.today(date="2026-03-04").json

    made = [here["id"], there["id"], soon["id"]]
    assert [one["id"] for one in body["bookings"] if one["id"] in made] == [soon["id"], here["id"]]
    assert [one["id"] for one in tomorrow["bookings"] if one["id"] in made] == [there["id"]]
    assert {one["id"] for one in today["bookings"]}.issuperset(made)  # at NOW it is 4 March in Tokyo
    assert [one["startAt"] for one in body["bookings"]] == sorted(
        (one["startAt"] for one in body["bookings"]), key=datetime.fromisoformat
    )
    assert ("site" in body, body["free"]) == (False, [])
    assert [soon["id"]] in [one["bookingIds"] for one in body["outOfOrder"] if one["port"]["label"] == "P02"]


def test_one_site_takes_few_calls(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Warm: one call for the bookings while the site is cached; a new booking adds its own and its driver's."""
    site = simulator.add_site(ports=20)
    midnight = datetime.fromisoformat("2026-03-03T00:00:00-05:00")
    simulator.fill(site["locationId"], start=midnight, end=midnight + timedelta(days=1), per_port=4)
    admin.today(locationId=site["locationId"])
    simulator.clear_calls()

    warm = admin.today(locationId=site["locationId"])

    assert len(warm.json["bookings"]) > 50
    assert simulator.counts() == {"bookingsListing": 1}
    simulator.clear_calls()
    start = midnight + 48 * HOUR
    simulator.book(evse_id=site["evseIds"][0], start=start, end=start + HOUR, user_id=DRIVER)
    assert len(admin.today(locationId=site["locationId"], date="2026-03-05").json["bookings"]) == 1
    assert sum(simulator.counts().values()) <= 3


def test_all_of_two_hundred_sites_take_a_bounded_number_of_calls(
    admin: AdminFunctions, simulator: SimulatorHandle
) -> None:
    """Parts of the day concurrently, then the requests; at most 50 bookings, and the next responses have the others."""
    midnight = datetime.fromisoformat("2026-03-03T00:00:00-05:00")
    for number in range(200):
        site = simulator.add_site(ports=2)["locationId"]
        simulator.fill(site, start=midnight, end=midnight + timedelta(days=1), per_port=1, seed=number)
    simulator.clear_calls()

    cold, calls = admin.today(), simulator.counts()
    simulator.clear_calls()
    next_, next_calls = admin.today(), simulator.counts()
    rest = [admin.today().json["unread"] for _ in range(2)]
    simulator.clear_calls()
    warm, warm_calls = admin.today(), simulator.counts()

    assert len(cold.json["bookings"]) == len(warm.json["bookings"]) > 350
    assert (cold.json["complete"], warm.json["complete"]) == (True, True)
    assert cold.json["unread"] - 50 == next_.json["unread"] > rest[-1] == 0
    assert calls["bookingsListing"] <= 12
    assert calls["bookingRequestsListing"] <= 10
    assert (calls["bookingRead"], next_calls["bookingRead"]) == (50, 50)
    assert sum(calls.values()) <= 110
    assert next_calls.keys() == {"bookingsListing", "bookingRead"}
    assert warm_calls == {"bookingsListing": calls["bookingsListing"]}


def test_bookings_at_the_edges_of_the_parts_of_a_day_are_listed_once(
    admin: AdminFunctions, simulator: SimulatorHandle, site: dict[str, Any]
) -> None:
    """One that begins at an edge, one that lasts over it, and one that began before the day."""
    for _ in range(30):
        simulator.add_site(ports=1)
    day = "2026-03-05"
    admin.today(date=day)
    queries = [parse_qs(urlsplit(call["path"]).query) for call in simulator.calls("bookingsListing")]
    edge = min(datetime.fromisoformat(end) for query in queries for end in query["filter[startBefore]"])
    midnight = datetime.fromisoformat(f"{day}T00:00:00-05:00")
    first, second = site["evseIds"]
    made = [
        simulator.book(evse_id=port, start=start, end=start + 2 * HOUR)["id"]
        for port, start in ((first, midnight - HOUR), (first, edge - HOUR), (second, edge))
    ]

    found = [one["id"] for one in admin.today(date=day).json["bookings"]]

    assert len(queries) > 1
    assert [one for one in found if one in made] == made


def test_bad_questions_and_unknown_sites(admin: AdminFunctions) -> None:
    """A wrong field is named; a site that does not exist is not found."""
    assert refused_fields(admin.today(locationId="7abc")) == ["locationId"]
    assert refused_fields(admin.today(locationId=101, date="2026-02-30")) == ["date"]
    assert (admin.today(locationId=999999).status, admin.today(locationId=999999).problem) == (404, "site-not-found")
