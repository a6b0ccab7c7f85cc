"""Unknown values from Ampeco are shown to admins unchanged."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.ampeco_client import Booking, UpdateRequest
from shared.domain.admin.booking_detail import BookingDetail
from shared.domain.admin.requests import RequestDetail
from shared.domain.admin.search import BookingRow
from shared.domain.catalog.labels import build_site_summary
from shared.http_api.responses.admin.booking_detail import BookingDetailResponse
from shared.http_api.responses.admin.bookings import BookingRowResponse
from shared.http_api.responses.csv import bookings_csv

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
PLACE = build_site_summary(101, None, ZoneInfo("America/Detroit"))
PAUSED = Booking.model_validate(
    {"id": 1, "locationId": 101, "status": "paused", "accessMethods": ["TELEPATHY"]}
    | dict.fromkeys(("startAt", "endAt", "createdAt", "lastUpdatedAt"), NOW.isoformat())
)


def test_an_unknown_status_is_listed_unchanged() -> None:
    """In the list and in the export; a booking without user, at a deleted site, with an unknown port."""
    row = BookingRow(PAUSED, PLACE, ports=None, driver=None)

    time = "2026-03-03T10:00:00-05:00"
    assert BookingRowResponse.from_row(row).plain() == {
        "id": 1,
        "status": "paused",
        "site": {"id": 101, "name": "Site 101"},
        "timezone": "America/Detroit",
        **dict.fromkeys(("startAt", "endAt", "createdAt", "lastUpdatedAt"), time),
    }
    times = "2026-03-03 10:00,2026-03-03 10:00,2026-03-03 15:00,2026-03-03 15:00"
    assert bookings_csv([row]).splitlines()[1] == (f"1,paused,101,Site 101,America/Detroit,,,{times},{times},")


def test_a_booking_of_unknown_status_offers_no_action() -> None:
    """An unknown request type is shown as well, with or without times."""
    request = UpdateRequest.model_validate({"id": 2, "type": "update", "status": "deferred", "bookingId": 1})
    requested = RequestDetail(request, PLACE.zone, site=None, port=None, user_id=None, driver=None, current_window=None)

    reply: dict[str, Any] = BookingDetailResponse.from_detail(
        BookingDetail(PAUSED, PLACE, None, None, (requested,), True), NOW
    ).plain()

    assert (reply["status"], reply["accessMethods"]) == ("paused", ["TELEPATHY"])
    assert reply["actions"] == {"canUpdate": False, "canCancel": False}
    assert reply["requests"] == [{"id": 2, "type": "update", "status": "deferred", "source": "other", "bookingId": 1}]
