"""Details of a request, from it and its booking."""

from datetime import timedelta
from typing import Any

import pytest

from shared.ampeco_client import Booking
from shared.ampeco_client.models import parse_booking_request
from shared.domain.admin.requests import current_window_of, requested_evse_id, requested_site_id, requested_user_id
from shared.domain.timeutil.intervals import Window
from tests.unit.domain.records import START, booking, change, creation

CREATION = creation(1, userId=1, locationId=11, evseId=111)
MOVE = change(2, 7, "update")
HANDED_OVER = change(3, 7, "update", userId=3)
CANCELLATION = change(4, 7)
STANDING = booking(7, userId=2, locationId=12, bookedEvses=[{"id": 112}, {"id": 113}])
UNTOLD = booking(7, userId=None, locationId=12)


@pytest.mark.parametrize(
    ("request_", "current_window", "expected"),
    [
        (CREATION, None, 1),
        (CREATION, STANDING, 1),
        (MOVE, STANDING, 2),
        (MOVE, None, None),
        (HANDED_OVER, STANDING, 3),
        (HANDED_OVER, None, 3),
        (CANCELLATION, STANDING, 2),
        (CANCELLATION, UNTOLD, None),
        (CANCELLATION, None, None),
    ],
)
def test_the_driver_is_that_of_the_request_or_else_of_the_booking(
    request_: dict[str, Any], current_window: Booking | None, expected: int | None
) -> None:
    user_id = requested_user_id(parse_booking_request(request_), current_window)

    assert user_id == expected


@pytest.mark.parametrize(
    ("request_", "current_window", "expected"),
    [
        (CREATION, STANDING, (11, 111)),
        (creation(1, locationId=11), STANDING, (11, None)),
        (MOVE, STANDING, (12, 112)),
        (CANCELLATION, STANDING, (12, 112)),
        (CANCELLATION, UNTOLD, (12, None)),
        (CANCELLATION, booking(7, locationId=12, bookedEvses=[]), (12, None)),
        (CANCELLATION, None, (None, None)),
    ],
)
def test_the_site_and_port_are_those_of_the_request_or_of_the_booking(
    request_: dict[str, Any], current_window: Booking | None, expected: tuple[int | None, ...]
) -> None:
    """A create request contains them; a change has those of its booking, and the first of several ports."""
    requested = parse_booking_request(request_)

    where = requested_site_id(requested, current_window), requested_evse_id(requested, current_window)

    assert where == expected


@pytest.mark.parametrize(
    ("request_", "current_window", "expected"),
    [
        (MOVE, STANDING, Window(START, START + timedelta(hours=1))),
        (CANCELLATION, STANDING, Window(START, START + timedelta(hours=1))),
        (CREATION, STANDING, None),
        (CANCELLATION, None, None),
    ],
)
def test_a_change_shows_the_current_time_of_its_booking(
    request_: dict[str, Any], current_window: Booking | None, expected: Window | None
) -> None:
    """A create request has no current time."""
    window = current_window_of(parse_booking_request(request_), current_window)

    assert window == expected
