"""What opens nothing: words that stand for no value, numbers, other people's references, an email."""

import re
import uuid
from io import StringIO
from typing import Any

import pytest
from pydantic import SecretStr

from shared.domain.references import References
from tests.functions.admin.conftest import ADMIN_TOKEN, BEARER
from tests.functions.conftest import LINK_KEY, START
from tests.security.house import ADMIN_ROUTES, DRIVER, HOUR, PUBLIC_ROUTES, House, Placed, Visit
from tests.support.lambda_calls import Answer

NO_VALUES = ("", "undefined", "None", "null", "False", "0", "[]", "()", "''", "NaN", "Bearer", " ")
BOOKING_ROUTES = [route for route in PUBLIC_ROUTES if "/bookings/{id}" in route]


@pytest.mark.parametrize("setting", [None, "", "undefined", "None"])
def test_an_unset_admin_token_is_equal_to_no_word(house: House, setting: str | None) -> None:
    """Where nobody set one, or a broken deployment set the word for nothing: closed, also to that word."""
    house.configure(ADMIN_TOKENS=setting or "")
    house.simulator.clear_calls()

    answers = [
        house.visit(Visit("GET /api/admin/bookings", headers={"Authorization": f"Bearer{space}{word}"}))
        for word in NO_VALUES
        for space in (" ", "")
    ]

    house.configure()
    assert {(answer.status, answer.problem) for answer in answers} == {(503, "not-configured")}
    assert house.simulator.calls() == []


def test_no_word_for_nothing_opens_a_door_that_has_a_key(house: House) -> None:
    """Every admin route, with each of these words where the token should be."""
    house.simulator.clear_calls()

    answers = [
        house.visit(Visit(route, headers={"Authorization": f"Bearer {word}"}))
        for route in ADMIN_ROUTES
        for word in NO_VALUES
    ]

    assert {(answer.status, answer.problem) for answer in answers} == {(401, "unauthorized")}
    assert house.simulator.calls() == []


def test_no_public_route_lists_bookings_or_drivers(house: House) -> None:
    """What is not behind the admin token is about sites, or about the one booking that a reference names."""
    open_doors = [route for route in PUBLIC_ROUTES if not re.match(r"\w+ /api/(sites\b|bookings/\{id\})", route)]

    assert open_doors == ["POST /api/bookings"]
    for route in ADMIN_ROUTES:
        answer = house.visit(Visit(route, query={"token": ADMIN_TOKEN, "access_token": ADMIN_TOKEN}))
        assert (answer.status, answer.problem) == (401, "unauthorized")


def everywhere(house: House, placed: Placed, name: str) -> list[Answer]:
    """Give a name for a booking to all that a booking can be named to, also as a change of one that was placed."""
    times = {"startAt": START.isoformat(), "endAt": (START + HOUR).isoformat()}
    answers = [
        house.visit(Visit(route, path={"id": name}, body=times if "update" in route else None))
        for route in BOOKING_ROUTES
    ]
    return [*answers, house.visit(Visit("GET /api/bookings/{id}", {"id": placed.reference}, {"change": name}))]


def test_only_a_bookings_own_reference_names_it(house: House) -> None:
    """Its number, its request's, the bare key, another's signature, a key of before, an email: all the same 404."""
    own, other = house.placed(), house.placed()
    key, _, signature = own.reference.rpartition(".")
    names = {
        str(own.booking_id),
        str(own.request_id),
        key,
        f"{key}.",
        f"{key}.{other.reference.rpartition('.')[2]}",
        f"{key}x.{signature}",
        References([SecretStr("a-key-that-was-never-ours-32-characters")]).reference(key),
        References([SecretStr(LINK_KEY)]).reference(f"web-{uuid.uuid4()}"),
        DRIVER,
        "undefined",
    }

    house.simulator.clear_calls()
    for name in names:
        answers = everywhere(house, own, name)

        assert {(answer.status, answer.problem) for answer in answers} == {(404, "booking-not-found")}
        assert house.simulator.calls("bookingRequestCreate") == []
        assert house.simulator.calls("bookingRead") == []


def test_another_drivers_change_cannot_be_followed(house: House) -> None:
    """Neither by its reference at a booking of one's own, nor by the number that Ampeco gave it."""
    own, other = house.placed(), house.placed()
    change = house.cancel(other.reference).json["change"]
    number = house.simulator.counts()["bookingRequestCreate"]

    for name in (change, str(number), str(other.request_id), other.reference):
        answer = house.read_booking(own.reference, change=name)
        assert (answer.status, answer.problem) == (404, "booking-not-found")


@pytest.mark.parametrize("of", ["number", "request", "other driver"])
def test_a_booking_that_is_not_ones_own_cannot_be_replaced(house: House, of: str) -> None:
    """An overlap is allowed with the booking that one gives up, so that name must be proven as well."""
    placed = house.placed()
    replaced = {"number": str(placed.booking_id), "request": str(placed.request_id), "other driver": placed.reference}
    house.simulator.clear_calls()

    answer = house.book(house.order() | {"email": "driver1@example.com", "evseId": 5002, "replaces": replaced[of]})

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "replaces")
    assert house.simulator.calls("bookingRequestCreate") == []


def test_who_knows_an_email_sees_nothing_of_its_bookings(house: House, log: StringIO) -> None:
    """Wherever it is put: no answer tells that there is a booking, let alone which, and nothing is changed."""
    placed = house.placed()
    before = house.simulator.live_bookings()
    asked: list[dict[str, Any]] = [
        {"query": {"email": DRIVER, "filter[email]": DRIVER, "userId": "1001"}},
        {"headers": {"From": DRIVER, "X-User-Email": DRIVER, "Authorization": f"Basic {DRIVER}"}},
    ]

    reads = [Visit(route, house.good(route).path, **asked[0]) for route in PUBLIC_ROUTES if "/sites" in route]
    reads += [Visit(route, {"id": DRIVER}, **parts) for route in BOOKING_ROUTES for parts in asked]
    reads += [Visit(route, **parts) for route in ADMIN_ROUTES for parts in asked]
    answers = [house.visit(visit) for visit in reads]

    telling = (placed.reference, placed.reference.partition(".")[0], f'"{placed.booking_id}"', f":{placed.booking_id},")
    assert [answer.text for answer in answers if any(name in answer.text for name in telling)] == []
    assert {booking["id"] for booking in before} <= {booking["id"] for booking in house.simulator.live_bookings()}
    assert DRIVER not in log.getvalue()


def test_an_overlap_is_told_without_a_word_of_the_other_booking(house: House) -> None:
    """The one thing that an email and a whole order lead to: that there is something, not what, where or which."""
    order = house.order()
    taken = house.book(order)

    answer = house.book(order | {"evseId": 5002})

    assert (taken.status, answer.status, answer.problem) == (201, 409, "overlapping-booking")
    assert answer.json.keys() == {"type", "title", "status", "detail", "requestId"}
    assert [
        text for text in ("Riverfront", str(taken.json["bookingRequestId"]), order["startAt"]) if text in answer.text
    ] == []


def test_the_admin_token_is_not_needed_twice(house: House) -> None:
    """The counterpart of all the above: who has it gets in."""
    assert house.visit(Visit("GET /api/admin/bookings", headers=BEARER)).status == 200
