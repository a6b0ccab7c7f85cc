"""POST /api/admin/bookings/{bookingId}/update — ask Ampeco to move a booking in time; its port stays.

`lastUpdatedAt` is that of the booking which the times were chosen for: when it is another by now, nothing is asked and
the answer carries the booking as it stands. `GET /api/admin/requests/{requestId}` tells the outcome of the request.
"""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import BookingNotFound
from shared.http_api.admin_gate import admins_only
from shared.http_api.answers import json_answer
from shared.http_api.bodies import NewTimes
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import Instant, idempotency_key, parse_body, path_id
from shared.http_api.replies.admin.writes import WrittenReply
from shared.http_api.services import Services


class NewTimesOfSeen(NewTimes):
    """The body of the request."""

    last_updated_at: Instant


async def update_booking(request: Request, services: Services) -> Response:
    """Answer with Ampeco's request to move, as far as it is decided."""
    booking_id = path_id(request, "bookingId", BookingNotFound)
    body = await parse_body(request, NewTimesOfSeen)
    key = idempotency_key(request) or uuid4()
    change = await services.staff_desk.move(booking_id, body.window, key, seen=body.last_updated_at)
    return json_answer(WrittenReply.of(change), NEVER_KEPT, status=202)


handler = lambda_handler(admins_only(update_booking))
