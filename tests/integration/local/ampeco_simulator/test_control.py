from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support.simulator import SimulatorHandle

Builder = Callable[..., dict[str, Any]]
_SITE = "/resources/locations/v2.0/101"
_START = datetime(2027, 3, 15, 10, tzinfo=UTC)


def test_calls_are_recorded_as_received(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """Method, raw path and query, operation, status, header names; never the token."""
    api.get("/resources/users/v1.0?filter%5Bemail%5D=a%40b.c")

    (call,) = simulator.calls()

    assert {key: call[key] for key in ("method", "path", "operation", "status", "fault", "body")} == {
        "method": "GET",
        "path": "/public-api/resources/users/v1.0?filter%5Bemail%5D=a%40b.c",
        "operation": "usersListing",
        "status": 200,
        "fault": None,
        "body": "",
    }
    assert "authorization" in call["headers"]
    assert simulator.token not in str(call)


def test_calls_to_unknown_paths_are_recorded(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """With the path unchanged."""
    target = httpx.URL(simulator.url).copy_with(raw_path=b"/public-api/resources/x/..%2f..%2factions/reset")

    api.get(target)

    (call,) = simulator.calls()
    assert (
        call["path"],
        call["operation"],
        call["status"],
    ) == ("/public-api/resources/x/..%2f..%2factions/reset", None, 404)


def test_recorded_calls_have_bodies_and_faults(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder
) -> None:
    """A call without a response has its fault and no status."""
    simulator.faults({"kind": "reset", "when": "after", "count": 1})

    with pytest.raises(httpx.TransportError):
        api.post("/resources/booking-requests/v1.0", json=create_body(externalId="k"))

    (call,) = simulator.calls("bookingRequestCreate")
    assert '"externalId":"k"' in call["body"].replace(" ", "")
    assert (call["status"], call["fault"]) == (None, "reset")


def test_calls_are_counted_by_operation_and_can_be_cleared(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """For tests that state the calls of a page."""
    for path in (_SITE, _SITE, "/resources/evses/v2.1"):
        api.get(path)

    counts = simulator.counts()
    simulator.clear_calls()

    assert counts == {"locationRead": 2, "evsesListing": 1}
    assert simulator.calls() == []


def test_another_driver_can_take_a_slot_at_once(
    simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """The booking is active, and a later request is rejected."""
    booking = simulator.book(evse_id=5001, start=_START, end=_START + timedelta(hours=1))

    request = submit(create_body())

    assert (booking["status"], booking["evseId"], booking["locationId"]) == ("accepted", 5001, 101)
    assert request["status"] == "rejected"


def test_the_control_api_never_double_books_a_port(simulator: SimulatorHandle) -> None:
    """An overlapping booking is refused."""
    simulator.book(evse_id=5001, start=_START, end=_START + timedelta(hours=1))

    with pytest.raises(AssertionError, match="422"):
        simulator.book(evse_id=5001, start=_START + timedelta(minutes=59), end=_START + timedelta(hours=2))


def test_the_control_api_refuses_an_empty_time(simulator: SimulatorHandle) -> None:
    """A mistake in a test is reported."""
    with pytest.raises(AssertionError, match="422"):
        simulator.book(evse_id=5001, start=_START, end=_START)


def test_active_bookings_have_their_external_id(
    simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """Canceled ones are not in the list."""
    kept = submit(create_body(externalId="kept"))
    gone = submit(create_body(externalId="gone", evseId=5002))
    submit({"type": "cancel", "bookingId": gone["bookingId"]})

    live = {booking["externalId"]: booking for booking in simulator.live_bookings() if booking.get("externalId")}

    assert list(live) == ["kept"]
    assert (kept["bookingId"], kept["id"], 5001) == (
        live["kept"]["id"],
        live["kept"]["requestId"],
        live["kept"]["evseId"],
    )


def test_records_can_be_patched(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """Hostile names, broken ports: any field of the wire format, with its time of change."""
    name = [{"locale": "en", "translation": "<img src=x onerror=alert(1)>"}]

    simulator.patch("locations", 101, name=name)
    simulator.patch("charge-points", 301, status="disabled")
    simulator.patch("evses", 5003, hardwareStatus=None)
    simulator.patch("users", 1001, status="disabled")

    site = api.get(_SITE).json()["data"]
    changed = api.get("/resources/locations/v2.0", params={"filter[lastUpdatedAfter]": "2027-03-05T00:00:00Z"}).json()
    assert name == site["name"]
    assert [row["id"] for row in changed["data"]] == [101]
    assert api.get("/resources/charge-points/v2.0/301").json()["data"]["status"] == "disabled"
    assert api.get("/resources/evses/v2.1/5003").json()["data"]["hardwareStatus"] is None
    assert api.get("/resources/users/v1.0/1001").json()["data"]["status"] == "disabled"


def test_an_unknown_record_cannot_be_patched(simulator: SimulatorHandle) -> None:
    """A mistyped id is an error."""
    with pytest.raises(AssertionError, match="404"):
        simulator.patch("locations", 999, city="Nowhere")


def test_the_clock_can_be_set_and_advanced(simulator: SimulatorHandle) -> None:
    """It runs on from the set time."""
    simulator.set_clock(datetime(2027, 11, 7, 5, tzinfo=UTC))
    simulator.advance(3600)

    assert simulator.status()["now"].startswith("2027-11-07T06:00:")


def test_a_decision_about_no_pending_request_is_refused(
    simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """A decided request stays decided."""
    request = submit(create_body())

    with pytest.raises(AssertionError, match="422"):
        simulator.decide(request["id"])


def test_all_pending_requests_can_be_decided_at_once(
    simulator: SimulatorHandle, api: httpx.Client, create_body: Builder, submit: Builder
) -> None:
    """Without waiting for their delay."""
    simulator.approval("delayed", seconds=3600)
    ids = [submit(create_body(evseId=evse_id))["id"] for evse_id in (5001, 5002)]

    simulator.decide()

    statuses = [api.get(f"/resources/booking-requests/v1.0/{number}").json()["data"]["status"] for number in ids]
    assert statuses == ["approved", "approved"]


def test_reset_restores_the_initial_state(
    api: httpx.Client, simulator: SimulatorHandle, create_body: Builder, submit: Builder
) -> None:
    """Records, clock, faults, approval, rate limit and calls."""
    simulator.reset()
    before = simulator.status()
    first_page = api.get("/resources/bookings/v1.0").json()
    submit(create_body())
    simulator.patch("locations", 101, city="Elsewhere")
    simulator.rate_limit(1)
    simulator.advance(100_000)
    simulator.faults({"kind": "reset"})

    simulator.reset()

    after = simulator.status()
    assert {**before, "now": ""} == {**after, "now": ""}
    assert after["now"][:16] == "2027-03-05T15:00"
    assert simulator.calls() == []
    assert first_page == api.get("/resources/bookings/v1.0").json()
    assert api.get(_SITE).json()["data"]["city"] == "Grand Rapids"
    assert submit(create_body())["status"] == "pending"


def test_a_record_can_be_returned_with_overrides(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """In lists and by itself, until the next overrides; filters use the stored values."""
    simulator.override(
        {"kind": "locations", "id": 101, "fields": {"status": 5}, "without": ["city"]},
        {"kind": "users", "id": 1001, "fields": {"email": None}},
    )

    listed = api.get("/resources/locations/v2.0").json()["data"][0]
    alone = api.get(_SITE).json()["data"]
    (user,) = api.get("/resources/users/v1.0?filter[email]=driver@example.com").json()["data"]
    simulator.override()

    assert [("city" in record, record["status"]) for record in (listed, alone)] == [(False, 5)] * 2
    assert user["email"] is None
    assert api.get(_SITE).json()["data"]["status"] == "enabled"
