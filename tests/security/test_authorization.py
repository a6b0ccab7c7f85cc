"""Requests without access: empty values, ids, references of other drivers, an email."""

import re
import uuid
from io import StringIO
from typing import Any

import pytest
from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner
from tests.security.function_host import (
    ADMIN_ROUTES,
    DRIVER,
    HOUR,
    PUBLIC_ROUTES,
    BookingIds,
    FunctionHost,
    RouteRequest,
)
from tests.support.admin_functions import ADMIN_TOKEN, BEARER
from tests.support.functions import LINK_KEY, START
from tests.support.lambda_calls import LambdaResponse

NO_VALUES = ("", "undefined", "None", "null", "False", "0", "[]", "()", "''", "NaN", "Bearer", " ")
BOOKING_ROUTES = [route for route in PUBLIC_ROUTES if "/bookings/{id}" in route]


@pytest.mark.parametrize("setting", [None, "", "undefined", "None"])
def test_an_unset_admin_token_equals_no_placeholder(host: FunctionHost, setting: str | None) -> None:
    """If the setting is empty, or a broken deployment set a placeholder such as "null": closed, also to that text."""
    host.configure(ADMIN_TOKENS=setting or "")
    host.simulator.clear_calls()

    answers = [
        host.send(RouteRequest("GET /api/admin/bookings", headers={"Authorization": f"Bearer{space}{word}"}))
        for word in NO_VALUES
        for space in (" ", "")
    ]

    host.configure()
    assert {(answer.status, answer.problem) for answer in answers} == {(503, "not-configured")}
    assert host.simulator.calls() == []


def test_no_placeholder_is_accepted_as_admin_token(host: FunctionHost) -> None:
    """On every admin route, with each placeholder such as "null" as the token."""
    host.simulator.clear_calls()

    answers = [
        host.send(RouteRequest(route, headers={"Authorization": f"Bearer {word}"}))
        for route in ADMIN_ROUTES
        for word in NO_VALUES
    ]

    assert {(answer.status, answer.problem) for answer in answers} == {(401, "unauthorized")}
    assert host.simulator.calls() == []


def test_no_public_route_lists_bookings_or_drivers(host: FunctionHost) -> None:
    """Public routes are about sites, or about the one booking of a reference."""
    open_doors = [route for route in PUBLIC_ROUTES if not re.match(r"\w+ /api/(sites\b|bookings/\{id\})", route)]

    assert open_doors == ["POST /api/bookings", "POST /api/bookings/links"]
    for route in ADMIN_ROUTES:
        answer = host.send(RouteRequest(route, query={"token": ADMIN_TOKEN, "access_token": ADMIN_TOKEN}))
        assert (answer.status, answer.problem) == (401, "unauthorized")


def everywhere(host: FunctionHost, create_booking: BookingIds, name: str) -> list[LambdaResponse]:
    """Use an identifier in every place that can name a booking, also as a change of an existing one."""
    times = {"startAt": START.isoformat(), "endAt": (START + HOUR).isoformat()}
    answers = [
        host.send(RouteRequest(route, path={"id": name}, body=times if "update" in route else None))
        for route in BOOKING_ROUTES
    ]
    return [
        *answers,
        host.send(RouteRequest("GET /api/bookings/{id}", {"id": create_booking.reference}, {"change": name})),
    ]


def test_only_its_own_reference_gives_access_to_a_booking(host: FunctionHost) -> None:
    """Ids, the bare key, another signature, a removed key, an email: all the same 404."""
    own, other = host.create_booking(), host.create_booking()
    key, _, signature = own.reference.rpartition(".")
    names = {
        str(own.booking_id),
        str(own.request_id),
        key,
        f"{key}.",
        f"{key}.{other.reference.rpartition('.')[2]}",
        f"{key}x.{signature}",
        ReferenceSigner([SecretStr("a-key-that-was-never-ours-32-characters")]).reference(key),
        ReferenceSigner([SecretStr(LINK_KEY)]).reference(f"web-{uuid.uuid4()}"),
        DRIVER,
        "undefined",
    }

    host.simulator.clear_calls()
    for name in names:
        answers = everywhere(host, own, name)

        assert {(answer.status, answer.problem) for answer in answers} == {(404, "booking-not-found")}
        assert host.simulator.calls("bookingRequestCreate") == []
        assert host.simulator.calls("bookingRead") == []


