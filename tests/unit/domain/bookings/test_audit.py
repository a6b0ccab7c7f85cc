"""Audit log of requests to Ampeco."""

from typing import Any

import pytest

from shared.ampeco_client import CancelBooking, CreateBooking, UpdateBooking
from shared.ampeco_client.models.booking_request import parse_booking_request
from shared.domain.bookings.audit import RequestInput, record_request
from shared.domain.identifiers import Source, source_of
from tests.unit.domain.records import START, change, creation

CREATE = CreateBooking(user_id=1001, location_id=101, start_at=START, end_at=START, external_id="web-1")
CANCEL = CancelBooking(booking_id=7, external_id="admin-7~1")
MOVE = UpdateBooking(booking_id=7, external_id="web-1~2")
FIELDS = ("who", "what", "booking", "booking_request", "outcome")


@pytest.mark.parametrize(
    ("ask", "answer", "line"),
    [
        (CREATE, creation(5, bookingId=7), ("site", "create", 7, 5, "approved")),
        (CREATE, creation(5, status="pending"), ("site", "create", None, 5, "pending")),
        (CREATE, None, ("site", "create", None, None, "unknown")),
        (CANCEL, change(6, 7), ("admin", "cancel", 7, 6, "pending")),
        (MOVE, None, ("site", "update", 7, None, "unknown")),
    ],
)
def test_each_request_is_logged_with_its_ids(
    caplog: pytest.LogCaptureFixture, ask: RequestInput, answer: dict[str, Any] | None, line: tuple[Any, ...]
) -> None:
    """Ids that are not known are left out."""
    caplog.set_level("INFO", "shared.domain")

    record_request(ask, parse_booking_request(answer) if answer else None)

    (logged,) = caplog.records
    assert logged.getMessage() == "booking_request_submitted"
    known = {name: value for name, value in zip(FIELDS, line, strict=True) if value is not None}
    assert {name: value for name, value in vars(logged).items() if name in FIELDS} == known


@pytest.mark.parametrize(
    ("external_id", "source"),
    [
        ("web-1", Source.SITE),
        ("admin-1", Source.ADMIN),
        ("app-1", Source.OTHER),
        ("a-web-1", Source.OTHER),
        ("", Source.OTHER),
        (None, Source.OTHER),
    ],
)
def test_the_prefix_of_an_external_id_tells_staff_from_drivers(external_id: str | None, source: Source) -> None:
    assert source_of(external_id) is source
