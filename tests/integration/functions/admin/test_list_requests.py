"""GET /api/admin/requests and /{requestId}: pending, rejected, and individual requests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.functions import NOW, START
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER = 1001


def test_each_request_has_site_driver_and_current_time(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """Change requests lack them at Ampeco: they come from the booking."""
    reference = admin.book(order).json["id"]
    simulator.approval("held")
    times = {"startAt": (START + HOUR).isoformat(), "endAt": (START + 2 * HOUR).isoformat()}
    admin.move(reference, times, key=key)
    simulator.submit(
        {
            "locationId": 105,
            "evseCriteria": {"connectorType": "ccs1", "minPower": 50},
            "startAt": (START + HOUR).isoformat(),
            "endAt": (START + 2 * HOUR).isoformat(),
        },
        external_id="admin-1",
        user_id=1005,
    )

    answer = admin.requests(status="pending")

    update, create = answer.json["requests"]
    (booked,) = [one for one in simulator.live_bookings() if one["externalId"]]
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert answer.json["now"] == "2026-03-03T10:00:00-05:00"
    assert update == {
        "id": update["id"],
        "type": "update",
        "status": "pending",
        "createdAt": update["createdAt"],
        "lastUpdatedAt": update["lastUpdatedAt"],
        "source": "site",
        "bookingId": booked["id"],
        "site": {"id": 101, "name": "Riverfront Garage"},
        "timezone": "America/Detroit",
        "port": {"evseId": 5001, "label": "A1"},
        "driver": {"userId": DRIVER, "name": "Dana Driver", "email": "d•••@example.com"},
        "startAt": "2026-03-23T12:00:00-04:00",
        "endAt": "2026-03-23T13:00:00-04:00",
        "fromStartAt": "2026-03-23T11:00:00-04:00",
        "fromEndAt": "2026-03-23T12:00:00-04:00",
    }
    assert create == {
        "id": create["id"],
        "type": "create",
        "status": "pending",
        "createdAt": create["createdAt"],
        "lastUpdatedAt": create["lastUpdatedAt"],
        "source": "admin",
        "site": {"id": 105, "name": "Pier 48 Lot"},
        "timezone": "America/Los_Angeles",
        "evseCriteria": {"connectorType": "ccs1", "minPower": 50.0},
        "driver": {"userId": 1005, "name": "Other Alvarez", "email": "O•••@Example.com"},
        "startAt": "2026-03-23T09:00:00-07:00",
        "endAt": "2026-03-23T10:00:00-07:00",
    }
    assert key not in answer.text


def test_rejected_requests_of_today_have_their_reason(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Today starts at the tenant's midnight, also when UTC is already a day ahead."""
    simulator.approval("instant", rejectReason="The port is out of order.")
    admin.book(order)

    today = admin.requests(status="rejected", createdDay="today").json["requests"]
    by_date = admin.requests(status="rejected", createdDay="2026-03-03").json["requests"]
    admin.configure(now=lambda: NOW + timedelta(hours=14))
    tomorrow = admin.requests(status="rejected", createdDay="today").json["requests"]

    assert "The port is out of order." in {one["rejectionReason"] for one in today}
    assert (by_date, tomorrow) == (today, [])


def test_a_day_includes_its_first_instant_and_excludes_its_last(
    admin: AdminFunctions, simulator: SimulatorHandle
) -> None:
    """Ampeco's filters exclude both; here a day of 25 hours."""
    admin.requests(createdDay="2026-11-01")

    (call,) = simulator.calls("bookingRequestsListing")
    assert "createdAfter%5D=2026-11-01T03%3A59%3A59Z" in call["path"]
    assert "createdBefore%5D=2026-11-02T05%3A00%3A00Z" in call["path"]