def test_another_drivers_change_cannot_be_read(host: FunctionHost) -> None:
    """Neither by its reference with an own booking, nor by Ampeco's id."""
    own, other = host.create_booking(), host.create_booking()
    change = host.cancel(other.reference).json["change"]
    number = host.simulator.counts()["bookingRequestCreate"]

    for name in (change, str(number), str(other.request_id), other.reference):
        answer = host.read_booking(own.reference, change=name)
        assert (answer.status, answer.problem) == (404, "booking-not-found")


@pytest.mark.parametrize("of", ["number", "request", "other driver"])
def test_another_drivers_booking_cannot_be_replaced(host: FunctionHost, of: str) -> None:
    """A replaced booking may overlap, so its reference must be verified as well."""
    create_booking = host.create_booking()
    replaced = {
        "number": str(create_booking.booking_id),
        "request": str(create_booking.request_id),
        "other driver": create_booking.reference,
    }
    host.simulator.clear_calls()

    answer = host.book(host.order() | {"email": "driver1@example.com", "evseId": 5002, "replaces": replaced[of]})

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "replaces")
    assert host.simulator.calls("bookingRequestCreate") == []


def test_an_email_gives_no_access_to_its_bookings(host: FunctionHost, log: StringIO) -> None:
    """In every place: no response reveals whether there is a booking, and nothing is changed."""
    create_booking = host.create_booking()
    before = host.simulator.live_bookings()
    requested: list[dict[str, Any]] = [
        {"query": {"email": DRIVER, "filter[email]": DRIVER, "userId": "1001"}},
        {"headers": {"From": DRIVER, "X-User-Email": DRIVER, "Authorization": f"Basic {DRIVER}"}},
    ]

    reads = [
        RouteRequest(route, host.valid_request(route).path, **requested[0])
        for route in PUBLIC_ROUTES
        if "/sites" in route
    ]
    reads += [RouteRequest(route, {"id": DRIVER}, **parts) for route in BOOKING_ROUTES for parts in requested]
    reads += [RouteRequest(route, **parts) for route in ADMIN_ROUTES for parts in requested]
    answers = [host.send(send) for send in reads]

    rewriting = (
        create_booking.reference,
        create_booking.reference.partition(".")[0],
        f'"{create_booking.booking_id}"',
        f":{create_booking.booking_id},",
    )
    assert [answer.text for answer in answers if any(name in answer.text for name in rewriting)] == []
    assert {booking["id"] for booking in before} <= {booking["id"] for booking in host.simulator.live_bookings()}
    assert DRIVER not in log.getvalue()


def test_an_overlap_is_reported_without_data_of_the_other_booking(host: FunctionHost) -> None:
    """With an email and a complete request, only the existence of a booking is revealed, not which one."""
    order = host.order()
    taken = host.book(order)

    answer = host.book(order | {"evseId": 5002})

    assert (taken.status, answer.status, answer.problem) == (201, 409, "overlapping-booking")
    assert answer.json.keys() == {"type", "title", "status", "detail", "requestId"}
    assert [
        text for text in ("Riverfront", str(taken.json["bookingRequestId"]), order["startAt"]) if text in answer.text
    ] == []


def test_a_valid_admin_token_gives_access(host: FunctionHost) -> None:
    """The counterpart of all the tests above."""
    assert host.send(RouteRequest("GET /api/admin/bookings", headers=BEARER)).status == 200
