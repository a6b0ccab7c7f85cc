"""The request and response of each operation."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import pytest
import respx

from shared.ampeco_client import (
    AmpecoClient,
    BookingFilters,
    BookingRequestFilters,
    BookingRequestStatus,
    BookingStatus,
    CancelBooking,
    ChargePointFilters,
    CreateBooking,
    EvseFilters,
    EvseStatus,
    LocationFilters,
    NotFound,
    UpdateBooking,
    UserFilters,
)

Sample = Callable[[str], Any]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 7, tzinfo=timezone(timedelta(hours=-5)))


class Read(NamedTuple):
    """A read: how it is requested, what it sends, and the identifiers in what it returns."""

    ask: Callable[[AmpecoClient], Awaitable[Any]]
    path: str
    query: list[tuple[str, str]]
    answer: str
    ids: list[int]


PAGE = ("per_page", "100")

READS = {
    "list_locations": Read(
        lambda client: client.list_locations(LocationFilters(country="US"), include=("images",), per_page=5).all(),
        "/resources/locations/v2.0",
        [("filter[country]", "US"), ("include[]", "images"), ("per_page", "5")],
        "locations_page_2",
        [103],
    ),
    "read_location": Read(
        lambda client: client.read_location(101, include=("images",)),
        "/resources/locations/v2.0/101",
        [("include[]", "images")],
        "location",
        [101],
    ),
    "list_charge_points": Read(
        lambda client: client.list_charge_points(ChargePointFilters(location_id=101)).all(),
        "/resources/charge-points/v2.0",
        [("filter[locationId]", "101"), PAGE],
        "charge_points",
        [301, 302],
    ),
    "read_charge_point": Read(
        lambda client: client.read_charge_point(301), "/resources/charge-points/v2.0/301", [], "charge_point", [301]
    ),
    "list_evses": Read(
        lambda client: client.list_evses(EvseFilters(charge_point_id=301)).all(),
        "/resources/evses/v2.1",
        [("filter[chargePointId]", "301"), ("include[]", "connectors"), PAGE],
        "evses",
        [5001],
    ),
    "list_charge_point_evses": Read(
        lambda client: client.list_charge_point_evses(301).all(),
        "/resources/charge-points/v2.0/301/evses",
        [("include[]", "connectors"), PAGE],
        "charge_point_evses",
        [5001],
    ),
    "read_evse": Read(
        lambda client: client.read_evse(5001),
        "/resources/evses/v2.1/5001",
        [("include[]", "connectors")],
        "evse",
        [5001],
    ),
    "list_booking_requests": Read(
        lambda client: client.list_booking_requests(
            BookingRequestFilters(status=BookingRequestStatus.PENDING, external_id="b2c7")
        ).all(),
        "/resources/booking-requests/v1.0",
        [("filter[status]", "pending"), ("filter[externalId]", "b2c7"), PAGE],
        "booking_requests",
        [9001, 9002, 9003],
    ),
    "read_booking_request": Read(
        lambda client: client.read_booking_request(9001),
        "/resources/booking-requests/v1.0/9001",
        [],
        "create_request",
        [9001],
    ),
    "list_bookings": Read(
        lambda client: client.list_bookings(BookingFilters(status=BookingStatus.ACCEPTED, end_after=LATER)).all(),
        "/resources/bookings/v1.0",
        [("filter[status]", "accepted"), ("filter[endAfter]", "2026-11-24T12:00:00Z"), PAGE],
        "bookings",
        [77],
    ),
    "read_booking": Read(
        lambda client: client.read_booking(77),
        "/resources/bookings/v1.0/77",
        [("include[]", "bookedEvses")],
        "booking",
        [77],
    ),
    "list_users": Read(
        lambda client: client.list_users(UserFilters(external_id="crm-1"), per_page=2).all(),
        "/resources/users/v1.0",
        [("filter[externalId]", "crm-1"), ("per_page", "2"), ("cursor", "")],
        "users",
        [41, 42],
    ),
    "find_users_by_email": Read(
        lambda client: client.find_users_by_email("dana+ev@example.com"),
        "/resources/users/v1.0",
        [("filter[email]", "dana+ev@example.com"), PAGE, ("cursor", "")],
        "users",
        [41, 42],
    ),
    "read_user": Read(lambda client: client.read_user(41), "/resources/users/v1.0/41", [], "user", [41]),
}


@pytest.mark.parametrize(("name", "read"), READS.items(), ids=READS)
async def test_a_read_sends_the_documented_request(
    name: str,
    read: Read,
    client: AmpecoClient,
    ampeco: respx.MockRouter,
    sample: Sample,
    calls: list[tuple[str, int | None]],
) -> None:
    """One GET with its path and query and the token; metrics and errors contain the name of its method."""
    route = ampeco.get(read.path).respond(json=sample(read.answer))

    answer = await read.ask(client)

    request = route.calls.last.request
    assert route.call_count == 1
    assert read.query == parse_qsl(request.url.query.decode(), keep_blank_values=True)
    assert (request.headers["authorization"], request.headers["accept"]) == ("Bearer t0ken", "application/json")
    assert (request.content, "content-type" in request.headers) == (b"", False)
    assert read.ids == [record.id for record in (answer if isinstance(answer, tuple) else (answer,))]
    assert calls == [({"find_users_by_email": "list_users"}.get(name, name), 200)]


async def test_the_evses_of_a_charge_point_have_its_id(
    client: AmpecoClient, ampeco: respx.MockRouter, sample: Sample
) -> None:
    """The response leaves the id out, and the client adds it to each EVSE."""
    ampeco.get("/resources/charge-points/v2.0/301/evses").respond(json=sample("charge_point_evses"))

    (evse,) = await client.list_charge_point_evses(301).all()

    assert (evse.charge_point_id, evse.status, evse.booking_enabled) == (301, EvseStatus.OUT_OF_ORDER, False)


async def test_availability_is_requested_in_utc(
    client: AmpecoClient, ampeco: respx.MockRouter, sample: Sample, calls: list[tuple[str, int | None]]
) -> None:
    """The window is in the body of a POST, converted from any offset."""
    route = ampeco.post("/actions/locations/v2.0/101/check-booking-availability")
    route.respond(json=sample("availability"))

    free = await client.check_booking_availability(101, start_after=NOON, end_before=LATER)

    request = route.calls.last.request
    assert [evse.evse_id for evse in free] == [5001, 5002]
    assert json.loads(request.content) == {"startAfter": "2026-11-23T12:00:00Z", "endBefore": "2026-11-24T12:00:00Z"}
    assert request.headers["content-type"] == "application/json"
    assert calls == [("check_booking_availability", 200)]


@pytest.mark.parametrize(
    ("request_", "body"),
    [
        (
            CreateBooking(user_id=41, location_id=101, start_at=NOON, end_at=LATER, evse_id=5001),
            {
                "type": "create",
                "userId": 41,
                "locationId": 101,
                "startAt": "2026-11-23T12:00:00Z",
                "endAt": "2026-11-24T12:00:00Z",
                "evseId": 5001,
            },
        ),
        (
            UpdateBooking(booking_id=77, start_at=NOON),
            {"type": "update", "bookingId": 77, "startAt": "2026-11-23T12:00:00Z"},
        ),
        (
            CancelBooking(booking_id=77, external_id="b2c7.cancel"),
            {"type": "cancel", "bookingId": 77, "externalId": "b2c7.cancel"},
        ),
    ],
    ids=["create", "update", "cancel"],
)
async def test_a_request_is_posted_once(
    request_: CreateBooking | UpdateBooking | CancelBooking,
    body: dict[str, Any],
    client: AmpecoClient,
    ampeco: respx.MockRouter,
    sample: Sample,
    calls: list[tuple[str, int | None]],
) -> None:
    """One POST for each of the three types; the response is Ampeco's record of the request."""
    route = ampeco.post("/resources/booking-requests/v1.0").respond(201, json=sample("create_request"))

    made = await client.submit_booking_request(request_)

    assert body == json.loads(route.calls.last.request.content)
    assert (made.id, made.status, route.call_count) == (9001, BookingRequestStatus.APPROVED, 1)
    assert calls == [("submit_booking_request", 201)]


async def test_a_missing_record_raises(client: AmpecoClient, ampeco: respx.MockRouter) -> None:
    """A 404 is an error; None would be mistaken for an absent field."""
    ampeco.get("/resources/bookings/v1.0/77").respond(404, json={"message": "No such booking."})

    with pytest.raises(NotFound):
        await client.read_booking(77)
