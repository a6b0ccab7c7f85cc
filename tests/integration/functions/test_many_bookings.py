"""POST /api/bookings: limit of bookings per driver."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.admin_functions import AdminFunctions
from tests.support.functions import NOW, START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
LIMIT = 3


@pytest.fixture
def limited(functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]) -> Functions:
    """Return functions with a limit of three, for a driver with two bookings."""
    functions.configure(MAX_BOOKINGS_PER_DRIVER=str(LIMIT))
    simulator.book(evse_id=5002, start=START + 48 * HOUR, end=START + 49 * HOUR, user_id=1001)
    assert functions.book(order | later(1)).status == 201
    simulator.clear_calls()
    return functions


def later(hours: int) -> dict[str, str]:
    """Return other times for a booking request."""
    return {"startAt": (START + hours * HOUR).isoformat(), "endAt": (START + (hours + 1) * HOUR).isoformat()}


def test_a_driver_can_have_as_many_bookings_as_the_policy_allows(
    limited: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Wherever they were made; a fourth request submits nothing."""
    third, fourth = limited.book(order | later(3)), limited.book(order | later(5))

    assert third.status == 201
    assert (fourth.status, fourth.problem) == (409, "too-many-bookings")
    assert fourth.json.keys() == {"type", "title", "status", "detail", "requestId"}
    assert len(simulator.calls("bookingRequestCreate")) == 1


def test_the_limit_holds_for_cold_functions(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """Each request goes to a process that does not know the driver."""
    answers = []
    for hours in range(0, 10, 2):
        functions.configure(MAX_BOOKINGS_PER_DRIVER=str(LIMIT))
        answers.append(functions.book(order | later(hours)))

    assert [answer.status for answer in answers] == [201] * LIMIT + [409] * 2
    assert {answer.problem for answer in answers[LIMIT:]} == {"too-many-bookings"}
    assert len([one for one in simulator.live_bookings() if one["externalId"]]) == LIMIT


def test_counting_bookings_costs_no_extra_call(
    limited: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The driver's bookings are requested instead of everybody's."""
    limited.book(order | later(3))

    operations = [call["operation"] for call in simulator.calls()]
    assert len(operations) == 8
    assert operations[6:] == ["bookingRequestCreate", "bookingRequestsListing"]
    assert all("filter%5BuserId%5D=1001" in call["path"] for call in simulator.calls("bookingsListing"))


def test_pending_bookings_count_and_ended_or_canceled_ones_do_not(
    limited: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    cancelled = limited.book(order | later(3)).json["id"]
    limited.cancel(cancelled)
    simulator.book(evse_id=5003, start=NOW - 3 * HOUR, end=NOW - 2 * HOUR, user_id=1001)
    simulator.approval("held")

    assert limited.book(order | later(5)).json["status"] == "pending"
    assert limited.book(order | later(7)).problem == "too-many-bookings"


def test_a_replaced_booking_is_not_counted(limited: Functions, order: dict[str, Any]) -> None:
    """At the limit, a driver can still switch ports."""
    old = limited.book(order | later(3)).json["id"]
    order |= later(3) | {"evseId": 5002}

    assert limited.book(order).problem == "overlapping-booking"
    assert limited.book(order | {"replaces": old}).status == 201


def test_a_repeated_key_is_answered_at_the_limit(limited: Functions, order: dict[str, Any], key: str) -> None:
    booked = limited.book(order | later(3), key=key)

    assert limited.book(order | later(3), key=key).json == booked.json


@pytest.mark.parametrize("settings", [{"MAX_BOOKINGS_PER_DRIVER": "0"}, {}], ids=["no limit", "ten by default"])
def test_the_limit_is_configurable(functions: Functions, order: dict[str, Any], settings: dict[str, str]) -> None:
    """Zero means no limit; the default is ten."""
    functions.configure(now=lambda: NOW, **settings)

    statuses = [functions.book(order | later(hours)).status for hours in range(0, 22, 2)]

    assert statuses == [201] * 10 + ([201] if settings else [409])


def test_the_limit_holds_if_overlapping_bookings_are_allowed(functions: Functions, order: dict[str, Any]) -> None:
    functions.configure(MAX_BOOKINGS_PER_DRIVER="2", ALLOW_OVERLAPPING_BOOKINGS="true")

    answers = [functions.book(order | {"evseId": evse_id}) for evse_id in (5001, 5002, 5003)]

    assert [answer.status for answer in answers] == [201, 201, 409]
    assert answers[-1].problem == "too-many-bookings"


def test_a_driver_whose_email_moved_to_another_account_is_read_again(
    limited: Functions, simulator: SimulatorHandle, order: dict[str, Any]
) -> None:
    """The cached user id is only a hint."""
    simulator.patch("users", 1001, email="old@example.com")
    simulator.patch("users", 1006, email="driver@example.com")
    simulator.book(evse_id=5004, start=START + 3 * HOUR, end=START + 4 * HOUR, user_id=1006)

    assert limited.book(order | later(3)).problem == "overlapping-booking"


@pytest.fixture
def admin(simulator: SimulatorHandle) -> Iterator[AdminFunctions]:
    running = AdminFunctions(simulator)
    yield running
    running.stop()


def test_staff_can_book_beyond_the_limit(admin: AdminFunctions, order: dict[str, Any]) -> None:
    admin.configure(MAX_BOOKINGS_PER_DRIVER="1")

    assert [admin.create(order | later(hours)).status for hours in (0, 2, 4)] == [201] * 3
