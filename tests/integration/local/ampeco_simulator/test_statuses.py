from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import httpx

from tests.support.simulator import SimulatorHandle

Builder = Callable[..., dict[str, Any]]


def _every_booking(api: httpx.Client) -> list[dict[str, Any]]:
    rows = []
    following: str | None = "/resources/bookings/v1.0"
    while following:
        page = api.get(following).json()
        rows += page["data"]
        following = page["links"]["next"]
    return rows


def test_a_booking_goes_from_accepted_to_reserved_to_a_final_status(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """Reserved shortly before the start, final shortly after it; each step is an update."""
    booking_id = submit(
        create_body(locationId=116, evseId=5054, startAt="2027-03-05T16:00:00Z", endAt="2027-03-05T17:00:00Z")
    )["bookingId"]

    steps = []
    for minutes in (0, 46, 45):
        simulator.advance(minutes * 60)
        steps.append(api.get(f"/resources/bookings/v1.0/{booking_id}").json()["data"])

    assert [step["status"] for step in steps[:2]] == ["accepted", "reserved"]
    assert steps[2]["status"] in {"completed", "no-show", "failed"}
    assert steps[1]["lastUpdatedAt"] == "2027-03-05T15:45:00+00:00"
    assert steps[0]["lastUpdatedAt"] < steps[1]["lastUpdatedAt"] < steps[2]["lastUpdatedAt"]


def test_past_bookings_have_every_final_status(api: httpx.Client) -> None:
    """Most are completed, some no-shows, some failed, some canceled; only sessions have an id."""
    rows = _every_booking(api)

    counts = Counter(row["status"] for row in rows if row["endAt"] < "2027-03-05T15:00:00")
    assert {"completed", "no-show", "failed", "cancelled"} == counts.keys()
    assert counts["completed"] > sum(counts.values()) / 2
    assert {"completed"} == {row["status"] for row in rows if "sessionId" in row}


def test_other_drivers_have_bookings_today_and_later(api: httpx.Client) -> None:
    """Hundreds of them, none by the drivers for manual tests."""
    rows = _every_booking(api)

    accepted = [row for row in rows if row["status"] == "accepted"]
    assert len(accepted) > 300
    assert {f"2027-03-{day:02d}" for day in range(5, 12)} <= {row["startAt"][:10] for row in accepted}
    assert {1001, 1002, 1003, 1004}.isdisjoint(row["userId"] for row in rows)


def test_every_seeded_booking_has_its_approved_request(api: httpx.Client) -> None:
    """Some name the port, some have criteria, and some requests were rejected because the time was taken."""
    rows = []
    following: str | None = "/resources/booking-requests/v1.0"
    while following:
        page = api.get(following).json()
        rows += page["data"]
        following = page["links"]["next"]

    creates = [row for row in rows if row["type"] == "create" and row["status"] == "approved"]
    assert {row["id"] for row in _every_booking(api)} == {row["bookingId"] for row in creates}
    assert {True, False} == {"evseId" in row for row in creates}
    assert all(row["rejectionReason"] for row in rows if row["status"] == "rejected")
    assert any(row["status"] == "rejected" for row in rows)
    assert any(row["type"] == "cancel" for row in rows)


def test_no_two_bookings_of_a_port_overlap(simulator: SimulatorHandle) -> None:
    """Among the active ones of the initial data."""
    live = sorted(simulator.live_bookings(), key=lambda row: (row["evseId"], row["startAt"]))

    pairs = [(one, other) for one, other in pairwise(live) if one["evseId"] == other["evseId"]]
    assert pairs
    assert all(one["endAt"] <= other["startAt"] for one, other in pairs)


def test_access_methods_are_a_snapshot(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """A booking keeps those of its creation after the site changes."""
    booking_id = submit(create_body())["bookingId"]

    simulator.patch("locations", 101, accessMethods=["TOKEN"])

    booking = api.get(f"/resources/bookings/v1.0/{booking_id}").json()["data"]
    assert booking["accessMethods"] == ["OPEN", "PARKING_TICKET"]
