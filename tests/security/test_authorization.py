"""Requests without access: empty values, ids, other people's references, an email."""

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
def test_an_unset_admin_token_is_equal_to_no_word(host: FunctionHost, setting: str | None) -> None:
    """Where nobody set one, or a broken deployment set the word for nothing: closed, also to that word."""
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


def test_no_word_for_nothing_opens_a_door_that_has_a_key(host: FunctionHost) -> None:
    """Every admin route, with each of these words where the token should be."""
    host.simulator.clear_calls()

    answers = [
        host.send(RouteRequest(route, headers={"Authorization": f"Bearer {word}"}))
        for route in ADMIN_ROUTES
        for word in NO_VALUES
    ]

    assert {(answer.status, answer.problem) for answer in answers} == {(401, "unauthorized")}
    assert host.simulator.calls() == []


def test_no_public_route_lists_bookings_or_drivers(host: FunctionHost) -> None:
    """What is not behind the admin token is about sites, or about the one booking that a reference names."""
    open_doors = [route for route in PUBLIC_ROUTES if not re.match(r"\w+ /api/(sites\b|bookings/\{id\})", route)]

    assert open_doors == ["POST /api/bookings", "POST /api/bookings/links"]
    for route in ADMIN_ROUTES:
        answer = host.send(RouteRequest(route, query={"token": ADMIN_TOKEN, "access_token": ADMIN_TOKEN}))
        assert (answer.status, answer.problem) == (401, "unauthorized")


def everywhere(host: FunctionHost, create_booking: BookingIds, name: str) -> list[LambdaResponse]:
    """Give a name for a booking to all that a booking can be named to, also as a change of one that was placed."""
    times = {"startAt": START.isoformat(), "endAt": (START + HOUR).isoformat()}
    answers = [
        host.send(RouteRequest(route, path={"id": name}, body=times if "update" in route else None))
        for route in BOOKING_ROUTES
    ]
    return [
        *answers,
        host.send(RouteRequest("GET /api/bookings/{id}", {"id": create_booking.reference}, {"change": name})),
    ]


def test_only_a_bookings_own_reference_names_it(host: FunctionHost) -> None:
    """Its number, its request's, the bare key, another's signature, a key of before, an email: all the same 404."""
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


def test_another_drivers_change_cannot_be_followed(host: FunctionHost) -> None:
    """Neither by its reference at a booking of one's own, nor by the number that Ampeco gave it."""
    own, other = host.create_booking(), host.create_booking()
    change = host.cancel(other.reference).json["change"]
    number = host.simulator.counts()["bookingRequestCreate"]

    for name in (change, str(number), str(other.request_id), other.reference):
        answer = host.read_booking(own.reference, change=name)
        assert (answer.status, answer.problem) == (404, "booking-not-found")


@pytest.mark.parametrize("of", ["number", "request", "other driver"])
def test_a_booking_that_is_not_ones_own_cannot_be_replaced(host: FunctionHost, of: str) -> None:
    """An overlap is allowed with the booking that one gives up, so that name must be proven as well."""
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


def test_who_knows_an_email_sees_nothing_of_its_bookings(host: FunctionHost, log: StringIO) -> None:
    """Wherever it is put: no answer tells that there is a booking, let alone which, and nothing is changed."""
    create_booking = host.create_booking()
    before = host.simulator.live_bookings()
    asked: list[dict[str, Any]] = [
        {"query": {"email": DRIVER, "filter[email]": DRIVER, "userId": "1001"}},
        {"headers": {"From": DRIVER, "X-User-Email": DRIVER, "Authorization": f"Basic {DRIVER}"}},
    ]

    reads = [
        RouteRequest(route, host.valid_request(route).path, **asked[0]) for route in PUBLIC_ROUTES if "/sites" in route
    ]
    reads += [RouteRequest(route, {"id": DRIVER}, **parts) for route in BOOKING_ROUTES for parts in asked]
    reads += [RouteRequest(route, **parts) for route in ADMIN_ROUTES for parts in asked]
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


def test_an_overlap_is_told_without_a_word_of_the_other_booking(host: FunctionHost) -> None:
    """With an email and a complete request, only the existence of a booking is revealed, not which one."""
    order = host.order()
    taken = host.book(order)

    answer = host.book(order | {"evseId": 5002})

    assert (taken.status, answer.status, answer.problem) == (201, 409, "overlapping-booking")
    assert answer.json.keys() == {"type", "title", "status", "detail", "requestId"}
    assert [
        text for text in ("Riverfront", str(taken.json["bookingRequestId"]), order["startAt"]) if text in answer.text
    ] == []


def test_the_admin_token_is_not_needed_twice(host: FunctionHost) -> None:
    """The counterpart of all the above: who has it gets in."""
    assert host.send(RouteRequest("GET /api/admin/bookings", headers=BEARER)).status == 200
