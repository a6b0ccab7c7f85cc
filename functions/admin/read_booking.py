"""GET /api/admin/bookings/{bookingId} — one booking in full."""

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.booking_detail import booking_detail
from shared.domain.errors import BookingNotFound
from shared.http_api.requests.parsing import path_id
from shared.http_api.responses.admin.booking_detail import BookingDetailResponse, HandOverResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import current_admin, require_admin


async def read_booking(request: Request, services: AdminServices) -> Response:
    """Return the booking with its site, ports, driver and requests, and for a manager the reference of its link."""
    booking_id = path_id(request, "bookingId", BookingNotFound)
    detail = await booking_detail(services.common.ampeco, services.common.catalog, services.users, booking_id)
    references = services.common.references if current_admin(request).role == "manager" else None
    hand_over = HandOverResponse.from_detail(detail, references, services.common.settings.mail_for)
    return json_response(BookingDetailResponse.from_detail(detail, services.common.now(), hand_over), NO_STORE)


handler = lambda_handler(require_admin(read_booking))
