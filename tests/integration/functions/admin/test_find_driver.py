"""POST /api/admin/find-driver: from an email to a user id, which may be part of a URL."""

from io import StringIO
from typing import Any

import pytest

from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.simulator import SimulatorHandle


@pytest.mark.parametrize(
    ("email", "user_id", "name"),
    [
        ("driver@example.com", 1001, "Dana Driver"),
        (" DRIVER@Example.COM ", 1001, "Dana Driver"),
        ("disabled@example.com", 1002, "Diego Disabled"),
    ],
)
def test_a_driver_is_found_by_email(
    admin: AdminFunctions, simulator: SimulatorHandle, email: str, user_id: int, name: str
) -> None:
    """In any spelling, disabled accounts as well; in one call."""
    answer = admin.find_driver({"email": email})

    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert answer.json == {"userId": user_id, "name": name, "email": "d•••@example.com"}
    assert simulator.counts() == {"usersListing": 1}


@pytest.mark.parametrize(("email", "why"), [("nobody@example.com", "unknown"), ("duplicate@example.com", "several")])
def test_no_account_and_two_accounts_are_a_problem(admin: AdminFunctions, log: StringIO, email: str, why: str) -> None:
    """The log has which of them it was, and never the email."""
    answer = admin.find_driver({"email": email})

    assert (answer.status, answer.problem) == (404, "driver-not-found")
    assert why in log.getvalue()
    assert "example.com" not in log.getvalue()


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": "nobody"}, {"email": ["driver@example.com"]}])
def test_an_invalid_email_causes_no_call(
    admin: AdminFunctions, simulator: SimulatorHandle, body: dict[str, Any]
) -> None:
    """The problem names the field."""
    assert refused_fields(admin.find_driver(body)) == ["email"]
    assert simulator.calls() == []
