"""Accounts with an internationalized email domain: found by either spelling, here and at Ampeco."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.admin_functions import AdminFunctions
from tests.support.functions import Functions
from tests.support.simulator import SimulatorHandle

UNICODE, ASCII = "info@exämple.com", "info@xn--exmple-cua.com"
SPELLINGS = [UNICODE, ASCII, "  INFO@EXÄMPLE.com ", "info@exa\u0308mple.com", "info@XN--exmple-cua.COM"]


@pytest.fixture(params=[UNICODE, ASCII])
def stored(request: pytest.FixtureRequest, simulator: SimulatorHandle) -> str:
    """Set the email of an account as the driver app stored it."""
    email: str = request.param
    simulator.patch("users", 1001, email=email)
    return email


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_driver_books_by_either_spelling(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], typed: str
) -> None:
    """A browser sends the ASCII form."""
    answer = functions.book(order | {"email": typed})

    assert (answer.status, answer.json["status"]) == (201, "approved")
    assert [one["userId"] for one in simulator.live_bookings() if one["externalId"]] == [1001]


@pytest.fixture
def admin(simulator: SimulatorHandle) -> Iterator[AdminFunctions]:
    running = AdminFunctions(simulator)
    yield running
    running.stop()


@pytest.mark.parametrize("typed", SPELLINGS)
def test_staff_find_a_driver_by_either_spelling(admin: AdminFunctions, stored: str, typed: str) -> None:
    """With find-driver and with the filter of the list."""
    found = admin.find_driver({"email": typed}).json

    assert found == {"userId": 1001, "name": "Dana Driver", "email": f"i•••@{stored.partition('@')[2]}"}
    assert admin.bookings(email=typed).json["driver"] == found


@pytest.mark.parametrize(
    "bad",
    ["info@exämple", "info@.exämple.com", "info@exä mple.com", "in\u2028fo@example.com", "\u202einfo@example.com",
     "info@exämple.com@", "x" * 65 + "@exämple.com", "a@\u2028.com", "info@-exämple.com"],
)  # fmt: skip
def test_an_invalid_international_email_is_refused(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], bad: str
) -> None:
    """Before any call."""
    answer = functions.book(order | {"email": bad})

    assert answer.json["errors"] == [{"field": "email", "detail": "This is not an email address."}]
    assert simulator.calls() == []
