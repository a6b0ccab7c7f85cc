"""GET /api/admin/bookings: pagination over one list or the two of the active statuses."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.ampeco_client import BookingFilters
from shared.domain.admin.cursors import query_digest
from tests.support.admin_functions import AdminFunctions, refused_fields
from tests.support.functions import NOW
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
DRIVER = 1001
EVERYTHING = query_digest("bookings", [BookingFilters()])


def _wrapped(inside: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(inside).encode()).decode().rstrip("=")


def test_the_pages_contain_every_booking_once(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """There is no total, and the last page has no cursor."""
    pages = list(_pages(admin, locationId=101, per_page=20))

    ids = [row["id"] for page in pages for row in page["bookings"]]
    assert len(pages) > 2
    assert len(ids) == len(set(ids)) == len(_ids(admin, locationId=101, per_page=100))
    assert all(page.keys() <= {"bookings", "complete", "nextCursor", "site"} for page in pages)
    assert all("links" not in json.dumps(page) for page in pages)
    assert {call["path"].partition("?")[0] for call in simulator.calls("bookingsListing")} == {
        "/public-api/resources/bookings/v1.0"
    }


def test_active_bookings_are_the_reserved_ones_then_the_accepted_ones(
    admin: AdminFunctions, simulator: SimulatorHandle
) -> None:
    """Ampeco filters by one status at a time: the second list fills up the last page of the first."""
    for number in range(5):
        simulator.book(evse_id=5001, start=NOW + (24 + number) * HOUR, end=NOW + (25 + number) * HOUR, user_id=DRIVER)
    for evse_id in (5002, 5003, 5004):
        simulator.book(evse_id=evse_id, start=NOW + HOUR / 6, end=NOW + HOUR, user_id=DRIVER)

    pages = list(_pages(admin, userId=DRIVER, status="active", per_page=4))

    statuses = [[row["status"] for row in page["bookings"]] for page in pages]
    assert statuses == [["reserved"] * 3, ["accepted"] * 4, ["accepted"]]


def test_without_reserved_bookings_the_first_page_has_accepted_ones(
    admin: AdminFunctions, simulator: SimulatorHandle
) -> None:
    """Each list is requested once."""
    simulator.book(evse_id=5001, start=NOW + 24 * HOUR, end=NOW + 25 * HOUR, user_id=DRIVER)

    pages = list(_pages(admin, userId=DRIVER, status="active"))

    assert [[row["status"] for row in page["bookings"]] for page in pages] == [["accepted"]]
    assert simulator.counts()["bookingsListing"] == 2


def test_few_reserved_bookings_share_the_page_with_accepted_ones(
    admin: AdminFunctions, simulator: SimulatorHandle
) -> None:
    """A page never has more rows than requested."""
    simulator.book(evse_id=5002, start=NOW + HOUR / 6, end=NOW + HOUR, user_id=DRIVER)
    for number in range(5):
        simulator.book(evse_id=5001, start=NOW + (24 + number) * HOUR, end=NOW + (25 + number) * HOUR, user_id=DRIVER)

    pages = list(_pages(admin, userId=DRIVER, status="active", per_page=4))

    assert [len(page["bookings"]) for page in pages] == [4, 2]
    assert [row["status"] for row in pages[0]["bookings"]] == ["reserved", "accepted", "accepted", "accepted"]


def test_a_cursor_reveals_nothing_about_ampeco(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """No host, no path, no token; so it cannot lead elsewhere either."""
    cursor = admin.bookings(per_page=5).json["nextCursor"]

    inside = _unwrapped(cursor)
    assert inside.keys() == {"query", "after"}
    assert inside["after"].startswith("?")
    for secret in ("127.0.0.1", "http", "public-api", simulator.token):
        assert secret not in json.dumps(inside)


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "eyJh",
        "../../users/v1.0",
        "a" * 4001,
        "é",
        pytest.param(base64.urlsafe_b64encode(b"[" * 2000).decode(), id="deep"),
        pytest.param(base64.urlsafe_b64encode(b'"text"').decode(), id="text"),
        *(
            pytest.param(_wrapped({"query": EVERYTHING, **inside}), id=str(inside))
            for inside in (
                {"part": -1},
                {"part": 1},
                {"part": True},
                {"part": 10**30},
                {"after": ""},
                {"after": "cursor=x"},
                {"after": "http://other.test/public-api/resources/bookings/v1.0?cursor=x"},
                {"after": "/../users/v1.0?cursor=x"},
                {"after": "?cursor=x#"},
                {"after": "?cursor=x\r\nHost: other.test"},
                {"after": "?cursor=x y"},
                {"after": "?cursor=unknown-to-ampeco"},
                {"after": "?filter[nothing]=1"},
                {"after": None, "path": "/resources/users/v1.0"},
            )
        ),
    ],
)
def test_a_forged_cursor_is_refused(admin: AdminFunctions, simulator: SimulatorHandle, cursor: str) -> None:
    """The error names the field; only this list of Ampeco is ever requested."""
    answer = admin.bookings(cursor=cursor)

    assert refused_fields(answer) == ["cursor"]
    assert simulator.counts().keys() <= {"bookingsListing", "locationsListing", "evsesListing"}


def test_a_changed_cursor_leads_to_the_same_list_only(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """A query for another resource becomes a query of this list."""
    cursor = _wrapped({"query": EVERYTHING, "after": "?per_page=2&../../users/v1.0"})

    answer = admin.bookings(cursor=cursor)

    assert answer.status in {200, 422}
    assert "usersListing" not in simulator.counts()


@pytest.mark.parametrize(
    "other",
    [
        {"locationId": 102},
        {},
        {"locationId": 101, "status": "cancelled"},
        {"locationId": 101, "status": "active"},
        {"locationId": 101, "userId": DRIVER},
        {"locationId": 101, "email": "driver@example.com"},
        {"locationId": 101, "fromDay": "2026-03-08"},
        {"locationId": 101, "startAfter": "2026-03-08T00:00:00Z"},
    ],
)
def test_a_cursor_belongs_to_its_filters(admin: AdminFunctions, other: dict[str, Any]) -> None:
    """With other filters it is refused."""
    cursor = admin.bookings(locationId=101, per_page=5).json["nextCursor"]

    assert refused_fields(admin.bookings(**other, per_page=5, cursor=cursor)) == ["cursor"]
    assert admin.bookings(locationId=101, per_page=5, cursor=cursor).status == 200


def test_a_cursor_works_for_a_driver_found_by_email(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """By email or by user id, with the same result; the cursor contains no email."""
    for hours in (24, 25):
        simulator.book(evse_id=5001, start=NOW + hours * HOUR, end=NOW + (hours + 1) * HOUR, user_id=DRIVER)
    cursor = admin.bookings(email="driver@example.com", per_page=1).json["nextCursor"]

    assert admin.bookings(email="driver@example.com", per_page=1, cursor=cursor).status == 200
    assert admin.bookings(userId=DRIVER, per_page=1, cursor=cursor).status == 200
    assert "driver" not in json.dumps(_unwrapped(cursor))


def _pages(admin: AdminFunctions, **query: Any) -> Iterator[dict[str, Any]]:
    page = admin.bookings(**query).json
    while True:
        yield page
        if "nextCursor" not in page:
            return
        page = admin.bookings(**query, cursor=page["nextCursor"]).json


def _ids(admin: AdminFunctions, **query: Any) -> list[int]:
    return [row["id"] for page in _pages(admin, **query) for row in page["bookings"]]


def _unwrapped(cursor: str) -> dict[str, Any]:
    inside: dict[str, Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return inside
