"""What Ampeco may say one day: staff see it as it is."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.ampeco_client import Booking, UpdateRequest
from shared.domain.staff.asked import Asked
from shared.domain.staff.detail import BookingDetail
from shared.domain.staff.listing import Row
from shared.domain.staff.places import place_of
from shared.http_api.replies.admin.bookings import RowReply
from shared.http_api.replies.admin.detail import DetailReply
from shared.http_api.replies.admin.table import bookings_table

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
PLACE = place_of(101, None, ZoneInfo("America/Detroit"))
PAUSED = Booking.model_validate(
    {"id": 1, "locationId": 101, "status": "paused", "accessMethods": ["TELEPATHY"]}
    | dict.fromkeys(("startAt", "endAt", "createdAt", "lastUpdatedAt"), NOW.isoformat())
)


def test_an_unknown_status_is_listed_as_it_is() -> None:
    """In the list and in the file; a booking of nobody, at a site that is gone, with a port that is not told."""
    row = Row(PAUSED, PLACE, ports=None, driver=None)

    time = "2026-03-03T10:00:00-05:00"
    assert RowReply.of(row).plain() == {
        "id": 1,
        "status": "paused",
        "site": {"id": 101, "name": "Site 101"},
        "timezone": "America/Detroit",
        **dict.fromkeys(("startAt", "endAt", "createdAt", "lastUpdatedAt"), time),
    }
    times = "2026-03-03 10:00,2026-03-03 10:00,2026-03-03 15:00,2026-03-03 15:00"
    assert bookings_table([row]).splitlines()[1] == (f"1,paused,101,Site 101,America/Detroit,,,{times},{times},")


def test_nothing_is_offered_to_do_with_it() -> None:
    """Nobody knows what Ampeco would do; a request with a word of its own passes as well, times or none."""
    request = UpdateRequest.model_validate({"id": 2, "type": "update", "status": "deferred", "bookingId": 1})
    asked = Asked(request, PLACE.zone, place=None, port=None, user_id=None, driver=None, standing=None)

    reply: dict[str, Any] = DetailReply.of(BookingDetail(PAUSED, PLACE, None, None, (asked,), True), NOW).plain()

    assert (reply["status"], reply["accessMethods"]) == ("paused", ["TELEPATHY"])
    assert reply["actions"] == {"canUpdate": False, "canCancel": False}
    assert reply["requests"] == [{"id": 2, "type": "update", "status": "deferred", "source": "other", "bookingId": 1}]