def test_all_of_ampecos_filters_but_one_are_passed_on(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """In UTC, each under its own name."""
    moment = datetime(2026, 3, 8, 9, tzinfo=UTC)
    times = ("startAfter", "startBefore", "endAfter", "endBefore", "createdAfter", "createdBefore")

    answer = admin.requests(
        status="approved", userId=1005, locationId=101, **dict.fromkeys(times, moment.isoformat()), per_page=7
    )

    (call,) = simulator.calls("bookingRequestsListing")
    expected = {"status": "approved", "userId": "1005", "locationId": "101"}
    expected |= dict.fromkeys(times, "2026-03-08T09%3A00%3A00Z")
    assert answer.status == 200
    assert set(call["path"].partition("?")[2].split("&")) == {
        "per_page=7",
        *(f"filter%5B{name}%5D={value}" for name, value in expected.items()),
    }


def test_the_pages_contain_every_booking_once(admin: AdminFunctions) -> None:
    """There is no total."""
    everything = admin.requests(status="rejected", per_page=100).json

    page = admin.requests(status="rejected", per_page=15).json
    ids = [one["id"] for one in page["requests"]]
    while "nextCursor" in page:
        page = admin.requests(status="rejected", per_page=15, cursor=page["nextCursor"]).json
        ids += [one["id"] for one in page["requests"]]

    assert len(ids) > 15
    assert page.keys() == {"requests", "now"}
    assert ids == [one["id"] for one in everything["requests"]]


def test_a_cursor_belongs_to_its_filters(admin: AdminFunctions) -> None:
    """With other filters it is refused, and so is a cursor of the list of bookings."""
    cursor = admin.requests(status="rejected", per_page=5).json["nextCursor"]
    of_bookings = admin.bookings(per_page=5).json["nextCursor"]

    assert refused_fields(admin.requests(status="approved", per_page=5, cursor=cursor)) == ["cursor"]
    assert refused_fields(admin.requests(status="rejected", createdDay="today", cursor=cursor)) == ["cursor"]
    assert refused_fields(admin.requests(cursor=of_bookings)) == ["cursor"]


def test_an_unknown_site_is_not_found(admin: AdminFunctions) -> None:
    assert admin.requests(locationId=999).problem == "site-not-found"


def test_a_page_reads_each_booking_and_driver_once(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Names are cached, so a page of create requests costs one call in a warm function."""
    reference = admin.book(order).json["id"]
    simulator.approval("held")
    admin.cancel(reference)
    admin.cancel(reference)
    admin.configure()
    simulator.clear_calls()

    cold = admin.requests(status="pending")

    counts = simulator.counts()
    assert [one["type"] for one in cold.json["requests"]] == ["cancel", "cancel"]
    assert counts == {
        "bookingRequestsListing": 1,
        "locationsListing": 1,
        "evsesListing": 1,
        "bookingRead": 1,
        "userRead": 1,
    }


def test_one_request_is_read_in_few_calls(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The same data as in the list; a warm function reads only the request itself, for polling."""
    simulator.approval("held")
    admin.book(order)
    (listed,) = admin.requests(status="pending").json["requests"]
    admin.configure()
    simulator.clear_calls()

    cold = admin.request(listed["id"])
    counts = simulator.counts()
    simulator.clear_calls()
    simulator.decide()
    decided = admin.request(listed["id"])

    assert cold.json == listed
    assert counts == {"bookingRequestRead": 1, "locationRead": 1, "evseRead": 1, "userRead": 1}
    assert (decided.json["status"], decided.json["bookingId"]) == ("approved", simulator.status()["bookings"] + 20_000)
    assert simulator.counts() == {"bookingRequestRead": 1}


def test_a_change_of_a_deleted_booking_is_shown(
    admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """With the request's own fields, in the tenant's time."""
    reference = admin.book(order).json["id"]
    simulator.approval("held")
    admin.cancel(reference)
    (listed,) = admin.requests(status="pending").json["requests"]
    simulator.faults({"kind": "status", "status": 404, "operation": "bookingRead"})

    told = admin.request(listed["id"]).json

    assert told == {
        name: listed[name] for name in ("id", "type", "status", "createdAt", "lastUpdatedAt", "source", "bookingId")
    }


def test_an_invalid_or_unknown_id_is_not_found(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """An invalid id causes no call."""
    answers = [admin.request(request_id) for request_id in ("1", "0", "x", "90001 ", "90001/..", "9" * 16)]

    assert {(answer.status, answer.problem) for answer in answers} == {(404, "request-not-found")}
    assert simulator.counts() == {"bookingRequestRead": 1}
