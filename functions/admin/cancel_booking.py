"""POST /api/admin/bookings/{bookingId}/cancel — request the cancellation of a booking.

The response contains the id of the request; `GET /api/admin/requests/{requestId}` returns its outcome. Repeating the
request with the same header `Idempotency-Key` does not submit it again.
"""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.change_booking import AdminChangeService
from shared.domain.errors import BookingNotFound
from shared.http_api.requests.parsing import idempotency_key, path_id
from shared.http_api.responses.admin.submitted_request import SubmittedRequestResponse
from shared.http_api.responses.base import json_response
from shared.http_api.responses.headers import NO_STORE
from shared.http_api.runtime.admin_services import AdminServices
from shared.http_api.runtime.handler import lambda_handler
from shared.http_api.security.admin_auth import require_manager


async def cancel_booking(request: Request, services: AdminServices) -> Response:
    """Return Ampeco's request to cancel, with its status so far."""
    booking_id = path_id(request, "bookingId", BookingNotFound)
    change = await services.get(AdminChangeService).cancel(booking_id, idempotency_key(request) or uuid4())
    return json_response(SubmittedRequestResponse.from_request(change), NO_STORE, status=202)


handler = lambda_handler(require_manager(cancel_booking))
