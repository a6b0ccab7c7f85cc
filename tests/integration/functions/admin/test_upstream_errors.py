"""Responses to admins when Ampeco fails, and what is never logged."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from tests.support.admin_functions import ADMIN_TOKEN, AdminFunctions
from tests.support.functions import START
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle

READS: dict[str, Callable[[AdminFunctions], LambdaResponse]] = {
    "sites": AdminFunctions.sites,
    "bookings": AdminFunctions.bookings,
    "table": lambda admin: admin.table(userId=1001),
    "booking": lambda admin: admin.booking(20_001),
    "requests": AdminFunctions.requests,
    "request": lambda admin: admin.request(90_001),
    "calendar": lambda admin: admin.calendar(locationId=101),
    "driver": lambda admin: admin.find_driver({"email": "driver@example.com"}),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_failing_ampeco_is_never_passed_through(
    admin: AdminFunctions, simulator: SimulatorHandle, read: Callable[[AdminFunctions], LambdaResponse]
) -> None:
    """Ampeco's 401 would make the page drop its token; a 429 keeps its time to wait."""
    simulator.faults({"kind": "status", "status": 401})
    refused = read(admin)
    admin.configure()
    simulator.faults({"kind": "status", "status": 429, "retryAfter": 60})
    busy = read(admin)

    assert (refused.status, refused.problem) == (502, "upstream-refused")
    assert (busy.status, busy.problem, busy.headers["retry-after"]) == (503, "upstream-busy", "60")
    assert "Unauthenticated" not in refused.text


@pytest.mark.parametrize("operation", ["userRead", "bookingRead", "bookingRequestsListing", "evsesListing"])
def test_an_incomplete_list_is_not_shown(admin: AdminFunctions, simulator: SimulatorHandle, operation: str) -> None:
    """Whichever of its calls fails."""
    simulator.faults({"kind": "malformed", "operation": operation})

    answer = admin.bookings()

    assert (answer.status, answer.problem) == (502, "upstream-error")


def test_cached_names_are_used_while_their_list_fails(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """The list of sites is served stale, with its age."""
    clock = [0.0]
    admin.keep_copies_by(lambda: clock[-1])
    fresh = admin.sites()
    clock.append(120.0)
    simulator.faults({"kind": "status", "status": 500, "operation": "locationsListing"})

    stale = admin.sites()

    assert (stale.status, stale.json) == (200, fresh.json)
    assert (stale.headers["age"], stale.headers["cache-control"]) == ("120", "private, no-store")


def test_no_person_and_no_secret_is_in_the_log(admin: AdminFunctions, log: StringIO) -> None:
    """Neither emails of searches nor those in responses, on any route."""
    for read in READS.values():
        read(admin)
    admin.bookings(email="driver@example.com")
    admin.bookings(email="nobody@example.com")
    admin.bookings(email="no@email@example.com")

    assert log.getvalue().count('"request_completed"') == len(READS) + 3
    for secret in ("example.com", "@", ADMIN_TOKEN, admin.simulator.token):
        assert secret.casefold() not in log.getvalue().casefold()


def test_lists_and_calendars_have_no_personal_data(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Only the masked email of the driver; no token of the booking."""
    simulator.book(evse_id=5001, start=START, end=START + timedelta(hours=1), user_id=1001)
    answers: list[Any] = [admin.bookings(userId=1001), admin.table(userId=1001)]
    answers += [admin.calendar(locationId=101, days=7), admin.requests(userId=1001), admin.bookings(per_page=100)]
    answers += [admin.today(locationId=101, date=str(START.date())), admin.today(date=str(START.date()))]

    for answer in answers:
        assert answer.status == 200
        for word in ("driver@", "+1616", "phone", "bank", "authorizedTokens", "contractId", "pin", "$2y$"):
            assert word not in answer.text
