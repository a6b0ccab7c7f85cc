"""Invalid queries of the admin lists: every invalid value is reported by its field, before any call to Ampeco."""

from collections.abc import Callable

import pytest

from functions.admin import list_bookings
from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.lambda_calls import LambdaResponse, call
from tests.support.simulator import SimulatorHandle

BAD_IDS = ["0", "-1", "1.0", " 1 ", "1_0", "1e3", "+1", "\u0661", "9" * 16, "101/../1", "", "null", "[1]"]
BAD_TIMES = [
    "",
    "soon",
    "2026-03-08",
    "1772452800",
    "2026-03-08T10:00:00",
    "1999-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
]
BAD_DAYS = ["", "today!", "2026-02-30", "20260308", "2026-3-8", "1999-12-31", "2200-01-01", "9999-12-31", "1772452800"]

BAD_COMMON: dict[str, list[str]] = {
    "locationId": BAD_IDS,
    "userId": BAD_IDS,
    "status": ["", "ACCEPTED", "accepted,reserved", "all"],
    **dict.fromkeys(("startAfter", "startBefore", "endAfter", "endBefore"), BAD_TIMES),
}
BAD_OF_BOOKINGS: dict[str, list[str]] = {
    "email": ["", "nobody", "a@b", "a b@example.com", "a@example.com,b@example.com", "x" * 250 + "@example.com"],
    "fromDay": BAD_DAYS,
    "toDay": BAD_DAYS,
    "externalId": ["web-1"],
    "locationid": ["101"],
    "id": ["1"],
}
BAD_OF_REQUESTS: dict[str, list[str]] = {
    "createdAfter": BAD_TIMES,
    "createdBefore": BAD_TIMES,
    "createdDay": BAD_DAYS,
    "externalId": ["web-1"],
    "email": ["driver@example.com"],
    "status": ["active"],
}


@pytest.mark.parametrize(
    ("ask", "bad"),
    [
        (AdminFunctions.bookings, BAD_COMMON | BAD_OF_BOOKINGS),
        (AdminFunctions.table, BAD_COMMON | BAD_OF_BOOKINGS),
        (AdminFunctions.requests, BAD_COMMON | BAD_OF_REQUESTS),
    ],
)
def test_an_invalid_filter_is_reported_by_its_name(
    admin: AdminFunctions, simulator: SimulatorHandle, ask: Callable[..., LambdaResponse], bad: dict[str, list[str]]
) -> None:
    """An unknown filter as well: if it were ignored, everything would be shown."""
    requested = [(name, value) for name, values in bad.items() for value in values]

    refused = [refused_fields(ask(admin, **{name: value})) for name, value in requested]

    assert refused == [[f"filter[{name}]"] for name, _ in requested]
    assert simulator.calls() == []


def test_a_page_has_one_to_a_hundred_rows(admin: AdminFunctions) -> None:
    """As at Ampeco."""
    sizes = ["0", "101", "-1", "ten", "", "2.0"]

    refused = [refused_fields(ask(per_page=size)) for size in sizes for ask in (admin.bookings, admin.requests)]

    assert refused == [["per_page"]] * len(refused)


@pytest.mark.parametrize(
    "query",
    [
        {"email": "driver@example.com", "userId": 1001},
        {"fromDay": "2026-03-08", "startBefore": "2026-03-09T00:00:00Z"},
        {"toDay": "2026-03-08", "endAfter": "2026-03-01T00:00:00Z"},
        {"fromDay": "2026-03-09", "toDay": "2026-03-08"},
    ],
)
def test_contradicting_filters_are_refused(
    admin: AdminFunctions, simulator: SimulatorHandle, query: dict[str, object]
) -> None:
    answer = admin.bookings(**query)

    assert (answer.status, answer.problem) == (422, "invalid-request")
    assert simulator.calls() == []


def test_a_day_and_its_bounds_are_refused_together(admin: AdminFunctions) -> None:
    """For requests as well."""
    answer = admin.requests(createdDay="today", createdAfter="2026-03-01T00:00:00Z")

    assert (answer.status, answer.problem) == (422, "invalid-request")


def test_a_filter_must_not_be_repeated(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """One of the two values would be ignored silently."""
    event = {"rawQueryString": "filter[status]=accepted&filter[status]=failed"}

    answer = call(
        lambda plain, context: list_bookings.handler(plain | event, context),
        "GET /api/admin/bookings",
        headers=admin.headers,
    )

    assert refused_fields(answer) == ["filter[status]"]
    assert simulator.calls() == []
