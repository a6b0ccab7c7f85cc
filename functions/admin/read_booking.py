"""GET /api/admin/bookings/{bookingId} — everything about one booking."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.errors import BookingNotFound
from shared.domain.staff.detail import booking_detail
from shared.http_api.admin_gate import admins_only
from shared.http_api.answers import json_answer
from shared.http_api.handler import lambda_handler
from shared.http_api.headers import NEVER_KEPT
from shared.http_api.parsing import path_id
from shared.http_api.replies.admin.detail import DetailReply
from shared.http_api.services import Services


async def read_booking(request: Request, services: Services) -> Response:
    """Answer with the booking, its site, ports and driver, and its requests."""
    booking_id = path_id(request, "bookingId", BookingNotFound)
    detail = await booking_detail(services.ampeco, services.catalogue, services.people, booking_id)
    return json_answer(DetailReply.of(detail, services.now()), NEVER_KEPT)


handler = lambda_handler(admins_only(read_booking))
