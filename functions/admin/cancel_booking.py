"""POST /api/admin/bookings/{bookingId}/cancel — ask Ampeco to cancel a booking.

The answer names the request, whose outcome `GET /api/admin/requests/{requestId}` tells. The header `Idempotency-Key`
makes a repeated request the same change.
"""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import BookingNotFound
from shared.http_api.admin_gate import admins_only
from shared.http_api.answers import json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import idempotency_key, path_id
from shared.http_api.replies.admin.writes import WrittenReply
from shared.http_api.services import Services


async def cancel_booking(request: Request, services: Services) -> Response:
    """Answer with Ampeco's request to cancel, as far as it is decided."""
    booking_id = path_id(request, "bookingId", BookingNotFound)
    change = await services.staff_desk.cancel(booking_id, idempotency_key(request) or uuid4())
    return json_answer(WrittenReply.of(change), NEVER_KEPT, status=202)


handler = lambda_handler(admins_only(cancel_booking))
