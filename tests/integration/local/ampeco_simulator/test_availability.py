from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support.simulator import SimulatorHandle

Builder = Callable[..., dict[str, Any]]
Windows = dict[int, list[tuple[str, str]]]


def _check(api: httpx.Client, location_id: int, start: str, end: str) -> Windows:
    reply = api.post(
        f"/actions/locations/v2.0/{location_id}/check-booking-availability",
        json={"startAfter": start, "endBefore": end},
    )
    assert reply.status_code == 200, reply.text
    return {
        evse["evseId"]: [(slot["startAt"], slot["endAt"]) for slot in evse["availableSlots"]]
        for evse in reply.json()["data"]
    }


def test_windows_are_the_free_times_within_the_requested_window(
    api: httpx.Client, create_body: Builder, submit: Builder
) -> None:
    """Before and after a booking, and nothing outside the requested time."""
    submit(create_body())

    windows = _check(api, 101, "2027-03-15T08:00:00Z", "2027-03-15T12:30:00Z")

    assert windows[5001] == [
        ("2027-03-15T08:00:00+00:00", "2027-03-15T10:00:00+00:00"),
        ("2027-03-15T11:00:00+00:00", "2027-03-15T12:30:00+00:00"),
    ]
    assert windows[5002] == [("2027-03-15T08:00:00+00:00", "2027-03-15T12:30:00+00:00")]


def test_a_window_over_midnight_comes_in_two_touching_parts(api: httpx.Client) -> None:
    """Windows are split at midnight UTC."""
    windows = _check(api, 101, "2027-03-15T22:00:00Z", "2027-03-16T02:00:00Z")

    assert windows[5001] == [
        ("2027-03-15T22:00:00+00:00", "2027-03-16T00:00:00+00:00"),
        ("2027-03-16T00:00:00+00:00", "2027-03-16T02:00:00+00:00"),
    ]


def test_a_full_port_is_listed_empty(api: httpx.Client, create_body: Builder, submit: Builder) -> None:
    """A full port differs from an absent one."""
    submit(create_body())

    assert _check(api, 101, "2027-03-15T10:00:00Z", "2027-03-15T11:00:00Z")[5001] == []


def test_a_port_stays_taken_while_the_driver_charges(api: httpx.Client) -> None:
    """A booking is completed when its session starts; the port is free again at the end of the session."""
    query = {"filter[status]": "completed", "filter[endAfter]": "2027-03-05T15:05:00Z"}
    charging = api.get("/resources/bookings/v1.0", params=query).json()["data"][0]
    detail = api.get(f"/resources/bookings/v1.0/{charging['id']}?include[]=bookedEvses").json()["data"]

    windows = _check(api, charging["locationId"], "2027-03-05T15:00:00Z", charging["endAt"])

    assert windows[detail["bookedEvses"][0]["id"]] == []


def test_no_window_starts_in_the_past(api: httpx.Client) -> None:
    """Windows of today start now at the earliest."""
    windows = _check(api, 110, "2027-03-05T00:00:00Z", "2027-03-06T00:00:00Z")

    starts = [start for slots in windows.values() for start, _ in slots]
    assert starts
    assert min(starts) > "2027-03-05T15:00:00+00:00"
    assert _check(api, 110, "2027-03-04T00:00:00Z", "2027-03-05T00:00:00Z")[5036] == []


@pytest.mark.parametrize(
    ("location_id", "evse_ids"),
    [(112, []), (113, []), (114, [5045, 5048, 5049, 5050]), (115, [5051, 5052])],
)
def test_ports_that_cannot_be_booked_are_absent(api: httpx.Client, location_id: int, evse_ids: list[int]) -> None:
    """Disabled, out of order, not bookable, on a disabled charge point or location."""
    assert evse_ids == list(_check(api, location_id, "2027-03-15T08:00:00Z", "2027-03-15T09:00:00Z"))


def test_pending_requests_do_not_block_time(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """Until a request is decided, its time stays free."""
    simulator.approval("held")
    submit(create_body())

    windows = _check(api, 101, "2027-03-15T10:00:00Z", "2027-03-15T11:00:00Z")

    assert windows[5001] == [("2027-03-15T10:00:00+00:00", "2027-03-15T11:00:00+00:00")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"startAfter": "2027-03-15T08:00:00Z"}, "endBefore"),
        ({"endBefore": "2027-03-15T08:00:00Z"}, "startAfter"),
        ({"startAfter": "2027-03-15T08:00:00Z", "endBefore": "2027-03-15T08:00:00Z"}, "endBefore"),
        ({"startAfter": "2027-03-15T08:00:00Z", "endBefore": "2027-03-22T08:00:01Z"}, "endBefore"),
        ({"startAfter": "tomorrow", "endBefore": "2027-03-22T08:00:00Z"}, "startAfter"),
        ({"startAfter": "2027-03-15T08:00:00Z", "endBefore": "2027-03-16T08:00:00Z", "evseId": 5001}, "evseId"),
    ],
)
def test_an_invalid_window_is_422(api: httpx.Client, body: dict[str, Any], field: str) -> None:
    """Both ends are required, in order, at most 7 days apart."""
    reply = api.post("/actions/locations/v2.0/101/check-booking-availability", json=body)

    assert reply.status_code == 422
    assert [field] == list(reply.json()["errors"])


def test_seven_days_to_the_second_are_allowed(api: httpx.Client) -> None:
    """The limit is inclusive."""
    assert _check(api, 101, "2027-03-15T08:00:00Z", "2027-03-22T08:00:00Z")[5001]


def test_an_unknown_location_is_404(api: httpx.Client) -> None:
    """With any body."""
    assert api.post("/actions/locations/v2.0/999/check-booking-availability", json={}).status_code == 404


def test_sites_are_busy_to_different_degrees_and_none_is_full(api: httpx.Client) -> None:
    """Over the next day Bayfront has little free time, Cedar Creek nearly all; every bookable site has some."""
    start = datetime(2027, 3, 6, 12, tzinfo=UTC)

    def free_share(location_id: int) -> float:
        windows = _check(api, location_id, start.isoformat(), (start + timedelta(hours=12)).isoformat())
        spans = [
            datetime.fromisoformat(end) - datetime.fromisoformat(begin)
            for slots in windows.values()
            for begin, end in slots
        ]
        return sum(spans, timedelta()) / (timedelta(hours=12) * len(windows))

    shares = {location_id: free_share(location_id) for location_id in (*range(101, 112), 114, 115, 116, 117)}

    assert shares[108] < 0.5
    assert shares[116] > 0.9
    assert all(share > 0 for share in shares.values())
